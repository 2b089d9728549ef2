/// Base58 in the Bitcoin alphabet, the `z` of multibase: Multikeys and object proofs.
///
/// The arithmetic is quadratic, so both directions refuse more than `limit` bytes or letters.
package enum Base58 {
  /// The longest input of either direction.
  ///
  /// A 4096-bit RSA Multikey has 720 letters.
  package static let limit = 800

  private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
    return table
  }()

  /// The letters for some bytes, or nil when there are more than `limit`.
  package static func encode(_ bytes: [UInt8]) -> String? {
    guard bytes.count <= limit else { return nil }
    let zeros = bytes.prefix { $0 == 0 }.count
    let digits = convert(bytes.dropFirst(zeros), from: 256, to: 58)
    let letters = [UInt8](repeating: alphabet[0], count: zeros) + digits.map { alphabet[Int($0)] }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The bytes for some letters, or nil for other letters or more than `limit` of them.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count <= limit else { return nil }
    let digits = text.map { values[Int($0)] }
    guard digits.allSatisfy({ $0 < 58 }) else { return nil }
    let zeros = digits.prefix { $0 == 0 }.count
    return [UInt8](repeating: 0, count: zeros) + convert(digits.dropFirst(zeros), from: 58, to: 256)
  }

  private static func convert(_ digits: ArraySlice<UInt8>, from source: Int, to target: Int) -> [UInt8] {
    var out: [UInt8] = []  // least significant first
    for digit in digits {
      var carry = Int(digit)
      for place in out.indices {
        carry += Int(out[place]) * source
        out[place] = UInt8(truncatingIfNeeded: carry % target)
        carry /= target
      }
      while carry > 0 {
        out.append(UInt8(truncatingIfNeeded: carry % target))
        carry /= target
      }
    }
    return out.reversed()
  }
}
