extension Digest {
  /// The value of a `Digest` field (RFC 3230) as every peer reads it: `SHA-256=` and padded base64.
  package static func digestHeader(_ body: [UInt8]) -> String { "SHA-256=" + Base64.encode(sha256(body)) }

  /// The value of a `Content-Digest` field (RFC 9530): `sha-256=:base64:`.
  package static func contentDigest(_ body: [UInt8]) -> String { "sha-256=:" + Base64.encode(sha256(body)) + ":" }

  /// Compares `Digest` field lines with a body.
  ///
  /// Algorithm names count in any case. Of a list, every SHA-256 member must be the body's and one must be there;
  /// other algorithms are passed over. Throws `digestMalformed` or `digestMismatch`.
  package static func verifyDigest(_ lines: [String], body: [UInt8]) throws(SignatureError) {
    let hash = sha256(body)
    var found = false
    for line in lines {
      for member in line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        let trimmed = Bytes.trimmed(Array(member))
        guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")), equals > trimmed.startIndex else {
          throw .digestMalformed
        }
        guard Bytes.lowered(trimmed[..<equals]) == Array("sha-256".utf8) else { continue }
        guard let value = Base64.decode(trimmed[(equals + 1)...]), value.count == hash.count else {
          throw .digestMalformed
        }
        guard ConstantTime.equal(value, hash) else { throw .digestMismatch }
        found = true
      }
    }
    guard found else { throw .digestMalformed }
  }

  /// Compares `Content-Digest` field lines with a body.
  ///
  /// The lines together must be a Dictionary of byte sequences (RFC 8941) with lower-case keys. Every sha-256 and
  /// sha-512 member must be the body's and one must be there. Throws `digestMalformed` or `digestMismatch`.
  package static func verifyContentDigest(_ lines: [String], body: [UInt8]) throws(SignatureError) {
    guard let members = StructuredField.dictionary(Bytes.joined(lines)) else { throw .digestMalformed }
    var found = false
    for member in members {
      guard case .item(.binary(let value)) = member.content else { throw .digestMalformed }
      let hash: [UInt8]
      switch member.key {
      case "sha-256": hash = sha256(body)
      case "sha-512": hash = sha512(body)
      default: continue
      }
      guard value.count == hash.count else { throw .digestMalformed }
      guard ConstantTime.equal(value, hash) else { throw .digestMismatch }
      found = true
    }
    guard found else { throw .digestMalformed }
  }
}
