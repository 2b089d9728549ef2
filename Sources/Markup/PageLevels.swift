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

  private static func heading(_ text: String, _ level: Int) -> [UInt8] {
    Array("<h\(level)>\(PlainText.escaped(text))</h\(level)>".utf8)
  }

  /// Where a run of bytes that begins with a tag stands outside of every element that was opened since.
  private static func position(of run: [UInt8], in bytes: [UInt8], from begin: Int) -> Int? {
    var depth = 0
    var index = begin
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      if depth == 0, bytes[start...].starts(with: run) { return start }
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let tag = bytes[(start + 1)..<end]
      let name = tag.prefix { $0 != UInt8(ascii: " ") }
      if tag.first == UInt8(ascii: "/") {
        depth -= 1
      } else if tag.last != UInt8(ascii: "/"), !["br", "hr", "img"].contains(where: { name.elementsEqual($0.utf8) }) {
        depth += 1
      }
      index = end + 1
    }
    return nil
  }
}
