// The room Signatures: keys, digests, HTTP signatures, object proofs, sealing and password hashes.
// Bytes in, bytes out: it knows nothing of JSON, of the network, or of any other room.

/// Everything that goes wrong in this room.
///
/// `name` is stable: metrics, refused rows and the answer table of the inbox are keyed by it.
package enum SignatureError: Error, Equatable, Sendable {
  /// The request carries no signature of a kind known here.
  case missing
  /// A signature is there and cannot be read; the text says which part.
  case malformed(String)
  /// Created, Date or expires lies outside the accepted window.
  case outsideWindow
  /// A part of the request that must be signed is not; the text names it.
  case notCovering(String)
  /// A signed field is absent from the request; the text names it.
  case fieldMissing(String)
  /// A component identifier or component parameter of RFC 9421 that is not accepted here.
  case unknownComponent(String)
  /// The digest is well formed and not that of the body.
  case digestMismatch
  /// Digest or Content-Digest cannot be read, or names no usable algorithm.
  case digestMalformed
  /// The Host of the request is not ours.
  case wrongHost
  /// The signature names an algorithm that is not accepted here.
  case unsupportedAlgorithm(String)
  /// The key was there and the signature is not its.
  case wrongSignature
  /// A key was refused.
  case badKey(KeyFault)
  /// A sealed value is not of the form `v1.id.nonce.bytes`.
  case sealMalformed
  /// A sealed value belongs to another master key; the text is that key's id.
  case sealWrongMaster(String)
  /// A sealed value was changed, or belongs to another row.
  case sealBroken
  /// No master key lies in the folder, and none may be made.
  case masterMissing
  /// The master key or its folder can be read by others, or is owned by another user.
  case masterExposed(String)
  /// The file is not a master key, or its name is not that of its bytes.
  case masterMalformed(String)
  /// More than one master key lies in the folder.
  case masterAmbiguous
  /// The master key is the public one of the tests.
  case masterIsTestKey
  /// The file system refused; the text names the call and its error.
  case masterUnreadable(String)
  /// A password or a stored password hash cannot be used.
  case passwordMalformed
  /// The cryptographic library failed at something that cannot fail on good input.
  case libraryFailure(String)

  /// A stable snake-case name of the case, without its details.
  package var name: String {
    switch self {
    case .missing: "signature_missing"
    case .malformed: "signature_malformed"
    case .outsideWindow: "signature_outside_window"
    case .notCovering: "signature_not_covering"
    case .fieldMissing: "signature_field_missing"
    case .unknownComponent: "signature_unknown_component"
    case .digestMismatch: "digest_mismatch"
    case .digestMalformed: "digest_malformed"
    case .wrongHost: "signature_wrong_host"
    case .unsupportedAlgorithm: "signature_unsupported_algorithm"
    case .wrongSignature: "signature_wrong"
    case .badKey: "key_refused"
    case .sealMalformed: "seal_malformed"
    case .sealWrongMaster: "seal_wrong_master"
    case .sealBroken: "seal_broken"
    case .masterMissing: "master_missing"
    case .masterExposed: "master_exposed"
    case .masterMalformed: "master_malformed"
    case .masterAmbiguous: "master_ambiguous"
    case .masterIsTestKey: "master_is_test_key"
    case .masterUnreadable: "master_unreadable"
    case .passwordMalformed: "password_malformed"
    case .libraryFailure: "library_failure"
    }
  }
}

/// Why a key was refused.
package enum KeyFault: String, Equatable, Sendable {
  /// Not PEM text.
  case notPEM = "not_pem"
  /// Not DER of a form known here.
  case notDER = "not_der"
  /// Not a multibase key of a kind known here.
  case notMultikey = "not_multikey"
  /// Neither RSA nor Ed25519.
  case algorithm
  /// An RSA modulus under 2048 or over 4096 bits.
  case modulusSize = "modulus_size"
  /// An even RSA modulus.
  case modulusEven = "modulus_even"
  /// An RSA exponent that is even, under 3 or over 32 bits.
  case exponent
}
