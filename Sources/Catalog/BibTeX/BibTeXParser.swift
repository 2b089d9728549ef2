/// An entry of BibTeX as it is spelt.
struct BibTeXEntry: Sendable {
  /// In lower case.
  var type: String
  var key: String
  /// Names in lower case; of two of one name the first counts, as BibTeX has it.
  var fields: [(name: String, value: String)] = []
  var line: Int
  var raw: [UInt8] = []

  func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// Reads BibTeX: entries, `@string` with `#`, `@preamble`, `@comment`, text between entries.
///
/// A broken entry is passed over up to the next line that begins one, with a complaint. Linear in the length of the text.
struct BibTeXParser {
  /// Why an entry was passed over.
  struct Fault: Error {
    let line: Int
    let message: String
  }

  /// Bytes of one value after macros are put in: `@string{a = b # b}` doubles with every line.
  static let valueBytes = 200_000
  /// Bytes of all macros.
  static let macroBytes = 1 << 20
  static let fieldCount = 200
  static let depth = 50

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var macros: [[UInt8]: String] = [:]
  private var macroSize = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    for (index, name) in months.enumerated() { macros[Array(name.utf8)] = String(index + 1) }
  }

  /// The fields of a text that is the inside of an entry.
  static func fields(in text: String) -> [(name: String, value: String)] {
    guard text.utf8.count <= valueBytes else { return [] }
    var parser = BibTeXParser("@misc{x,\n\(text)\n}")
    guard case .success(let entry)? = parser.next() else { return [] }
    return entry.fields
  }

  /// The next entry or complaint; nil at the end.
  mutating func next() -> Result<BibTeXEntry, Fault>? {
    while seekAt() {
      let start = position
      let startLine = line
      advance()
      skipSpace()
      let type = String(decoding: name().map(\.lowered), as: UTF8.self)
      skipSpace()
      guard !type.isEmpty, current == UInt8(ascii: "{") || current == UInt8(ascii: "(") else { continue }
      do {
        switch type {
        case "comment": if current == UInt8(ascii: "{") { _ = try braced() }
        case "preamble":
          try inBody { parser throws(Fault) in _ = try parser.value() }
        case "string":
          try inBody { parser throws(Fault) in try parser.macro() }
        default:
          var entry = BibTeXEntry(type: type, key: "", line: startLine)
          try inBody { parser throws(Fault) in try parser.body(of: &entry) }
          entry.raw = Array(bytes[start..<position])
          return .success(entry)
        }
      } catch {
        recover(from: start)
        return .failure(Fault(line: startLine, message: error.message))
      }
    }
    return nil
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func advance() {
    if bytes[position] == 0x0A { line += 1 }
    position += 1
  }

  private mutating func seekAt() -> Bool {
    while let byte = current {
      if byte == UInt8(ascii: "@") { return true }
      advance()
    }
    return false
  }

  private mutating func skipSpace() {
    while let byte = current, byte.isBlank { advance() }
  }

  /// A name: everything but white space and the signs of the format.
  private mutating func name() -> ArraySlice<UInt8> {
    let start = position
    while let byte = current, !byte.isBlank, !"{}(),=\"#%'@".utf8.contains(byte), position - start < 200 { position += 1 }
    return bytes[start..<position]
  }

  private func fault(_ message: String) -> Fault { Fault(line: line, message: message) }

  /// Back to where the entry began, then to the next line that begins an entry.
  private mutating func recover(from start: Int) {
    // What was read up to here holds no such line: every value stops at one.
    if position <= start { position = start + 1 }
    while let byte = current {
      if byte == UInt8(ascii: "@"), beginsEntry(position) { return }
      advance()
    }
  }

  /// Whether at this `@`, first in its line, an entry begins: `@word{key,` or a declaration.
  private func beginsEntry(_ place: Int) -> Bool {
    var before = place
    while before > 0, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
    guard before == 0 || bytes[before - 1] == 0x0A || bytes[before - 1] == 0x0D, place - before < 40 else { return false }
    var cursor = place + 1
    while cursor < bytes.count, bytes[cursor].isLetter, cursor - place < 30 { cursor += 1 }
    let word = String(decoding: bytes[(place + 1)..<cursor].map(\.lowered), as: UTF8.self)
    while cursor < bytes.count, bytes[cursor] == 0x20, cursor - place < 40 { cursor += 1 }
    guard !word.isEmpty, cursor < bytes.count, bytes[cursor] == UInt8(ascii: "{") || bytes[cursor] == UInt8(ascii: "(") else {
      return false
    }
    if ["string", "comment", "preamble"].contains(word) { return true }
    cursor += 1
    let start = cursor
    while cursor < bytes.count, cursor - start < 300, bytes[cursor] != 0x0A, !"{}\"=".utf8.contains(bytes[cursor]) {
      if bytes[cursor] == UInt8(ascii: ",") { return true }
      cursor += 1
    }
    return false
  }

  /// Reads what stands between the brackets of an entry.
  private mutating func inBody(_ read: (inout BibTeXParser) throws(Fault) -> Void) throws(Fault) {
    let closing = current == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "}")
    advance()
    skipSpace()
    try read(&self)
    skipSpace()
    guard current == closing else {
      throw fault(current == nil ? "the entry is not closed" : "a comma or the end of the entry is missing")
    }
    advance()
  }

  private mutating func macro() throws(Fault) {
    let key = name().map(\.lowered)
    skipSpace()
    guard !key.isEmpty, current == UInt8(ascii: "=") else { throw fault("a name and = are missing in @string") }
    advance()
    let value = try value()
    macroSize += value.utf8.count
    guard macroSize <= Self.macroBytes else { throw fault("the abbreviations are too long") }
    macros[key] = value
  }

  private mutating func body(of entry: inout BibTeXEntry) throws(Fault) {
    let start = position
    while let byte = current, !",={}\"\n".utf8.contains(byte), position - start < 500 { position += 1 }
    entry.key = tidied(String(decoding: bytes[start..<position], as: UTF8.self))
    skipSpace()
    if current == UInt8(ascii: "=") {
      // The key was left out.
      position = start
      entry.key = ""
    }
    while true {
      skipSpace()
      if current == UInt8(ascii: ",") {
        advance()
        continue
      }
      guard let byte = current, byte != UInt8(ascii: "}"), byte != UInt8(ascii: ")") else { return }
      let field = name()
      skipSpace()
      guard !field.isEmpty, current == UInt8(ascii: "=") else { throw fault("a field's name and = are expected") }
      advance()
      let text = try value()
      let named = String(decoding: field.map(\.lowered), as: UTF8.self)
      if entry.fields.count < Self.fieldCount, entry.field(named) == nil { entry.fields.append((named, text)) }
      skipSpace()
      guard current == UInt8(ascii: ",") else { return }
    }
  }

  /// A value: pieces joined by `#`.
  private mutating func value() throws(Fault) -> String {
    var text = ""
    while true {
      skipSpace()
      switch current {
      case UInt8(ascii: "{"): text += try braced()
      case UInt8(ascii: "\""): text += try quoted()
      default:
        let word = name()
        guard !word.isEmpty else { throw fault("a value is missing") }
        // An abbreviation nobody declared stands for itself.
        text += macros[word.map(\.lowered)] ?? String(decoding: word, as: UTF8.self)
      }
      guard text.utf8.count <= Self.valueBytes else { throw fault("a value is too long") }
      skipSpace()
      guard current == UInt8(ascii: "#") else { return text }
      advance()
    }
  }

  /// The text between two braces that belong together.
  private mutating func braced() throws(Fault) -> String {
    let start = position + 1
    var depth = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "@") where beginsEntry(position): throw fault("a brace is not closed before the next entry")
      default: break
      }
      guard depth <= Self.depth else { throw fault("braces are nested too deeply") }
      advance()
      if depth == 0 { return String(decoding: bytes[start..<(position - 1)], as: UTF8.self) }
    }
    throw fault("a brace is not closed")
  }

  /// The text between quotes; quotes within braces belong to it.
  private mutating func quoted() throws(Fault) -> String {
    advance()
    let start = position
    var depth = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "@") where beginsEntry(position): throw fault("a quote is not closed before the next entry")
      case UInt8(ascii: "\"") where depth <= 0:
        advance()
        return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
      default: break
      }
      guard depth <= Self.depth else { throw fault("braces are nested too deeply") }
      advance()
    }
    throw fault("a quote is not closed")
  }
}
