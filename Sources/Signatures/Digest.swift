internal import COpenSSL

/// Hashes, and keys made by hashing.
package enum Digest {
  /// SHA-256 (FIPS 180-4), 32 bytes.
  package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    SHA256(bytes, bytes.count, &out)
    return out
  }

  /// SHA-512 (FIPS 180-4), 64 bytes.
  package static func sha512(_ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 64)
    SHA512(bytes, bytes.count, &out)
    return out
  }

  /// HMAC-SHA256 (RFC 2104), 32 bytes.
  ///
  /// The key may have any length.
  package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    HMAC(EVP_sha256(), key, Int32(clamping: key.count), bytes, bytes.count, &out, &length)
    return out
  }

  /// HKDF-SHA256 (RFC 5869), extract and expand; `length` is at most 8,160 bytes, more is cut to that.
  package static func hkdfSHA256(secret: [UInt8], salt: [UInt8] = [], info: [UInt8], length: Int = 32) -> [UInt8] {
    var root = hmacSHA256(key: salt.isEmpty ? [UInt8](repeating: 0, count: 32) : salt, secret)
    defer { wipe(&root) }
    let wanted = max(0, min(length, 255 * 32))
    var out: [UInt8] = []
    var block: [UInt8] = []
    var counter: UInt8 = 1
    while out.count < wanted {
      block = hmacSHA256(key: root, block + info + [counter])
      out += block
      counter &+= 1
    }
    return Array(out.prefix(wanted))
  }
}
