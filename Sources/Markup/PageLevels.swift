/// Sections of a text that a page shows or hides.
package enum PageLevels {
  /// The HTML with what stands between two headings in a box that opens: the first has the one text, the next that is not inside
  /// of anything the other; unchanged where there are no such headings.
  ///
  /// The HTML is what this room made: balanced, headings without attributes.
  package static func folded(_ html: String, from first: String, to second: String) -> String {
    let bytes = Array(html.utf8)
    for level in 2...4 {
      let opening = heading(first, level)
      guard let start = position(of: opening, in: bytes, from: 0) else { continue }
      let inside = start + opening.count
      guard let end = position(of: heading(second, level), in: bytes, from: inside) else { return html }
      let after = end + heading(second, level).count
      let output =
        Array(bytes[..<start]) + Array("<details class=\"level\"><summary>\(PlainText.escaped(first))</summary>".utf8)
        + bytes[inside..<end] + Array("</details>".utf8) + bytes[after...]
      return String(decoding: output, as: UTF8.self)
    }
    return html
  }

  /// The HTML with all that stands behind a heading in a box that opens, up to the list of footnotes; unchanged where there is no such heading.
  package static func folded(_ html: String, behind heading: String) -> String {
    let bytes = Array(html.utf8)
    for level in 2...4 {
      let opening = Self.heading(heading, level)
      guard let start = position(of: opening, in: bytes, from: 0) else { continue }
      let inside = start + opening.count
      let last = elements(in: bytes, from: inside).last ?? bytes.count
      let isNotes = bytes[last...].starts(with: "<ol>".utf8) && html.contains("<sup>1</sup>")
      let end = isNotes ? last : bytes.count
      let output =
        Array(bytes[..<start]) + Array("<details class=\"level\"><summary>\(PlainText.escaped(heading))</summary>".utf8)
        + bytes[inside..<end] + Array("</details>".utf8) + bytes[end...]
      return String(decoding: output, as: UTF8.self)
    }
    return html
  }

  private static func heading(_ text: String, _ level: Int) -> [UInt8] {
    Array("<h\(level)>\(PlainText.escaped(text))</h\(level)>".utf8)
  }

  /// Where a run of bytes that begins with a tag stands outside of every element that was opened since.
  private static func position(of run: [UInt8], in bytes: [UInt8], from begin: Int) -> Int? {
    elements(in: bytes, from: begin).first { bytes[$0...].starts(with: run) }
  }

  /// Where the elements begin that are not inside of one another.
  private static func elements(in bytes: [UInt8], from begin: Int) -> [Int] {
    var (depth, index, starts) = (0, begin, [Int]())
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { break }
      let tag = bytes[(start + 1)..<end]
      let name = tag.prefix { $0 != UInt8(ascii: " ") }
      let isClosing = tag.first == UInt8(ascii: "/")
      if depth == 0, !isClosing { starts.append(start) }
      if isClosing {
        depth -= 1
      } else if tag.last != UInt8(ascii: "/"), !["br", "hr", "img"].contains(where: { name.elementsEqual($0.utf8) }) {
        depth += 1
      }
      index = end + 1
    }
    return starts
  }
}
