/// An element of XML with what is in it; names are without their prefix, those of attributes with it.
struct XMLNode: Sendable {
  enum Child: Sendable {
    case text(String)
    case element(XMLNode)
  }

  let name: String
  var attributes: [(name: String, value: String)] = []
  var children: [Child] = []

  init(_ name: String) { self.name = name }

  /// The value of an attribute.
  func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The elements directly within.
  var elements: [XMLNode] {
    children.compactMap { if case .element(let node) = $0 { node } else { nil } }
  }

  /// The elements of a name directly within.
  func all(_ name: String) -> [XMLNode] { elements.filter { $0.name == name } }

  /// The first element at the end of a path of names.
  func first(_ path: String...) -> XMLNode? {
    var node = self
    for name in path {
      guard let next = node.elements.first(where: { $0.name == name }) else { return nil }
      node = next
    }
    return node
  }

  /// The elements of a name at any depth, in the order of the text; those within a found one are not looked for.
  func descendants(_ name: String) -> [XMLNode] {
    elements.flatMap { $0.name == name ? [$0] : $0.descendants(name) }
  }

  /// All text within, as it stands.
  var rawText: String {
    var text = ""
    collect(into: &text)
    return text
  }

  private func collect(into text: inout String) {
    for child in children {
      switch child {
      case .text(let piece): text += piece
      case .element(let node): node.collect(into: &text)
      }
    }
  }

  /// The text of the first element at a path, one line; nil where it is missing or empty.
  func line(_ path: String...) -> String? {
    var node = self
    for name in path {
      guard let next = node.elements.first(where: { $0.name == name }) else { return nil }
      node = next
    }
    let text = node.flatText
    return text.isEmpty ? nil : text
  }
}
