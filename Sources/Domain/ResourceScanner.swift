/// Reads scheme and host of an id in one pass over its bytes: every row and every document holds several.
enum ResourceScanner {
  /// What the bytes are.
  enum Finding {
    case found(isSecure: Bool, host: String)
    /// Something else than visible ASCII, or a character that stands in no URL.
    case illegal
    case malformed
  }

  static func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Finding {
    guard bytes.allSatisfy(isLegal) else { return .illegal }
    let isSecure = bytes.starts(with: "https://".utf8)
    guard isSecure || bytes.starts(with: "http://".utf8) else { return .malformed }
    let start = isSecure ? 8 : 7
    let end = bytes[start...].firstIndex(where: isDelimiter) ?? bytes.endIndex
    guard let host = host(bytes[start..<end], ownPort: isSecure ? 443 : 80) else { return .malformed }
    return .found(isSecure: isSecure, host: host)
  }

  /// A host in its one spelling: lower-case name, and port unless it is the scheme's own.
  static func host(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, ownPort: Int) -> String? {
    let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    let name = bytes[..<(colon ?? bytes.endIndex)]
    guard isName(name) else { return nil }
    var end = name.endIndex
    if let colon {
      guard let port = port(bytes[(colon + 1)...]) else { return nil }
      if port != ownPort { end = bytes.endIndex }
    }
    let kept = bytes[..<end]
    return kept.contains(where: \.isUpper)
      ? String(decoding: kept.map(\.lowercased), as: UTF8.self)
      : String(decoding: UnsafeBufferPointer(rebasing: kept), as: UTF8.self)
  }

  /// Whether there are labels of letters, digits and inner hyphens, joined by dots (RFC 1123 section 2.1).
  private static func isName(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard 1...253 ~= name.count else { return false }
    var length = 0
    var last = UInt8(ascii: "-")
    for byte in name {
      if byte == UInt8(ascii: ".") {
        guard length > 0, last != UInt8(ascii: "-") else { return false }
        length = 0
      } else {
        let isHyphen = byte == UInt8(ascii: "-")
        length += 1
        guard length <= 63, byte.isAlphanumeric || (isHyphen && length > 1) else { return false }
      }
      last = byte
    }
    return length > 0 && last != UInt8(ascii: "-")
  }

  private static func port(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard 1...5 ~= digits.count, digits.first != UInt8(ascii: "0"), digits.allSatisfy(\.isDigit) else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return number <= 65_535 ? number : nil
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  private static func isLegal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "`"): false
    default: 0x21...0x7E ~= byte
    }
  }
}
