internal import COpenSSL

/// The two kinds of key the fediverse signs with.
package enum KeyAlgorithm: String, Sendable {
  /// RSA, PKCS#1 v1.5 with SHA-256 (RFC 8017).
  case rsa
  /// Ed25519 (RFC 8032).
  case ed25519
}

/// A public key that passed the strength rules: RSA of 2048 to 4096 bits with a sane odd exponent, or Ed25519.
///
/// Reading one costs some microseconds (own DER reader, not the library's), so it may be made per request.
/// All initialisers throw `badKey`.
package final class PublicKey: @unchecked Sendable {  // proof: the handle is only read after init, which OpenSSL allows
  /// RSA or Ed25519.
  package let algorithm: KeyAlgorithm
  /// SubjectPublicKeyInfo as DER (RFC 5280 section 4.1).
  package let spki: [UInt8]
  /// What a Multikey carries after its two-byte prefix: PKCS#1 DER for RSA, the 32 bytes for Ed25519.
  let material: [UInt8]
  private let handle: OpaquePointer

  /// From PEM text, SPKI or PKCS#1 whatever the label says, white space tolerated.
  ///
  /// At most 8,192 bytes. Only tests pass another number of bits than `leastBits`.
  package convenience init(pem: String, leastBits: Int = PublicKey.leastBits) throws(SignatureError) {
    guard let der = PEM.decode(pem, suffix: "PUBLIC KEY") else { throw .badKey(.notPEM) }
    // SPKI begins with a SEQUENCE inside, PKCS#1 with the modulus.
    var outer = DERReader(der)
    if outer.element(DER.sequence)?.first == DER.integer {
      try self.init(pkcs1: der, leastBits: leastBits)
    } else {
      try self.init(spki: der, leastBits: leastBits)
    }
  }

  /// From SubjectPublicKeyInfo DER.
  package convenience init(spki der: [UInt8], leastBits: Int = PublicKey.leastBits) throws(SignatureError) {
    var outer = DERReader(der)
    guard let content = outer.element(DER.sequence), outer.isAtEnd else { throw .badKey(.notDER) }
    var reader = DERReader(content)
    guard let algorithm = reader.element(DER.sequence), let bits = reader.element(DER.bitString), reader.isAtEnd,
      bits.first == 0
    else { throw .badKey(.notDER) }
    let key = Array(bits.dropFirst())
    switch Array(algorithm) {
    case DER.rsaObject, DER.rsaObject + DER.null: try self.init(pkcs1: key, leastBits: leastBits)
    case DER.ed25519Object: try self.init(ed25519: key)
    default: throw .badKey(.algorithm)
    }
  }

  /// From the 32 bytes of an Ed25519 key.
  package init(ed25519 bytes: [UInt8]) throws(SignatureError) {
    guard bytes.count == 32,
      let handle = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
    else { throw Self.refusal(.notDER) }
    self.handle = handle
    algorithm = .ed25519
    material = bytes
    spki = DER.element(
      DER.sequence, DER.element(DER.sequence, DER.ed25519Object) + DER.element(DER.bitString, [0] + bytes))
  }

  /// Bits of the smallest RSA modulus that is believed.
  package static let leastBits = 2_048
  static let mostBits = 4_096

  /// From PKCS#1 DER, the older form.
  ///
  /// Only tests of old vectors pass another number of bits than `leastBits`.
  init(pkcs1 der: [UInt8], leastBits: Int) throws(SignatureError) {
    var outer = DERReader(der)
    guard let content = outer.element(DER.sequence), outer.isAtEnd else { throw .badKey(.notDER) }
    var reader = DERReader(content)
    guard let modulus = reader.positiveInteger(), let exponent = reader.positiveInteger(), reader.isAtEnd else {
      throw .badKey(.notDER)
    }
    let bits = modulus.count * 8 - (modulus.first ?? 0).leadingZeroBitCount
    guard (leastBits...Self.mostBits).contains(bits) else { throw .badKey(.modulusSize) }
    guard let lowest = modulus.last, lowest & 1 == 1 else { throw .badKey(.modulusEven) }
    guard exponent.count <= 4, let low = exponent.last, low & 1 == 1, exponent != [1] else { throw .badKey(.exponent) }
    guard let handle = scholion_rsa_public(modulus, modulus.count, exponent, exponent.count) else {
      throw Self.refusal(.notDER)
    }
    self.handle = handle
    algorithm = .rsa
    material = der
    spki = DER.element(
      DER.sequence, DER.element(DER.sequence, DER.rsaObject + DER.null) + DER.element(DER.bitString, [0] + der))
  }

  /// SPKI as PEM, as actors publish it in `publicKeyPem`.
  package var pem: String { PEM.encode(spki, label: "PUBLIC KEY") }

  /// SHA-256 of the SPKI in hexadecimal: a short name of the key for logs and for comparing.
  package var fingerprint: String { Hex.encode(Digest.sha256(spki)) }

  /// True only when the signature over these bytes is this key's.
  ///
  /// RSA PKCS#1 v1.5 with SHA-256, or Ed25519. The library's answer 1 alone is success; 0 and errors are not.
  package func verify(_ signature: [UInt8], over bytes: [UInt8]) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let hash = algorithm == .rsa ? EVP_sha256() : nil
    let right =
      EVP_DigestVerifyInit(context, nil, hash, nil, handle) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    // A stale error on this thread's queue would be taken for theirs by the next user of the library.
    if !right { ERR_clear_error() }
    return right
  }

  private static func refusal(_ fault: KeyFault) -> SignatureError {
    ERR_clear_error()
    return .badKey(fault)
  }

  deinit { EVP_PKEY_free(handle) }
}

extension PublicKey: Equatable {
  /// True for the same key, whatever form it came in.
  package static func == (left: PublicKey, right: PublicKey) -> Bool { left.spki == right.spki }
}
