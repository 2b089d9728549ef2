/// Base64 of RFC 4648: section 4 with padding, section 5 (URL) without.
///
/// Decoding is strict: one text for one value. White space, missing or surplus padding, letters of the other
/// alphabet and left-over bits that are not zero are all refused with nil.
package enum Base64 {
  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let standardValues = values(of: standard)
  private static let urlValues = values(of: url)

  /// Standard base64 with padding.
  package static func encode(_ bytes: [UInt8]) -> String { encode(bytes, standard, padded: true) }

  /// Base64url without padding.
  package static func encodeURL(_ bytes: [UInt8]) -> String { encode(bytes, url, padded: false) }

  /// The bytes of standard padded base64, or nil.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? { decode(Array(text), standardValues, padded: true) }

  /// The bytes of standard padded base64, or nil.
  package static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  /// The bytes of unpadded base64url, or nil.
  package static func decodeURL(_ text: String) -> [UInt8]? { decode(Array(text.utf8), urlValues, padded: false) }

  /// Standard alphabet without padding, as password hashes use it.
  static func encodeUnpadded(_ bytes: [UInt8]) -> String { encode(bytes, standard, padded: false) }

  static func decodeUnpadded(_ text: some Sequence<UInt8>) -> [UInt8]? {
    decode(Array(text), standardValues, padded: false)
  }

  private static func values(of alphabet: [UInt8]) -> [UInt8] {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
    return table
  }

  private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8], padded: Bool) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        out.append(alphabet[Int(bits >> count & 63)])
      }
    }
    if count > 0 { out.append(alphabet[Int(bits << (6 - count) & 63)]) }
    while padded && out.count % 4 != 0 { out.append(UInt8(ascii: "=")) }
    return String(decoding: out, as: UTF8.self)
  }

  private static func decode(_ text: [UInt8], _ table: [UInt8], padded: Bool) -> [UInt8]? {
    var letters = text[...]
    if padded {
      guard text.count % 4 == 0 else { return nil }
      for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
    }
    guard letters.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(letters.count * 3 / 4)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for letter in letters {
      let value = table[Int(letter)]
      guard value < 64 else { return nil }
      bits = (bits << 6 | UInt32(value)) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    // What is left over must be zero, else two texts would stand for one value.
    guard bits & (1 << count - 1) == 0 else { return nil }
    return out
  }
}
