/// Writes a formula in the form of FEP-dc88 from what the child answered: elements and attributes of MathML Core only.
struct MathMLWriter {
  private var bytes: [UInt8] = []

  /// `<math><semantics><mrow>…</mrow><annotation encoding="application/x-tex">SOURCE</annotation></semantics></math>`,
  /// with `display="block"` for a display formula; throws `MathFailure.output`.
  static func markup(of formula: Formula, from answer: [UInt8]) throws(MathFailure) -> String {
    guard answer.count <= MarkupLimits.formulaOutputBytes else { throw .output }
    var root = try MathMLReader.element(in: answer)
    if root.name == "span" {
      guard root.children.count == 1, case .element(let inner) = root.children[0] else { throw .output }
      root = inner
    }
    guard root.name == "math", root.children.count == 1, case .element(let semantics) = root.children[0],
      semantics.name == "semantics",
      let first = semantics.children.first, case .element(let shown) = first
    else { throw .output }
    var writer = MathMLWriter()
    writer.add(formula.display ? "<math display=\"block\"><semantics>" : "<math><semantics>")
    if shown.name == "mrow" && shown.attributes.isEmpty {
      try writer.write(shown)
    } else {
      writer.add("<mrow>")
      try writer.write(shown)
      writer.add("</mrow>")
    }
    writer.add("<annotation encoding=\"application/x-tex\">")
    PlainText.appendEscaped(formula.tex.utf8, to: &writer.bytes)
    writer.add("</annotation></semantics></math>")
    guard writer.bytes.count <= MarkupLimits.formulaOutputBytes else { throw .output }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ element: MathMLElement) throws(MathFailure) {
    guard let kind = MathMLCore.kinds[element.name] else {
      guard MathMLCore.replacedByRow.contains(element.name) else { throw .output }
      add("<mrow>")
      try writeChildren(element)
      add("</mrow>")
      return
    }
    let variant = element.attributes.first { $0.name == "mathvariant" }?.value
    add("<\(element.name)")
    for (name, value) in element.attributes {
      guard let kept = try MathMLCore.value(of: name, value, on: element.name) else { continue }
      add(" \(name)=\"\(kept)\"")
    }
    if kind == .token {
      try writeToken(element, variant: variant)
    } else {
      add(">")
      if kind == .container { try writeChildren(element) } else if !element.children.isEmpty { throw .output }
    }
    add("</\(element.name)>")
  }

  private mutating func writeChildren(_ element: MathMLElement) throws(MathFailure) {
    for child in element.children {
      switch child {
      case .element(let inner): try write(inner)
      case .text(let text): guard text.utf8.allSatisfy({ $0 <= 0x20 }) else { throw .output }
      }
    }
  }

  private mutating func writeToken(_ element: MathMLElement, variant: String?) throws(MathFailure) {
    var text = String.UnicodeScalarView()
    for child in element.children {
      guard case .text(let part) = child else { throw .output }
      text.append(contentsOf: part.unicodeScalars)
    }
    let alphabet = variant.flatMap(MathAlphabet.init(rawValue:))
    // A single letter in <mi> is italic by itself.
    let isPlainItalic = alphabet == .italic && element.name == "mi" && text.count == 1
    if let alphabet, !isPlainItalic {
      let mapped = text.map { alphabet.letter(for: $0) ?? $0 }
      if element.name == "mi", mapped.count == 1, mapped.first == text.first, alphabet.isUpright {
        add(" mathvariant=\"normal\"")
      }
      text = String.UnicodeScalarView(mapped)
    }
    add(">")
    guard text.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value & 0xFFFE != 0xFFFE }) else {
      throw .output
    }
    PlainText.appendEscaped(String(text).utf8, to: &bytes)
  }
}
