/// Looks through a page for what the policy of pages forbids (no script, no inline style) and for ids given twice.
enum PageScan {
  static func faults(in html: String) -> [String] {
    var faults: [String] = []
    var ids: Set<String> = []
    for tag in tags(in: html) {
      let (name, attributes) = parts(of: tag)
      // A block of data is no script: its type is no language.
      if name == "script", attributes.count == 1, attributes.first?.1 == "application/ld+json" { continue }
      if isOwnScript(name, attributes) { continue }
      // A picture of this site, whose address is whole since it stands so in what goes out.
      let isOwnPicture = name == "img" && attributes.contains { $0.0 == "src" && $0.1.contains("/media/") }
      if ["script", "style", "iframe", "object", "embed", "base"].contains(name) { faults.append("<\(name)>") }
      for (attribute, value) in attributes {
        if attribute == "style" || attribute.hasPrefix("on") || attribute == "srcdoc" { faults.append("\(name) \(attribute)") }
        if ["href", "src", "action"].contains(attribute), value.lowercased().contains("javascript:") {
          faults.append("\(name) \(attribute)=\(value)")
        }
        if isOwnPicture, attribute == "src" { continue }
        if ["src", "action"].contains(attribute) || (name == "link" && !["alternate", "canonical"].contains(rel(attributes))) {
          if attribute != "rel", attribute != "type", value.contains("//") { faults.append("\(name) leads to \(value)") }
        }
        if attribute == "id", !ids.insert(value).inserted { faults.append("id \(value) twice") }
      }
    }
    return faults
  }

  /// The scripts that a page asks for.
  static func scripts(in html: String) -> [String] {
    tags(in: html).compactMap { tag in
      let (name, attributes) = parts(of: tag)
      return name == "script" ? attributes.first { $0.0 == "src" }?.1 : nil
    }
  }

  /// A script of ours is a file of its own, under a name made from its bytes, and runs when the page is there.
  private static func isOwnScript(_ name: String, _ attributes: [(String, String)]) -> Bool {
    guard name == "script", attributes.count == 2, attributes.last?.0 == "defer", let first = attributes.first else {
      return false
    }
    return first.0 == "src" && first.1.hasPrefix("/assets/") && first.1.hasSuffix(".js") && first.1.utf8.count > 24
  }

  private static func rel(_ attributes: [(String, String)]) -> String { attributes.first { $0.0 == "rel" }?.1 ?? "" }

  /// What stands between `<` and `>`, quotes respected.
  private static func tags(in html: String) -> [[UInt8]] {
    var tags: [[UInt8]] = []
    var current: [UInt8]?
    var quote: UInt8?
    for byte in html.utf8 {
      guard var tag = current else {
        if byte == UInt8(ascii: "<") { current = [] }
        continue
      }
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        tags.append(tag)
        current = nil
        continue
      }
      tag.append(byte)
      current = tag
    }
    return tags
  }

  private static func parts(of tag: [UInt8]) -> (name: String, attributes: [(String, String)]) {
    let text = String(decoding: tag, as: UTF8.self)
    let name = text.prefix { !$0.isWhitespace }.lowercased()
    var attributes: [(String, String)] = []
    var rest = text.dropFirst(name.count)
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == "/" }
      guard !rest.isEmpty else { return (name, attributes) }
      let attribute = rest.prefix { $0 != "=" && !$0.isWhitespace }
      rest = rest.dropFirst(attribute.count)
      var value: Substring = ""
      if rest.first == "=" {
        rest = rest.dropFirst()
        if let quote = rest.first, quote == "\"" || quote == "'" {
          value = rest.dropFirst().prefix { $0 != quote }
          rest = rest.dropFirst(value.count + 2)
        } else {
          value = rest.prefix { !$0.isWhitespace }
          rest = rest.dropFirst(value.count)
        }
      }
      attributes.append((attribute.lowercased(), String(value)))
    }
  }
}
