extension XMLNode {
  /// The text within as one line, formulas as `$tex$`.
  var flatText: String {
    var text = ""
    flatten(into: &text)
    return tidied(text)
  }

  /// The paragraphs of an abstract: blocks apart, headings and labels before their text.
  var blockText: String? {
    var parts = [""]
    block(into: &parts)
    return paragraphs(parts)
  }

  private static let blocks: Set<String> = [
    "p", "sec", "title", "list", "list-item", "AbstractText", "disp-formula", "break", "br",
  ]

  private func block(into parts: inout [String]) {
    for child in children {
      switch child {
      case .text(let piece): parts[parts.count - 1] += piece
      case .element(let node) where Self.blocks.contains(node.name):
        parts.append(node.attribute("Label").map { "\($0): " } ?? "")
        if node.name == "disp-formula" { node.flatten(into: &parts[parts.count - 1]) } else { node.block(into: &parts) }
        parts.append("")
      case .element(let node): Self.flatten(node, into: &parts[parts.count - 1])
      }
    }
  }

  private func flatten(into text: inout String) {
    if let tex = formula {
      text += tex
      return
    }
    for child in children {
      switch child {
      case .text(let piece): text += piece
      case .element(let node): Self.flatten(node, into: &text)
      }
    }
  }

  private static func flatten(_ node: XMLNode, into text: inout String) {
    switch node.name {
    case "xref" where node.attribute("ref-type") == "fn", "fn", "object-id", "graphic", "inline-graphic": break
    case "br", "break": text += " "
    default: node.flatten(into: &text)
    }
  }

  /// The element as `$tex$`, where it is a formula whose TeX is known.
  private var formula: String? {
    switch name {
    case "tex-math": return Self.math(rawText)
    // Of a formula in several notations the TeX is wanted.
    case "alternatives", "inline-formula", "disp-formula":
      return descendants("tex-math").first.map { Self.math($0.rawText) }
        ?? descendants("math").first.flatMap(\.annotation).map(Self.math)
    case "math": return annotation.map(Self.math)
    default: return nil
    }
  }

  /// The TeX that a formula of MathML carries with it.
  private var annotation: String? {
    descendants("annotation").first { $0.attribute("encoding")?.dropping(prefix: "application/x-tex") != nil }?.rawText
  }

  /// TeX between single dollars; what a whole document wraps around the formula is taken off.
  private static func math(_ tex: String) -> String {
    var rest = tidied(tex)[...]
    if let start = rest.range(ofASCII: "\\begin{document}") { rest = rest[start.upperBound...] }
    if let end = rest.range(ofASCII: "\\end{document}") { rest = rest[..<end.lowerBound] }
    let inner = tidied(String(rest)).trimming("$")
    return inner.isEmpty ? "" : "$\(inner)$"
  }
}

extension StringProtocol {
  /// Where an ASCII text first stands.
  func range(ofASCII needle: String) -> Range<Index>? {
    let wanted = Array(needle.utf8)
    guard let first = wanted.first else { return nil }
    var place = utf8.startIndex
    while let start = utf8[place...].firstIndex(of: first) {
      if utf8[start...].starts(with: wanted) { return start..<utf8.index(start, offsetBy: wanted.count) }
      place = utf8.index(after: start)
    }
    return nil
  }

  /// The text without the ASCII character at its ends.
  func trimming(_ mark: Character) -> String {
    var rest = self[...]
    while rest.first == mark { rest.removeFirst() }
    while rest.last == mark { rest.removeLast() }
    return String(rest)
  }
}
