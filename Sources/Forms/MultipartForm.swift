/// A form that brings files (RFC 7578): parts between lines of a boundary that the media type names.
///
/// Only what browsers send is read; anything else is no form. Reading takes one pass over the bytes.
package struct MultipartForm: Sendable {
  /// A file, or a field without one.
  package struct Part: Sendable, Equatable {
    /// The name of its field.
    package let name: String
    /// The name the sender's machine has for the file, for people alone; nil for a field.
    package let fileName: String?
    /// What it holds.
    package let bytes: ArraySlice<UInt8>
  }

  /// Bytes of a part's header fields.
  package static let maximumHeader = 2_048

  /// In the order of the form.
  package private(set) var parts: [Part] = []

  /// Throws for what is not a whole form of at most ``FormLimits/fields`` parts.
  package init(parsing bytes: [UInt8], boundary: [UInt8]) throws(FormError) {
    let delimiter = Array("--".utf8) + boundary
    guard (1...70).contains(boundary.count), bytes.starts(with: delimiter) else { throw .malformed }
    var rest = bytes[delimiter.count...]
    while !rest.starts(with: "--".utf8) {
      guard let opened = rest.dropping("\r\n".utf8), parts.count < FormLimits.fields else { throw .malformed }
      guard let header = opened.firstRange(of: Array("\r\n\r\n".utf8)),
        header.lowerBound - opened.startIndex <= Self.maximumHeader
      else { throw .malformed }
      let body = opened[header.upperBound...]
      guard let end = body.firstRange(of: Array("\r\n".utf8) + delimiter) else { throw .malformed }
      parts.append(try Self.part(header: opened[..<header.lowerBound], body[..<end.lowerBound]))
      rest = body[end.upperBound...]
    }
  }

  /// The boundary of a media type, nil where it is not `multipart/form-data` or names none (RFC 2046 section 5.1.1).
  package static func boundary(in type: String) -> [UInt8]? {
    let halves = type.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    guard let media = halves.first, lowered(trimmed(media)).elementsEqual("multipart/form-data".utf8) else { return nil }
    for parameter in halves.dropFirst() {
      let pair = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let name = pair.first, let value = pair.last, lowered(trimmed(name)).elementsEqual("boundary".utf8)
      else { continue }
      let text = trimmed(value)
      let bare = text.count >= 2 && text.first == 0x22 && text.last == 0x22 ? text.dropFirst().dropLast() : text
      let isPlain = bare.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != UInt8(ascii: "\\") }
      return (1...70).contains(bare.count) && isPlain ? Array(bare) : nil
    }
    return nil
  }

  private static func part(header: ArraySlice<UInt8>, _ body: ArraySlice<UInt8>) throws(FormError) -> Part {
    for line in header.split(separator: UInt8(ascii: "\n")) {
      let text = trimmed(line)
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
        lowered(trimmed(text[..<colon])).elementsEqual("content-disposition".utf8)
      else { continue }
      let parameters = Self.parameters(text[text.index(after: colon)...])
      guard let name = parameters.first(where: { $0.name.elementsEqual("name".utf8) }),
        let text = String(validating: name.value, as: UTF8.self)
      else { throw .malformed }
      let file = parameters.first { $0.name.elementsEqual("filename".utf8) }
      return Part(name: text, fileName: file.map { String(decoding: $0.value.prefix(200), as: UTF8.self) }, bytes: body)
    }
    throw .malformed
  }

  /// `form-data; name="upload"; filename="a.bib"`: values in quotes, in which browsers write a quote as `%22`.
  private static func parameters(_ text: ArraySlice<UInt8>) -> [(name: [UInt8], value: [UInt8])] {
    var found: [(name: [UInt8], value: [UInt8])] = []
    var rest = text.drop { $0 != UInt8(ascii: ";") }
    while rest.first == UInt8(ascii: ";"), found.count < 8 {
      rest = rest.dropFirst().drop { $0 == 0x20 }
      let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
      rest = rest[name.endIndex...]
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = rest.dropFirst()
      if rest.first == 0x22 {
        let value = rest.dropFirst().prefix { $0 != 0x22 }
        rest = rest[value.endIndex...].dropFirst().drop { $0 != UInt8(ascii: ";") }
        found.append((lowered(name), Array(value)))
      } else {
        let value = rest.prefix { $0 != UInt8(ascii: ";") }
        rest = rest[value.endIndex...]
        found.append((lowered(name), Array(trimmed(value))))
      }
    }
    return found
  }

  private static func lowered(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func trimmed<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
    var rest = bytes[...]
    while let last = rest.last, last == 0x20 || last == 0x09 || last == 0x0D { rest = rest.dropLast() }
    return rest.drop { $0 == 0x20 || $0 == 0x09 }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func dropping(_ prefix: some Collection<UInt8>) -> ArraySlice? {
    starts(with: prefix) ? dropFirst(prefix.count) : nil
  }
}
