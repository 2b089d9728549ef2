/// Short TeX as HTML, without the child program: what titles and abstracts hold, such as `\ell_1` or `O(n \log n)`.
struct InlineTeX {
  private var rest: ArraySlice<UInt8>
  private var depth = 0
  private static let (deepest, longest) = (8, 200)

  /// Letters, symbols, indices and exponents; nil for what needs more than a line.
  static func html(of tex: String) -> String? {
    guard tex.utf8.count <= longest else { return nil }
    var reader = InlineTeX(rest: Array(tex.utf8)[...])
    guard let html = reader.run(), reader.rest.isEmpty, !html.isEmpty else { return nil }
    return html
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  /// Up to the end, or the bracket that closes a group.
  private mutating func run() -> String? {
    guard depth < Self.deepest else { return nil }
    depth += 1
    defer { depth -= 1 }
    var html = ""
    while let byte = rest.first, byte != UInt8(ascii: "}") {
      guard let piece = atom() else { return nil }
      html += piece
    }
    return html
  }

  private mutating func atom() -> String? {
    guard let byte = rest.popFirst() else { return nil }
    switch byte {
    case UInt8(ascii: "\\"): return command()
    case UInt8(ascii: "{"): return group()
    case UInt8(ascii: "^"): return argument().map { "<sup>\($0)</sup>" }
    case UInt8(ascii: "_"): return argument().map { "<sub>\($0)</sub>" }
    case 0x61...0x7A, 0x41...0x5A: return "<var>\(Character(Unicode.Scalar(byte)))</var>"
    case 0x30...0x39: return String(Unicode.Scalar(byte))
    case UInt8(ascii: "-"): return "−"
    case UInt8(ascii: "'"): return "′"
    case UInt8(ascii: "<"): return " &lt; "
    case UInt8(ascii: ">"): return " &gt; "
    case UInt8(ascii: "="), UInt8(ascii: "+"): return " \(Unicode.Scalar(byte)) "
    case UInt8(ascii: "~"): return " "
    case 0x09, 0x0A, 0x20: return ""
    default: return Self.plain.contains(byte) ? String(Unicode.Scalar(byte)) : nil
    }
  }

  private static let plain = Set(".,:;!?()[]/|*".utf8)

  /// After its opening bracket.
  private mutating func group() -> String? {
    guard let html = run(), rest.popFirst() == UInt8(ascii: "}") else { return nil }
    return html
  }

  /// What a command or an index takes: a group or one thing.
  private mutating func argument() -> String? {
    while rest.first == 0x20 { rest.removeFirst() }
    return atom()
  }

  /// The letters between brackets, as they stand.
  private mutating func words() -> String? {
    while rest.first == 0x20 { rest.removeFirst() }
    guard rest.popFirst() == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let inner = rest[..<end]
    guard inner.allSatisfy({ !"{\\$^_".utf8.contains($0) }) else { return nil }
    rest = rest[(end + 1)...]
    return String(decoding: inner, as: UTF8.self)
  }

  private mutating func command() -> String? {
    let name = rest.prefix { (0x61...0x7A).contains($0 | 0x20) }
    guard !name.isEmpty else { return sign() }
    rest = rest.dropFirst(name.count)
    let word = String(decoding: name, as: UTF8.self)
    if let symbol = TeXSymbols.symbols[word] { return symbol }
    if TeXSymbols.functions.contains(word) { return function(word) }
    if TeXSymbols.upright.contains(word) { return words().map(PlainText.escaped) }
    if let alphabet = TeXSymbols.alphabets[word] {
      guard let letters = words() else { return nil }
      return PlainText.escaped(
        String(String.UnicodeScalarView(letters.unicodeScalars.map { alphabet.letter(for: $0) ?? $0 })))
    }
    if let accent = TeXSymbols.accents[word] {
      guard let letter = argument(), letter.hasPrefix("<var>"), letter.utf8.count == "<var>x</var>".utf8.count else { return nil }
      return "\(letter.dropLast("</var>".count))\(accent)</var>"
    }
    switch word {
    case "sqrt": return argument().map { "√" + Self.bracketed($0) }
    case "frac", "tfrac", "dfrac":
      guard let top = argument(), let bottom = argument() else { return nil }
      return "\(Self.bracketed(top))/\(Self.bracketed(bottom))"
    default: return TeXSymbols.silent.contains(word) ? "" : nil
    }
  }

  /// `\log n` needs the space that its argument does not bring.
  private func function(_ name: String) -> String {
    let next = rest.drop { $0 == 0x20 }.first ?? UInt8(ascii: ")")
    return (0x61...0x7A).contains(next | 0x20) || next == UInt8(ascii: "\\") ? name + " " : name
  }

  /// A command of one sign.
  private mutating func sign() -> String? {
    switch rest.popFirst() {
    case UInt8(ascii: "&"): "&amp;"
    case let sign? where "%$#_{}".utf8.contains(sign): String(Unicode.Scalar(sign))
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), 0x20: " "
    case UInt8(ascii: "!"): ""
    case UInt8(ascii: "|"): "‖"
    default: nil
    }
  }

  /// In brackets, unless it is one letter or number.
  private static func bracketed(_ html: String) -> String {
    let isNumber = html.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let isLetter = html.unicodeScalars.count == 1 || html.hasPrefix("<var>") && html.utf8.count == "<var>x</var>".utf8.count
    return isNumber || isLetter ? html : "(\(html))"
  }
}
