/// Reads HTML the strictest way there is, and tells the first thing in it that may not leave the room.
///
/// Written apart from the code under test: it knows only how the output has to look.
package struct StrictReader {
  private let bytes: [UInt8]
  private var index = 0
  private var open: [String] = []

  /// What is wrong with the HTML, nil when nothing is.
  package static func complaint(about html: String, allowing mathML: Bool = false) -> String? {
    var reader = StrictReader(bytes: Array(html.utf8))
    return reader.read(mathML)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private static let html: [String: Set<String>] = [
    "p": [], "br": [], "hr": [], "a": ["href", "class", "rel"], "em": [], "strong": [], "del": [], "s": [], "u": [],
    "code": ["class"],
    "pre": [], "blockquote": [], "ul": [], "ol": ["start"], "li": [], "h2": [], "h3": [], "h4": [], "h5": [], "h6": [],
    "table": [],
    "thead": [], "tbody": [], "tr": [], "th": ["align"], "td": ["align"], "sub": [], "sup": [], "ruby": [], "rt": [], "rp": [],
    "span": ["class"],
  ]

  private static let math: [String: Set<String>] = {
    let common: Set<String> = ["displaystyle", "scriptlevel"]
    let size: Set<String> = ["width", "height", "depth"]
    let operators: Set<String> = [
      "form", "fence", "separator", "stretchy", "symmetric", "largeop", "movablelimits", "lspace", "rspace", "minsize", "maxsize",
    ]
    var math: [String: Set<String>] = ["math": ["display"], "semantics": [], "annotation": ["encoding"]]
    let plain = "mrow msqrt mroot mstyle mphantom merror msub msup msubsup mmultiscripts mprescripts none mtable mtr mn ms mtext"
    for name in plain.split(separator: " ") { math[String(name)] = common }
    math["mi"] = common.union(["mathvariant"])
    math["mo"] = common.union(operators)
    math["mfrac"] = common.union(["linethickness"])
    math["mspace"] = common.union(size)
    math["mpadded"] = common.union(size).union(["lspace", "voffset"])
    math["munder"] = common.union(["accentunder"])
    math["mover"] = common.union(["accent"])
    math["munderover"] = common.union(["accent", "accentunder"])
    math["mtd"] = common.union(["columnspan", "rowspan"])
    math["mtable"] = (math["mtable"] ?? common).union(["columnalign"])
    return math
  }()

  private mutating func read(_ mathML: Bool) -> String? {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: ">"), UInt8(ascii: "\""), 0..<0x09, 0x0B..<0x20: return "raw byte \(bytes[index]) at \(index)"
      case UInt8(ascii: "<"): if let complaint = tag(mathML) { return complaint }
      default: index += 1
      }
    }
    return open.isEmpty ? nil : "open at the end: \(open)"
  }

  private mutating func tag(_ mathML: Bool) -> String? {
    guard let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) else { return "unfinished tag" }
    let body = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
    index = end + 1
    if body.hasPrefix("/") {
      guard let last = open.popLast(), last == String(body.dropFirst()) else { return "</\(body)> does not close \(open)" }
      return nil
    }
    let name = String(body.prefix { $0 != " " })
    guard let allowed = Self.html[name] ?? (mathML ? Self.math[name] : nil) else { return "element \(name)" }
    if name != "br" && name != "hr" { open.append(name) }
    var rest = body.dropFirst(name.count)
    while !rest.isEmpty {
      guard rest.first == " ", let equals = rest.firstIndex(of: "=") else { return "attributes of \(body)" }
      let attribute = String(rest[rest.index(after: rest.startIndex)..<equals])
      guard allowed.contains(attribute) else { return "attribute \(attribute) of \(name)" }
      rest = rest[equals...].dropFirst()
      guard rest.first == "\"", let close = rest.dropFirst().firstIndex(of: "\"") else { return "quotes in \(body)" }
      let value = rest[..<close].dropFirst()
      if attribute == "href" && !value.lowercased().hasPrefix("http://") && !value.lowercased().hasPrefix("https://") {
        return "target \(value)"
      }
      if attribute == "class" && name != "code" && !value.split(separator: " ").allSatisfy(Self.isMicroformat) {
        return "class \(value)"
      }
      if attribute == "rel" && !["nofollow noopener ugc noreferrer", "nofollow noopener ugc", "tag"].contains(String(value)) {
        return "rel \(value)"
      }
      if value.contains("<") || value.contains(where: \.isNewline) { return "value \(value)" }
      rest = rest[close...].dropFirst()
    }
    return nil
  }

  /// What Mastodon and microformats2 name; none of our own style sheet's.
  private static func isMicroformat(_ name: Substring) -> Bool {
    ["mention", "hashtag", "ellipsis", "invisible"].contains(String(name))
      || ["h-", "p-", "u-", "dt-", "e-"].contains { name.hasPrefix($0) }
  }
}
