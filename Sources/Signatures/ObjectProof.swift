/// Proofs over documents, cryptosuite `eddsa-jcs-2022` (FEP-8b32; W3C Data Integrity EdDSA section 3.3).
///
/// The caller canonicalises with JCS (RFC 8785): the proof without `proofValue`, and the document without `proof`.
package enum ObjectProof {
  /// What is signed: SHA-256 of the canonical proof options, then SHA-256 of the canonical document; 64 bytes.
  package static func hashData(canonicalProofOptions: [UInt8], canonicalDocument: [UInt8]) -> [UInt8] {
    Digest.sha256(canonicalProofOptions) + Digest.sha256(canonicalDocument)
  }

  /// The `proofValue`: `z` and the base58 of the Ed25519 signature.
  ///
  /// Throws `badKey(.algorithm)` for other keys.
  package static func sign(_ hashData: [UInt8], key: PrivateKey) throws(SignatureError) -> String {
    guard key.algorithm == .ed25519 else { throw .badKey(.algorithm) }
    return "z" + (Base58.encode(try key.sign(hashData)) ?? "")
  }

  /// True when the `proofValue` is this Ed25519 key's over these 64 bytes.
  package static func verify(_ proofValue: String, hashData: [UInt8], key: PublicKey) -> Bool {
    let letters = proofValue.utf8
    guard key.algorithm == .ed25519, letters.count <= 128, letters.first == UInt8(ascii: "z"),
      let signature = Base58.decode(letters.dropFirst()), signature.count == 64
    else { return false }
    return key.verify(signature, over: hashData)
  }
}
