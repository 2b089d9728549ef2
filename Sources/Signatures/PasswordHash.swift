internal import COpenSSL

/// Password hashes by scrypt (RFC 7914), with their cost written into them.
///
/// Form: `$scrypt$ln=15,r=8,p=3$salt$hash`, base64 without padding. One hash takes 32 MiB and about 0.3 s of processor
/// time, so the caller runs few at once and never on an event loop.
package enum PasswordHash {
  /// The cost of new hashes: N = 2^15, r = 8, p = 3.
  static let cost = Cost(log2N: 15, r: 8, p: 3)

  /// The longest password in bytes; longer ones are refused, not cut.
  package static let longest = 1_024

  /// A hash no password has, at today's cost: checked for names that do not exist, so that they take as long.
  package static let decoy = encode(cost, salt: Array("no such account!".utf8), hash: [UInt8](repeating: 0, count: 32))

  /// A new hash under a random salt of 16 bytes.
  ///
  /// Throws `passwordMalformed` for an empty or too long password.
  package static func make(_ password: [UInt8]) throws(SignatureError) -> String {
    guard (1...longest).contains(password.count) else { throw .passwordMalformed }
    let salt = try Random.bytes(16)
    guard let hash = scrypt(password, salt: salt, cost, length: 32) else { throw .libraryFailure("EVP_PBE_scrypt") }
    return encode(cost, salt: salt, hash: hash)
  }

  /// True when the password has this hash.
  ///
  /// False too for a hash that cannot be read.
  package static func verify(_ password: [UInt8], _ encoded: String) -> Bool {
    guard password.count <= longest, let (cost, salt, hash) = decode(encoded),
      let actual = scrypt(password, salt: salt, cost, length: hash.count)
    else { return false }
    return ConstantTime.equal(actual, hash)
  }

  /// True when a stored hash has another cost than new ones: make it anew at the next sign-in.
  package static func needsRehash(_ encoded: String) -> Bool { decode(encoded)?.cost != cost }

  struct Cost: Equatable {
    let log2N: Int
    let r: Int
    let p: Int
    /// What is believed of a stored hash: at most 128 MiB and a few seconds, whatever was written into the row.
    var isAcceptable: Bool { (1...17).contains(log2N) && (1...8).contains(r) && (1...16).contains(p) }
  }

  static func scrypt(_ password: [UInt8], salt: [UInt8], _ cost: Cost, length: Int) -> [UInt8]? {
    var out = [UInt8](repeating: 0, count: length)
    let n = UInt64(1) << UInt64(cost.log2N)
    let r = UInt64(cost.r)
    let p = UInt64(cost.p)
    // The library's default ceiling is 32 MiB, just too little for 2^15 and 8.
    let memory = 128 * r * (n + p + 2) + 1_048_576
    let done = password.withUnsafeBytes { bytes in
      EVP_PBE_scrypt(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count, n, r, p, memory, &out, length)
    }
    if done != 1 { ERR_clear_error() }
    return done == 1 ? out : nil
  }

  private static func encode(_ cost: Cost, salt: [UInt8], hash: [UInt8]) -> String {
    "$scrypt$ln=\(cost.log2N),r=\(cost.r),p=\(cost.p)$\(Base64.encodeUnpadded(salt))$\(Base64.encodeUnpadded(hash))"
  }

  private static func decode(_ encoded: String) -> (cost: Cost, salt: [UInt8], hash: [UInt8])? {
    let parts = encoded.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map(Array.init)
    guard encoded.utf8.count <= 256, parts.count == 5, parts[0].isEmpty, parts[1] == Array("scrypt".utf8),
      let salt = Base64.decodeUnpadded(parts[3]), let hash = Base64.decodeUnpadded(parts[4]),
      (8...64).contains(salt.count), (16...64).contains(hash.count)
    else { return nil }
    let numbers = parts[2].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Array.init)
    guard numbers.count == 3, let log2N = number(numbers[0], "ln="), let r = number(numbers[1], "r="),
      let p = number(numbers[2], "p=")
    else { return nil }
    let cost = Cost(log2N: log2N, r: r, p: p)
    return cost.isAcceptable ? (cost, salt, hash) : nil
  }

  private static func number(_ bytes: [UInt8], _ prefix: String) -> Int? {
    let digits = bytes.dropFirst(prefix.utf8.count)
    guard bytes.starts(with: prefix.utf8), (1...2).contains(digits.count),
      digits.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }
}
