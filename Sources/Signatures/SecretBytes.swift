internal import COpenSSL

/// Bytes that are overwritten when the last holder lets go.
final class SecretBytes: @unchecked Sendable {  // proof: written once in init, read-only until deinit
  private let storage: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    storage = .allocate(byteCount: max(bytes.count, 1), alignment: 16)
    storage.copyBytes(from: bytes)
    count = bytes.count
  }

  let count: Int

  /// A copy as an array; the caller wipes it with `wipe` when done.
  func copy() -> [UInt8] { Array(storage.prefix(count)) }

  deinit {
    OPENSSL_cleanse(storage.baseAddress, storage.count)
    storage.deallocate()
  }
}

/// Overwrites bytes that are no longer needed; cheap, and only as good as there being no other copy.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
}

/// Comparing bytes without telling by time where they differ.
package enum ConstantTime {
  /// True when both have the same length and the same bytes.
  ///
  /// Only the length can be learned from the time taken.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// True when both have the same UTF-8 bytes (unlike `==`, which compares canonical equivalents).
  package static func equal(_ left: String, _ right: String) -> Bool {
    equal(Array(left.utf8), Array(right.utf8))
  }
}
