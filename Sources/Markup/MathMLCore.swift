/// The elements and attributes of MathML Core that a formula may keep.
enum MathMLCore {
  enum Kind { case token, container, empty }

  static let kinds: [String: Kind] = {
    var kinds: [String: Kind] = [:]
    for name in ["mi", "mo", "mn", "ms", "mtext"] { kinds[name] = .token }
    let containers =
      "mrow mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover munderover mmultiscripts "
      + "mtable mtr mtd"
    for name in containers.split(separator: " ") { kinds[String(name)] = .container }
    for name in ["mspace", "mprescripts", "none"] { kinds[name] = .empty }
    return kinds
  }()

  /// Elements outside Core whose contents are shown as a row.
  static let replacedByRow: Set<String> = ["menclose", "mlabeledtr"]

  /// The value an attribute keeps, nil when it goes; throws `MathFailure.output` for a length out of bounds.
  static func value(of name: String, _ value: String, on element: String) throws(MathFailure) -> String? {
    switch name {
    case "mathvariant": return element == "mi" && value == "normal" ? value : nil
    case "displaystyle": return boolean(value)
    case "scriptlevel": return scriptLevel(value)
    case "form" where element == "mo": return ["prefix", "infix", "postfix"].contains(value) ? value : nil
    case "fence" where element == "mo", "separator" where element == "mo", "stretchy" where element == "mo",
      "symmetric" where element == "mo", "largeop" where element == "mo", "movablelimits" where element == "mo":
      return boolean(value)
    case "lspace" where element == "mo" || element == "mpadded", "rspace" where element == "mo", "minsize" where element == "mo",
      "maxsize" where element == "mo", "linethickness" where element == "mfrac", "voffset" where element == "mpadded":
      return try length(value)
    case "width" where element == "mspace" || element == "mpadded", "height" where element == "mspace" || element == "mpadded",
      "depth" where element == "mspace" || element == "mpadded":
      return try length(value)
    case "accent" where element == "mover" || element == "munderover",
      "accentunder" where element == "munder" || element == "munderover":
      return boolean(value)
    case "columnspan" where element == "mtd", "rowspan" where element == "mtd":
      return Int(value).flatMap { (1...20).contains($0) ? String($0) : nil }
    // Not of Core, but the one hint by which a stylesheet can set aligned equations and cases.
    case "columnalign" where element == "mtable": return columns(value)
    default: return nil
    }
  }

  private static func columns(_ value: String) -> String? {
    let words = value.split(separator: " ")
    guard (1...20).contains(words.count), words.allSatisfy({ ["left", "center", "right"].contains($0) }) else { return nil }
    return words.joined(separator: " ")
  }

  private static func boolean(_ value: String) -> String? { value == "true" || value == "false" ? value : nil }

  private static func scriptLevel(_ value: String) -> String? {
    let digits = value.hasPrefix("+") || value.hasPrefix("-") ? String(value.dropFirst()) : value
    return Int(digits).flatMap { (0...5).contains($0) ? value : nil }
  }

  /// A number and a unit, no exponent.
  ///
  /// What has another form goes; what is too large makes the formula fail.
  private static func length(_ value: String) throws(MathFailure) -> String? {
    let bytes = Array(value.utf8)
    guard bytes.count <= 32 else { throw .output }
    let sign = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? 1 : 0
    let number = bytes[sign...].prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
    let unit = String(decoding: bytes[number.endIndex...], as: UTF8.self)
    guard let magnitude = Double(String(decoding: number, as: UTF8.self)) else { return nil }
    let ems: Double
    switch unit {
    case "em": ems = magnitude
    case "ex": ems = magnitude / 2
    case "pt", "px": ems = magnitude / 10
    case "mu": ems = magnitude / 18
    case "", "%": return magnitude <= 1_000 ? value : nil
    default:
      if unit.hasPrefix("e") { throw .output }
      return nil
    }
    guard ems <= Double(MarkupLimits.formulaEms) else { throw .output }
    return unit == "mu" ? nil : value
  }
}
