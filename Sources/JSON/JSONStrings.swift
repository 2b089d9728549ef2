extension JSONParser {
  /// Reads the rest of a string whose opening quote was passed.
  mutating func string() throws(JSONError) -> String {
    let start = position
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        position = index + 1
        wasASCII = true
        return String(decoding: bytes[start..<index], as: UTF8.self)
      }
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\\") { break }
      index += 1
    }
    position = index
    return try longString(from: start)
  }

  /// Goes on from the first byte that is not plain ASCII: checks UTF-8 and runs of marks, undoes escapes.
  private mutating func longString(from start: Int) throws(JSONError) -> String {
    var run = 0
    var ascii = true
    var copied = start
    scratch.removeAll(keepingCapacity: true)
    while position < bytes.count {
      let byte = bytes[position]
      let scalar: Unicode.Scalar
      switch byte {
      case UInt8(ascii: "\""):
        wasASCII = ascii
        defer { position += 1 }
        if copied == start { return String(decoding: bytes[start..<position], as: UTF8.self) }
        scratch.append(contentsOf: bytes[copied..<position])
        return String(decoding: scratch, as: UTF8.self)
      case UInt8(ascii: "\\"):
        scratch.append(contentsOf: bytes[copied..<position])
        scalar = try escape()
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        copied = position
      case 0x20..<0x80:
        position += 1
        run = 0
        continue
      case 0: throw .nulCharacter
      case 1..<0x20: throw .syntax(offset: position)
      default: scalar = try multibyteScalar(leadBy: byte)
      }
      if scalar.value >= 0x80 { ascii = false }
      run = isMark(scalar) ? run + 1 : 0
      guard run <= limits.combiningRun else { throw .combiningRun }
    }
    throw .syntax(offset: position)
  }

  /// Decodes one scalar of two to four bytes at the position (RFC 3629: no overlong forms, no surrogates).
  private mutating func multibyteScalar(leadBy lead: UInt8) throws(JSONError) -> Unicode.Scalar {
    let length: Int
    var value: UInt32
    let least: UInt32
    switch lead {
    case 0xC2...0xDF: (length, value, least) = (2, UInt32(lead & 0x1F), 0x80)
    case 0xE0...0xEF: (length, value, least) = (3, UInt32(lead & 0x0F), 0x800)
    case 0xF0...0xF4: (length, value, least) = (4, UInt32(lead & 0x07), 0x1_0000)
    default: throw .invalidUTF8
    }
    guard bytes.count - position >= length else { throw .invalidUTF8 }
    for index in position + 1..<position + length {
      guard bytes[index] & 0xC0 == 0x80 else { throw .invalidUTF8 }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    guard value >= least, let scalar = Unicode.Scalar(value) else { throw .invalidUTF8 }
    position += length
    return scalar
  }

  /// Undoes the escape whose backslash is at the position; a pair of surrogates is one escape here.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    position += 1
    let letter = current
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw .invalidEscape
    }
    let unit = try fourHexDigits()
    guard unit != 0 else { throw .nulCharacter }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, current == UInt8(ascii: "\\") else { throw .invalidEscape }
    position += 1
    guard current == UInt8(ascii: "u") else { throw .invalidEscape }
    position += 1
    let low = try fourHexDigits()
    guard 0xDC00...0xDFFF ~= low, let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00)) else {
      throw .invalidEscape
    }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch current {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
      default: throw .invalidEscape
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// Whether the scalar combines with what stands before it.
  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x300, 0x3100..<0xA000, 0xAC00..<0xD7B0: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return scalar.properties.canonicalCombiningClass != .notReordered
    }
  }
}
