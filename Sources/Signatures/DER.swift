/// Reads the little of DER (X.690) that public keys need: definite lengths, shortest forms, nothing after the end.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// The content of the next element if it has that tag, else nil.
  mutating func element(_ tag: UInt8) -> ArraySlice<UInt8>? {
    guard rest.first == tag else { return nil }
    var ahead = rest.dropFirst()
    guard let first = ahead.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...2).contains(count), ahead.count >= count else { return nil }
      length = ahead.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      ahead = ahead.dropFirst(count)
      guard length >= 0x80, count == 1 || length > 0xFF else { return nil }
    }
    guard length <= ahead.count else { return nil }
    rest = ahead.dropFirst(length)
    return ahead.prefix(length)
  }

  /// The next positive INTEGER, big-endian without leading zero bytes, or nil.
  mutating func positiveInteger() -> [UInt8]? {
    guard let content = element(DER.integer), let first = content.first, first < 0x80 else { return nil }
    if first == 0, content.count > 1 {
      guard let second = content.dropFirst().first, second >= 0x80 else { return nil }
      return Array(content.dropFirst())
    }
    return Array(content)
  }
}

/// Writes the little of DER that public keys need.
enum DER {
  static let integer: UInt8 = 0x02
  static let bitString: UInt8 = 0x03
  static let sequence: UInt8 = 0x30
  /// AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 8017 appendix A.1), content only.
  static let rsaObject: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
  static let null: [UInt8] = [0x05, 0x00]
  /// AlgorithmIdentifier of Ed25519 (RFC 8410 section 3), content only.
  static let ed25519Object: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]

  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    let length: [UInt8] =
      if count < 0x80 {
        [UInt8(truncatingIfNeeded: count)]
      } else if count < 0x100 {
        [0x81, UInt8(truncatingIfNeeded: count)]
      } else {
        [0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
      }
    return [tag] + length + content
  }

  static func positiveInteger(_ bytes: [UInt8]) -> [UInt8] {
    element(integer, (bytes.first ?? 0) >= 0x80 ? [0] + bytes : bytes)
  }
}
