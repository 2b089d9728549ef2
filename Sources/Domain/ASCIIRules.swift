extension UInt8 {
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
  var isLower: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
  var isUpper: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
  var isLetter: Bool { isLower || isUpper }
  var isAlphanumeric: Bool { isLetter || isDigit }
  var isHexDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20 }
  /// RFC 3986 section 2.3: a character that never needs percent-encoding.
  var isUnreserved: Bool { isAlphanumeric || "-._~".utf8.contains(self) }
  var lowercased: UInt8 { isUpper ? self | 0x20 : self }
}

extension StringProtocol {
  /// Whether every byte is a printable ASCII character other than the space.
  var isVisibleASCII: Bool { utf8.allSatisfy { 0x21...0x7E ~= $0 } }

  /// Whether there are digits and nothing else.
  var isDigits: Bool { !isEmpty && utf8.allSatisfy(\.isDigit) }

  /// The text with the letters A to Z in lower case and no other change (U+212A stays what it is).
  var asciiLowercased: String { String(decoding: utf8.map(\.lowercased), as: UTF8.self) }

  /// What follows the prefix, whose ASCII letters may stand in either case.
  func dropping(prefix: String) -> SubSequence? {
    guard utf8.count >= prefix.utf8.count else { return nil }
    let end = utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count)
    guard zip(utf8, prefix.utf8).allSatisfy({ $0.lowercased == $1.lowercased }) else { return nil }
    return self[end...]
  }

  /// What precedes the suffix, whose ASCII letters may stand in either case.
  func dropping(suffix: String) -> SubSequence? {
    guard utf8.count >= suffix.utf8.count else { return nil }
    let start = utf8.index(utf8.endIndex, offsetBy: -suffix.utf8.count)
    guard zip(utf8[start...], suffix.utf8).allSatisfy({ $0.lowercased == $1.lowercased }) else { return nil }
    return self[..<start]
  }

  /// The parts between slashes, empty ones included.
  var pathParts: [SubSequence] { split(separator: "/", omittingEmptySubsequences: false) }
}

extension Substring {
  /// The text without spaces at either end.
  var withoutOuterSpaces: Substring {
    let bytes = utf8
    guard let first = bytes.firstIndex(where: { $0 != 0x20 }), let last = bytes.lastIndex(where: { $0 != 0x20 }) else {
      return ""
    }
    return self[first...last]
  }
}

/// The text with every byte outside the kept ones percent-encoded (RFC 3986 section 2.1).
func percentEncoded(_ text: some StringProtocol, keeping kept: String = "") -> String {
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    if byte.isUnreserved || kept.utf8.contains(byte) {
      bytes.append(byte)
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      bytes.append(contentsOf: (digits.utf8.count == 1 ? "%0" : "%").utf8)
      bytes.append(contentsOf: digits.utf8)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The text with its percent-encoding undone once; nil if an escape is malformed or the outcome is not visible ASCII.
func percentDecoded(_ text: some StringProtocol) -> String? {
  var bytes: [UInt8] = []
  var rest = text.utf8.makeIterator()
  while let byte = rest.next() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard let high = rest.next(), let low = rest.next(), high.isHexDigit, low.isHexDigit,
      let decoded = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
    else { return nil }
    bytes.append(decoded)
  }
  let decoded = String(decoding: bytes, as: UTF8.self)
  return decoded.isVisibleASCII ? decoded : nil
}
