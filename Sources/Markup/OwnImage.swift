/// How large an image is, in pixels, so that a page keeps room for it.
package struct ImageSize: Sendable, Hashable {
  /// In pixels.
  package let width: Int
  /// In pixels.
  package let height: Int

  /// A size from its two sides.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// An image of this site in a text; those of other sites are links, so that nobody else sees who reads.
package struct OwnImage: Sendable, Equatable {
  /// The whole address.
  package let address: String
  /// What it shows, plain text.
  package let alt: String
  /// In pixels.
  package let size: ImageSize

  func append(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: Self.opening)
    PlainText.appendEscaped(address.utf8, to: &bytes)
    bytes.append(contentsOf: "\" alt=\"".utf8)
    PlainText.appendEscaped(alt.utf8, to: &bytes)
    bytes.append(contentsOf: "\" width=\"\(size.width)\" height=\"\(size.height)\" loading=\"lazy\">".utf8)
  }

  private static let opening = Array("<img src=\"".utf8)

  /// The images in HTML that this room made, in order; such HTML holds `<img` only where one begins.
  package static func all(in html: String) -> [OwnImage] {
    var images: [OwnImage] = []
    var rest = Array(html.utf8)[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[start...]
      guard rest.starts(with: opening) else {
        rest = rest.dropFirst()
        continue
      }
      // `<img src=` A ` alt=` B ` width=` C ` height=` D: values are what stands between quotes.
      let values = rest.prefix { $0 != UInt8(ascii: ">") }.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
      rest = rest.dropFirst(opening.count)
      let texts = stride(from: 1, to: min(values.count, 8), by: 2).map { unescaped(values[values.startIndex + $0]) }
      guard texts.count == 4, let address = texts.first, let width = Int(texts[2]), let height = Int(texts[3]) else { continue }
      images.append(OwnImage(address: address, alt: texts[1], size: ImageSize(width: width, height: height)))
    }
    return images
  }

  /// The text of which ``PlainText`` made these bytes.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    var rest = bytes
    let references: [(written: [UInt8], meaning: UInt8)] = [
      (Array("&amp;".utf8), UInt8(ascii: "&")), (Array("&lt;".utf8), UInt8(ascii: "<")),
      (Array("&gt;".utf8), UInt8(ascii: ">")), (Array("&quot;".utf8), UInt8(ascii: "\"")),
    ]
    while let byte = rest.first {
      if let reference = references.first(where: { rest.starts(with: $0.written) }) {
        text.append(reference.meaning)
        rest = rest.dropFirst(reference.written.count)
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
