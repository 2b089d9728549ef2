internal import COpenSSL

/// Unpredictable bytes from the library's generator, seeded by the kernel.
package enum Random {
  /// That many random bytes.
  ///
  /// Throws `libraryFailure` when the generator cannot be seeded; never returns weak ones.
  package static func bytes(_ count: Int) throws(SignatureError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard count == 0 || RAND_bytes(&bytes, Int32(clamping: count)) == 1 else {
      ERR_clear_error()
      throw .libraryFailure("RAND_bytes")
    }
    return bytes
  }

  /// A token of 256 random bits as 43 characters of base64url: sessions, codes, bearer tokens.
  package static func token() throws(SignatureError) -> String { Base64.encodeURL(try bytes(32)) }
}
