/// Plain text of what JSON answers hold as pieces of JATS or HTML.
enum MarkupText {
  /// One line.
  static func line(_ text: String) -> String {
    guard needsReading(text) else { return tidied(text, limit: RecordLimits.line) }
    return node(text).map { tidied($0.flatText, limit: RecordLimits.line) } ?? tidied(stripped(text), limit: RecordLimits.line)
  }

  /// The paragraphs of an abstract; a heading "Abstract" is dropped.
  static func abstract(_ text: String) -> String? {
    guard needsReading(text) else { return paragraphs(of: text) }
    let whole = node(text).map(\.blockText) ?? paragraphs(of: stripped(text))
    guard let whole else { return nil }
    let parts = whole.split(separator: "\n\n", maxSplits: 1)
    guard parts.count == 2, let heading = parts.first, ["abstract", "summary"].contains(heading.lowercased()) else {
      return whole
    }
    return parts.last.map { String($0) }
  }

  private static func needsReading(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: "<")) || text.utf8.contains(UInt8(ascii: "&"))
  }

  /// The piece read as XML; nil where it is none, as with `p < 0.05`.
  private static func node(_ text: String) -> XMLNode? {
    guard text.utf8.count <= RecordLimits.text * 4 else { return nil }
    let names = ["jats", "mml", "xlink", "ali", "xsi", "m", "tp", "ce", "sb", "ns0", "ns1", "ns2", "ns3", "ns4"]
    let spaces = names.map { " xmlns:\($0)=\"urn:\($0)\"" }.joined()
    let parser = XMLRecordParser(XMLShape(records: ["piece"]))
    do {
      let first = try parser.feed("<piece\(spaces)>\(withSafeAmpersands(text))</piece>".utf8)
      return (first + (try parser.finish())).first?.node
    } catch {
      return nil
    }
  }

  /// A lone `&` made a whole one.
  private static func withSafeAmpersands(_ text: String) -> String {
    var out: [UInt8] = []
    let bytes = Array(text.utf8)
    for (place, byte) in bytes.enumerated() {
      out.append(byte)
      guard byte == UInt8(ascii: "&") else { continue }
      let name = bytes[(place + 1)...].prefix(32).prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "#") }
      if name.isEmpty || name.endIndex >= bytes.count || bytes[name.endIndex] != UInt8(ascii: ";") { out += Array("amp;".utf8) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The text without what looks like a tag: `<` before a letter or a slash, up to the next `>`.
  private static func stripped(_ text: String) -> String {
    var out: [UInt8] = []
    let bytes = Array(text.utf8)
    let last = bytes.lastIndex(of: UInt8(ascii: ">")) ?? -1
    var place = 0
    while place < bytes.count {
      let follows = place + 1 < bytes.count ? bytes[place + 1] : 0
      if bytes[place] == UInt8(ascii: "<"), follows.isLetter || follows == UInt8(ascii: "/"), place < last,
        let end = bytes[place...].firstIndex(of: UInt8(ascii: ">"))
      {
        place = end + 1
        out.append(0x20)
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
