/// The key of an instance that seals its other secrets before they are stored.
///
/// 32 random bytes in a file `master-<id>`; the id is taken from the bytes, so a damaged or exchanged file is noticed.
/// Without it private keys and second factors in the database cannot be opened: it belongs in a backup of its own.
package struct MasterKey: Sendable {
  /// 16 hexadecimal letters made from the key: safe to print, and part of every sealed value.
  package let id: String
  private let secret: SecretBytes

  /// From its 32 bytes.
  ///
  /// Throws `masterMalformed`, or `masterIsTestKey` for the published key of the tests.
  package init(bytes: [UInt8]) throws(SignatureError) {
    guard bytes.count == 32 else { throw .masterMalformed("not 32 bytes") }
    let id = Self.id(of: bytes)
    guard !TestKeys.masters.contains(id) else { throw .masterIsTestKey }
    self.id = id
    secret = SecretBytes(bytes)
  }

  static func id(of bytes: [UInt8]) -> String {
    Hex.encode(Digest.hmacSHA256(key: bytes, Array("scholion master key id".utf8)).prefix(8))
  }

  /// Seals a secret for one place in the database.
  ///
  /// `row` names that place, `table|column|owner|keyid|version`: moved to another row, the value does not open.
  /// Form `v1.<master id>.<nonce>.<ciphertext and tag>`, base64url; AES-256-GCM (NIST SP 800-38D) under a key made
  /// from this one by HKDF-SHA256, a random nonce of 96 bits.
  package func seal(_ plaintext: [UInt8], row: String) throws(SignatureError) -> String {
    let nonce = try Random.bytes(12)
    var key = derivedKey()
    defer { wipe(&key) }
    let sealed = try SealedBox.seal(plaintext, key: key, nonce: nonce, authenticated: authenticated(row))
    return "v1.\(id).\(Base64.encodeURL(nonce)).\(Base64.encodeURL(sealed))"
  }

  /// Opens what `seal` made for the same row.
  ///
  /// Throws `sealMalformed`, `sealWrongMaster` with the id of the master key it needs, or `sealBroken`.
  package func open(_ sealed: String, row: String) throws(SignatureError) -> [UInt8] {
    let parts = sealed.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard sealed.utf8.count <= 65_536, parts.count == 4, ConstantTime.equal(parts[0], "v1"), parts[1].utf8.count == 16,
      let nonce = Base64.decodeURL(parts[2]), nonce.count == 12, let bytes = Base64.decodeURL(parts[3])
    else { throw .sealMalformed }
    guard ConstantTime.equal(parts[1], id) else { throw .sealWrongMaster(parts[1]) }
    var key = derivedKey()
    defer { wipe(&key) }
    return try SealedBox.open(bytes, key: key, nonce: nonce, authenticated: authenticated(row))
  }

  /// Seals the PKCS#8 bytes of a private key, and wipes the copy it made.
  package func seal(_ key: PrivateKey, row: String) throws(SignatureError) -> String {
    var der = key.der
    defer { wipe(&der) }
    return try seal(der, row: row)
  }

  /// Opens a private key that `seal` closed for the same row, and wipes the copy it made.
  ///
  /// Throws what `open` throws, or `badKey`.
  package func openKey(_ sealed: String, row: String) throws(SignatureError) -> PrivateKey {
    var der = try open(sealed, row: row)
    defer { wipe(&der) }
    return try PrivateKey(der: der)
  }

  /// A name for what a text says, 32 bytes: the same each time, and not to be found or undone without this key (HMAC-SHA256).
  package func lookup(_ text: String) -> [UInt8] {
    var key = derivedKey(for: "lookup")
    defer { wipe(&key) }
    return Digest.hmacSHA256(key: key, Array(text.utf8))
  }

  private func derivedKey() -> [UInt8] { derivedKey(for: "seal") }

  /// A key of 32 bytes for one other purpose, made from this one by HKDF-SHA256.
  package func derivedKey(for purpose: String) -> [UInt8] {
    var bytes = secret.copy()
    defer { wipe(&bytes) }
    return Digest.hkdfSHA256(secret: bytes, info: Array("scholion \(purpose) v1".utf8))
  }

  private func authenticated(_ row: String) -> [UInt8] { Array("v1.\(id)\n\(row)".utf8) }
}
