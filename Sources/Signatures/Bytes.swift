/// Small operations on ASCII bytes.
///
/// A CR LF pair is one Swift `Character`, so fields are never split as `String`.
enum Bytes {
  /// Without blanks and tabs at either end (OWS of RFC 9110).
  static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var slice = bytes[...]
    while let first = slice.first, isBlank(first) { slice.removeFirst() }
    while let last = slice.last, isBlank(last) { slice.removeLast() }
    return slice
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// A-Z made a-z; everything else as it is.
  static func lowered(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.map(lowered) }

  static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }

  static func lowered(_ text: String) -> String { String(decoding: lowered(text.utf8), as: UTF8.self) }

  /// Field lines as one value: each trimmed, joined with a comma and a blank (RFC 9421 section 2.1).
  static func joined(_ lines: [String]) -> [UInt8] {
    var out: [UInt8] = []
    for (place, line) in lines.enumerated() {
      if place > 0 { out += [0x2C, 0x20] }
      out += trimmed(Array(line.utf8))
    }
    return out
  }

  /// Letters and signs from `!` to `~`, no blank: what key ids may hold.
  ///
  /// ASCII, so `==` on it is exact.
  static func isGraphic(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { (0x21...0x7E).contains($0) } }

  /// CR, LF or NUL: a line that holds one could smuggle a line into what is signed.
  static func breaksLines(_ bytes: [UInt8]) -> Bool { bytes.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 } }
}
