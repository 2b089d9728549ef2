/// Text armour of keys (RFC 7468): one block, white space anywhere in its base64.
enum PEM {
  /// Longer texts are refused unread; a 4096-bit key has 800 bytes.
  static let limit = 8_192

  /// The bytes of the first block whose label ends with `suffix`, or nil.
  static func decode(_ text: String, suffix: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit, let begin = range(of: Array("-----BEGIN ".utf8), in: bytes, from: 0),
      let labelEnd = range(of: Array("-----".utf8), in: bytes, from: begin.upperBound)
    else { return nil }
    let label = Array(bytes[begin.upperBound..<labelEnd.lowerBound])
    guard label.reversed().starts(with: suffix.utf8.reversed()),
      let end = range(of: Array("-----END ".utf8) + label + Array("-----".utf8), in: bytes, from: labelEnd.upperBound)
    else { return nil }
    return Base64.decode(bytes[labelEnd.upperBound..<end.lowerBound].filter { !Bytes.isBlank($0) && $0 != 10 && $0 != 13 })
  }

  /// A block in lines of 64 letters with a newline at the end.
  static func encode(_ bytes: [UInt8], label: String) -> String {
    let letters = Array(Base64.encode(bytes).utf8)
    var out = "-----BEGIN \(label)-----\n"
    for start in stride(from: 0, to: letters.count, by: 64) {
      out += String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self) + "\n"
    }
    return out + "-----END \(label)-----\n"
  }

  private static func range(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
    guard start + needle.count <= bytes.count else { return nil }
    for at in start...(bytes.count - needle.count) where bytes[at..<(at + needle.count)].elementsEqual(needle) {
      return at..<(at + needle.count)
    }
    return nil
  }
}
