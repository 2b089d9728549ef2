extension PublicKey {
  /// Multicodec prefixes as unsigned varints: ed25519-pub 0xED, rsa-pub 0x1205.
  private static let ed25519Prefix: [UInt8] = [0xED, 0x01]
  private static let rsaPrefix: [UInt8] = [0x85, 0x24]

  /// From `publicKeyMultibase` of a Multikey (FEP-521a): `z`, base58btc, a multicodec prefix.
  ///
  /// Throws `badKey`.
  package convenience init(multikey: String) throws(SignatureError) {
    guard multikey.utf8.first == UInt8(ascii: "z"), let bytes = Base58.decode(multikey.utf8.dropFirst()) else {
      throw .badKey(.notMultikey)
    }
    let material = Array(bytes.dropFirst(2))
    switch Array(bytes.prefix(2)) {
    case Self.ed25519Prefix where material.count == 32: try self.init(ed25519: material)
    case Self.rsaPrefix: try self.init(pkcs1: material, leastBits: Self.leastBits)
    default: throw .badKey(.notMultikey)
    }
  }

  /// The key as `publicKeyMultibase`: `z6Mk…` for Ed25519, `z4MX…` for RSA-2048.
  package var multikey: String {
    let prefix = algorithm == .rsa ? Self.rsaPrefix : Self.ed25519Prefix
    // At most 4096 bits, so never over the limit of Base58.
    return "z" + (Base58.encode(prefix + material) ?? "")
  }
}
