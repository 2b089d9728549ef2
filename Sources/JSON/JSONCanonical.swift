extension JSONValue {
  /// The value in the JSON Canonicalization Scheme (RFC 8785): what a signature is made over.
  ///
  /// Members are sorted by the UTF-16 units of their keys; every number is written as ECMAScript writes that double, an integer
  /// beyond 2^53 with the rounding this brings. Throws `invalidNumber` for a number that is not finite, `tooDeep` past 128
  /// levels.
  package func canonicalBytes() throws(JSONError) -> [UInt8] {
    var writer = JSONWriter()
    try writer.writeCanonical(self, depth: 0)
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func writeCanonical(_ value: JSONValue, depth: Int) throws(JSONError) {
    guard depth <= 128 else { throw .tooDeep }
    switch value {
    case .null, .bool, .string: write(value)
    case .integer(let number):
      if -(1 << 53)...(1 << 53) ~= number { write(value) } else { try writeECMAScript(Double(number)) }
    case .double(let number): try writeECMAScript(number)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try writeCanonical(item, depth: depth + 1)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      let sorted = object.members.sorted { precedesInUTF16($0.key, $1.key) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        writeString(member.key)
        bytes.append(UInt8(ascii: ":"))
        try writeCanonical(member.value, depth: depth + 1)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Writes a double by ECMA-262 `Number::toString` from the shortest digits that Swift finds.
  private mutating func writeECMAScript(_ number: Double) throws(JSONError) {
    guard number.isFinite else { throw .invalidNumber }
    guard number != 0 else { return bytes.append(UInt8(ascii: "0")) }
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let (digits, point) = decimal(of: number.magnitude)
    if digits.count <= point, point <= 21 {
      bytes.append(contentsOf: digits)
      writeZeros(point - digits.count)
    } else if 0 < point, point <= 21 {
      bytes.append(contentsOf: digits.prefix(point))
      bytes.append(UInt8(ascii: "."))
      bytes.append(contentsOf: digits.dropFirst(point))
    } else if -6 < point, point <= 0 {
      writeASCII("0.")
      writeZeros(-point)
      bytes.append(contentsOf: digits)
    } else {
      bytes.append(contentsOf: digits.prefix(1))
      if digits.count > 1 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(contentsOf: digits.dropFirst())
      writeASCII(point > 0 ? "e+" : "e-")
      bytes.append(contentsOf: String((point - 1).magnitude).utf8)
    }
  }

  private mutating func writeZeros(_ count: Int) {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, count)))
  }

  /// The shortest digits of a positive number, without zeros at either end, and where the point stands after the first of them.
  private func decimal(of number: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = Array(number.description.utf8)
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
      }
    }
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let position = (point ?? digits.count) + exponent - leading
    digits.removeFirst(leading)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, position)
  }
}

/// Whether the UTF-16 units of one string sort before those of the other, told from the UTF-8 bytes.
///
/// The two orders differ in one thing: in UTF-16 the scalars beyond U+FFFF stand before U+E000 to U+FFFF, in UTF-8 behind them.
private func precedesInUTF16(_ one: String, _ other: String) -> Bool {
  one.utf8.lexicographicallyPrecedes(other.utf8) { weight($0) < weight($1) }
}

private func weight(_ byte: UInt8) -> UInt8 {
  byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte
}
