internal import COpenSSL

/// A private key in memory, of the same two kinds and strengths as `PublicKey`.
///
/// Making an RSA key costs 0.2 to 0.6 s of processor time and signing with one about 1 ms: both off the event loops.
package final class PrivateKey: @unchecked Sendable {  // proof: the handle is only read after init, which OpenSSL allows
  /// The key that verifies what this one signs.
  package let publicKey: PublicKey
  private let handle: OpaquePointer

  /// RSA or Ed25519.
  package var algorithm: KeyAlgorithm { publicKey.algorithm }

  /// A new RSA key of 2048 bits, exponent 65537.
  package static func generateRSA() throws(SignatureError) -> PrivateKey {
    guard let handle = scholion_rsa_generate(2_048) else { throw failure("RSA key generation") }
    return try PrivateKey(taking: handle)
  }

  /// A new Ed25519 key.
  package static func generateEd25519() throws(SignatureError) -> PrivateKey {
    var seed = try Random.bytes(32)
    defer { wipe(&seed) }
    return try PrivateKey(ed25519Seed: seed)
  }

  /// From the 32-byte seed of RFC 8032.
  ///
  /// Throws `badKey`.
  package convenience init(ed25519Seed seed: [UInt8]) throws(SignatureError) {
    guard seed.count == 32, let handle = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
      ERR_clear_error()
      throw .badKey(.notDER)
    }
    try self.init(taking: handle)
  }

  /// From PKCS#8 DER, unencrypted (PKCS#1 is understood too).
  ///
  /// Throws `badKey`.
  package convenience init(der: [UInt8]) throws(SignatureError) {
    guard let handle = scholion_private_from_der(der, der.count) else {
      ERR_clear_error()
      throw .badKey(.notDER)
    }
    try self.init(taking: handle)
  }

  /// From PEM text holding PKCS#8 or PKCS#1, unencrypted.
  ///
  /// Throws `badKey`.
  package convenience init(pem: String) throws(SignatureError) {
    guard var der = PEM.decode(pem, suffix: "PRIVATE KEY") else { throw .badKey(.notPEM) }
    defer { wipe(&der) }
    try self.init(der: der)
  }

  /// Takes over a handle of the library, and frees it if the key is refused.
  private init(taking handle: OpaquePointer) throws(SignatureError) {
    self.handle = handle
    do throws(SignatureError) {
      publicKey = try Self.publicPart(of: handle)
    } catch {
      EVP_PKEY_free(handle)
      throw error
    }
  }

  /// PKCS#8 DER, unencrypted: for sealing, and to be wiped after.
  package var der: [UInt8] {
    var memory: UnsafeMutablePointer<UInt8>?
    let length = scholion_private_to_der(handle, &memory)
    defer { scholion_wipe_free(memory, length) }
    return Array(UnsafeBufferPointer(start: memory, count: length))
  }

  /// The signature over these bytes: RSA PKCS#1 v1.5 with SHA-256 (256 bytes for RSA-2048), or Ed25519 (64 bytes).
  package func sign(_ bytes: [UInt8]) throws(SignatureError) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw Self.failure("EVP_MD_CTX_new") }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: PublicKey.mostBits / 8)
    var length = signature.count
    guard EVP_DigestSignInit(context, nil, algorithm == .rsa ? EVP_sha256() : nil, nil, handle) == 1,
      EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1
    else { throw Self.failure("EVP_DigestSign") }
    return Array(signature.prefix(length))
  }

  private static func publicPart(of handle: OpaquePointer) throws(SignatureError) -> PublicKey {
    switch EVP_PKEY_get_base_id(handle) {
    case EVP_PKEY_ED25519:
      var bytes = [UInt8](repeating: 0, count: 32)
      var length = bytes.count
      guard EVP_PKEY_get_raw_public_key(handle, &bytes, &length) == 1, length == 32 else {
        throw failure("EVP_PKEY_get_raw_public_key")
      }
      return try PublicKey(ed25519: bytes)
    case EVP_PKEY_RSA:
      let modulus = number(of: handle, exponent: false)
      let exponent = number(of: handle, exponent: true)
      let der = DER.element(DER.sequence, DER.positiveInteger(modulus) + DER.positiveInteger(exponent))
      return try PublicKey(pkcs1: der, leastBits: PublicKey.leastBits)
    default: throw .badKey(.algorithm)
    }
  }

  private static func number(of handle: OpaquePointer, exponent: Bool) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 2 * PublicKey.mostBits / 8)
    let length = scholion_rsa_number(handle, exponent ? 1 : 0, &bytes, bytes.count)
    return Array(bytes.prefix(length))
  }

  private static func failure(_ call: String) -> SignatureError {
    ERR_clear_error()
    return .libraryFailure(call)
  }

  deinit { EVP_PKEY_free(handle) }
}
