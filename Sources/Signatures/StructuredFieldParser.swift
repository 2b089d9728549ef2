/// The parser behind `StructuredField.dictionary`: RFC 8941 section 4.2, each function named as its step there.
struct StructuredFieldParser {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while let next, isSkipped(next) { at += 1 }
  }

  mutating func dictionary() -> [StructuredField.Member]? {
    var members: [StructuredField.Member] = []
    skip { $0 == 32 }
    if next == nil { return members }
    while true {
      guard members.count < StructuredField.listLimit, let key = key(), !members.contains(where: { $0.key == key }) else {
        return nil
      }
      let content: StructuredField.Content
      var start = at
      if take("=") {
        start = at
        guard let value = next == UInt8(ascii: "(") ? innerList() : bareItem().map({ .item($0) }) else { return nil }
        content = value
      } else {
        content = .item(.boolean(true))
      }
      guard let parameters = parameters() else { return nil }
      members.append(.init(key: key, content: content, parameters: parameters, raw: Array(bytes[start..<at])))
      skip(Bytes.isBlank)
      if next == nil { return members }
      guard take(",") else { return nil }
      skip(Bytes.isBlank)
    }
  }

  private mutating func innerList() -> StructuredField.Content? {
    guard take("(") else { return nil }
    var items: [StructuredField.Item] = []
    while true {
      skip { $0 == 32 }
      if take(")") { return .innerList(items) }
      guard items.count < StructuredField.listLimit, let value = bareItem(), let parameters = parameters(),
        next == 32 || next == UInt8(ascii: ")")
      else { return nil }
      items.append(.init(value: value, parameters: parameters))
    }
  }

  private mutating func parameters() -> [StructuredField.Parameter]? {
    var parameters: [StructuredField.Parameter] = []
    while take(";") {
      skip { $0 == 32 }
      guard parameters.count < StructuredField.listLimit, let key = key(), !parameters.contains(where: { $0.name == key })
      else { return nil }
      var value = StructuredField.Bare.boolean(true)
      if take("=") {
        guard let given = bareItem() else { return nil }
        value = given
      }
      parameters.append(.init(name: key, value: value))
    }
    return parameters
  }

  /// Lower-case letters, digits and `_-.*`, beginning with a letter or `*`; at most 64.
  private mutating func key() -> String? {
    let start = at
    guard let first = next, (97...122).contains(first) || first == UInt8(ascii: "*") else { return nil }
    skip { (97...122).contains($0) || (48...57).contains($0) || "_-.*".utf8.contains($0) }
    guard at - start <= 64 else { return nil }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func bareItem() -> StructuredField.Bare? {
    switch next {
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: ":"): binary()
    case UInt8(ascii: "?"): boolean()
    case .some(let byte) where (48...57).contains(byte) || byte == UInt8(ascii: "-"): number()
    case .some(let byte) where (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "*"): token()
    default: nil
    }
  }

  private mutating func string() -> StructuredField.Bare? {
    guard take("\"") else { return nil }
    var out: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return .string(String(decoding: out, as: UTF8.self))
      case UInt8(ascii: "\\"):
        guard let escaped = next, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else { return nil }
        at += 1
        out.append(escaped)
      case 0x20...0x7E: out.append(byte)
      default: return nil
      }
    }
    return nil
  }

  private mutating func binary() -> StructuredField.Bare? {
    guard take(":") else { return nil }
    let start = at
    skip { $0 != UInt8(ascii: ":") }
    let content = bytes[start..<at]
    guard take(":"), let value = Base64.decode(content) else { return nil }
    return .binary(value)
  }

  private mutating func boolean() -> StructuredField.Bare? {
    guard take("?") else { return nil }
    if take("1") { return .boolean(true) }
    return take("0") ? .boolean(false) : nil
  }

  /// Integers of up to 15 digits; decimals are recognised and their value not kept.
  private mutating func number() -> StructuredField.Bare? {
    let isNegative = take("-")
    var value = 0
    let start = at
    while let byte = next, (48...57).contains(byte) {
      guard at - start < 15 else { return nil }
      value = value * 10 + Int(byte - 48)
      at += 1
    }
    guard at > start else { return nil }
    guard take(".") else { return .integer(isNegative ? -value : value) }
    let fraction = at
    skip { (48...57).contains($0) }
    return (1...3).contains(at - fraction) && fraction - 1 - start <= 12 ? .decimal : nil
  }

  private mutating func token() -> StructuredField.Bare? {
    let start = at
    skip { (0x21...0x7E).contains($0) && !"\"(),;<=>?@[\\]{}".utf8.contains($0) }
    return .token(String(decoding: bytes[start..<at], as: UTF8.self))
  }
}
