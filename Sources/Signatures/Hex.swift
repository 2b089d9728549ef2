/// Hexadecimal, written in lower case.
package enum Hex {
  /// Two lower-case letters for each byte.
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      out.append(letter(byte >> 4))
      out.append(letter(byte & 15))
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of an even number of letters in either case, or nil.
  package static func decode(_ text: String) -> [UInt8]? {
    let letters = Array(text.utf8)
    guard letters.count % 2 == 0 else { return nil }
    var out: [UInt8] = []
    for start in stride(from: 0, to: letters.count, by: 2) {
      guard let high = value(letters[start]), let low = value(letters[start + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  private static func letter(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

  private static func value(_ letter: UInt8) -> UInt8? {
    switch letter {
    case 48...57: letter - 48
    case 65...70: letter - 55
    case 97...102: letter - 87
    default: nil
    }
  }
}
