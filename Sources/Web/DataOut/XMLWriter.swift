/// Appends XML 1.0 in UTF-8: everything is escaped, and what XML cannot hold is dropped (section 2.2 of its specification).
///
/// Names are literals of ours. Looks at bytes: a `<` that forms one Swift character with a combining mark is a `<`.
struct XMLWriter {
  typealias Attribute = (name: StaticString, value: String?)

  private(set) var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)

  /// An element around others; attributes without a value are left out.
  mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], _ content: (inout XMLWriter) -> Void) {
    open(name, attributes, end: ">\n")
    content(&self)
    close(name)
  }

  /// An element with a text.
  mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String) {
    open(name, attributes, end: ">")
    append(text, isAttribute: false)
    close(name)
  }

  /// An element with a text, if there is one.
  mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String?) {
    if let text, !text.isEmpty { element(name, attributes, text: text) }
  }

  /// An empty element.
  mutating func element(_ name: StaticString, _ attributes: [Attribute]) { open(name, attributes, end: "/>\n") }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute], end: StaticString) {
    append("<")
    append(name)
    for (name, value) in attributes {
      guard let value else { continue }
      append(" ")
      append(name)
      append("=\"")
      append(value, isAttribute: true)
      append("\"")
    }
    append(end)
  }

  private mutating func close(_ name: StaticString) {
    append("</")
    append(name)
    append(">\n")
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// - Parameter isAttribute: where line breaks and tabs would be read as spaces
  private mutating func append(_ text: String, isAttribute: Bool) {
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "\""): append("&quot;")
      case 0x09 where isAttribute: append("&#9;")
      case 0x0A where isAttribute: append("&#10;")
      case 0x0D: append("&#13;")
      case 0x09, 0x0A: bytes.append(byte)
      case 0..<0x20: break
      // U+FFFE and U+FFFF.
      case 0xEF where rest.starts(with: [0xBF, 0xBE]) || rest.starts(with: [0xBF, 0xBF]): rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
  }
}
