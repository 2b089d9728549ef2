@testable import Web

/// The token of a visitor's forms.
enum VisitorToken {
  static func of(_ secret: String) -> String { Site.formToken(for: secret) }
}

/// Looks whether markup can do anything but be shown: a strict reader of what the sanitizer wrote, and of whole pages.
enum InertMarkup {
  private static let tags: Set<String> = [
    "p", "br", "a", "em", "strong", "del", "s", "u", "code", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td", "sub", "sup", "ruby", "rt", "rp", "span", "hr", "div",
  ]
  private static let attributes: Set<String> = [
    "href", "rel", "class", "lang", "dir", "start", "value", "reversed", "colspan", "rowspan", "title", "translate", "align",
    "scope", "id", "tabindex", "role", "aria-label", "aria-hidden",
  ]
  private static let active: Set<String> = [
    "script", "iframe", "object", "embed", "base", "style", "foreignobject", "noscript", "template", "applet",
    "frame", "frameset", "portal", "math",
  ]

  /// What is wrong with the HTML of one post; every tag and attribute must be of the list.
  static func faults(in html: String) -> [String] {
    elements(of: html).flatMap { name, given -> [String] in
      guard tags.contains(name) else { return ["<\(name)>"] }
      return given.compactMap { attribute, value in
        guard attributes.contains(attribute) else { return "\(name) \(attribute)" }
        return attribute == "href" && !isWeb(value) ? "href=\(value.prefix(60))" : nil
      }
    }
  }

  /// What is wrong with a whole page, whose own parts may be more than text: the site draws its icons.
  static func faults(inPage html: String) -> [String] {
    elements(of: html).flatMap { name, given -> [String] in
      // A block of data is no script: its type is no language.
      if name == "script", given.count == 1, given.first?.1 == "application/ld+json" { return [] }
      guard !active.contains(name) else { return ["<\(name)>"] }
      return given.compactMap { attribute, value in
        if attribute.hasPrefix("on") || attribute == "style" || attribute == "srcdoc" { return "\(name) \(attribute)" }
        let leads = ["href", "src", "action", "formaction", "data", "poster", "xlink:href"].contains(attribute)
        guard leads, name != "link" || attribute != "rel" else { return nil }
        if ["src", "data", "poster", "srcset", "background"].contains(attribute), value.contains("//") {
          return "\(name) loads \(value.prefix(60))"
        }
        let bare = value.lowercased().filter { !$0.isWhitespace && $0 != "\0" }
        return ["javascript:", "data:", "vbscript:", "file:", "blob:"].contains { bare.hasPrefix($0) }
          ? "\(attribute)=\(value.prefix(60))" : nil
      }
    }
  }

  private static func isWeb(_ value: String) -> Bool {
    value.hasPrefix("https://") || value.hasPrefix("http://") || value.hasPrefix("/") && !value.hasPrefix("//")
      || value.hasPrefix("#")
  }

  /// Opening tags with their attributes, read as a browser would: quotes hold `>`, names are of any case.
  static func elements(of html: String) -> [(name: String, attributes: [(String, String)])] {
    var found: [(String, [(String, String)])] = []
    let bytes = Array(html.utf8)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else {
        index += 1
        continue
      }
      index += 1
      let next = bytes[index] | 0x20
      guard (97...122).contains(next) else { continue }
      var tag: [UInt8] = []
      var quote: UInt8?
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          break
        }
        tag.append(byte)
      }
      found.append(parts(of: String(decoding: tag, as: UTF8.self)))
    }
    return found
  }

  private static func parts(of tag: String) -> (String, [(String, String)]) {
    let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
    var attributes: [(String, String)] = []
    var rest = tag.dropFirst(name.count)
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == "/" }
      guard !rest.isEmpty else { return (name.lowercased(), attributes) }
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
      } else if attribute.isEmpty {
        rest = rest.dropFirst()
        continue
      }
      attributes.append((attribute.lowercased(), String(value)))
    }
  }
}
