/// Signs our outgoing requests in the shape every peer reads (federation.md 1.1 "emit", 1.2).
package struct RequestSigner: Sendable {
  /// The id by which a verifier finds the public key.
  package let keyID: String
  private let key: PrivateKey

  /// A signer for one key.
  ///
  /// The id should hold a `#`: Lemmy finds the actor before it.
  package init(keyID: String, key: PrivateKey) {
    self.keyID = keyID
    self.key = key
  }

  /// The header fields to add, in order.
  ///
  /// `Host` is not among them: the client sends it, and it must be `authority`.
  ///
  /// - target: path and query as they will stand in the request line.
  /// - body: nil for requests without one (GET); else its digest is added and signed.
  /// - date: seconds since 1970; sign anew for each attempt.
  /// Throws `malformed` when a part cannot stand in a header.
  package func fields(
    method: String, target: String, authority: String, scheme: String, body: [UInt8]?, date: Int,
    dialect: SignatureDialect
  ) throws(SignatureError) -> [(name: String, value: String)] {
    guard !keyID.isEmpty, Bytes.isGraphic(Array(keyID.utf8)), !keyID.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C })
    else { throw .malformed("keyid") }
    for (part, name) in [(method, "method"), (target, "target"), (authority, "authority"), (scheme, "scheme")] {
      guard !part.isEmpty, Bytes.isGraphic(Array(part.utf8)) else { throw .malformed(name) }
    }
    var request = SignableRequest(
      method: method, target: target, scheme: scheme, authority: authority, fields: [("host", authority)],
      body: body ?? [])
    switch dialect {
    case .cavage: return try cavage(&request, hasBody: body != nil, date: date)
    case .rfc9421: return try message(&request, hasBody: body != nil, date: date)
    }
  }

  private func cavage(
    _ request: inout SignableRequest, hasBody: Bool, date: Int
  ) throws(SignatureError) -> [(name: String, value: String)] {
    var added = [(name: "Date", value: HTTPDate.text(date))]
    if hasBody { added.append(("Digest", Digest.digestHeader(request.body))) }
    request.fields += added
    let components = ["(request-target)", "host", "date"] + (hasBody ? ["digest"] : [])
    let algorithm = key.algorithm == .rsa ? "rsa-sha256" : "hs2019"
    let unsigned = ParsedSignature(
      dialect: .cavage, keyID: keyID, algorithmName: algorithm, components: components, created: nil, expires: nil,
      label: "", signature: [], raw: RawSignatureText())
    let signature = try key.sign(CavageSignature.signingString(unsigned, request))
    // No blank after a comma: BookWyrm splits on commas and does not trim.
    let value =
      "keyId=\"\(keyID)\",algorithm=\"\(algorithm)\",headers=\"\(components.joined(separator: " "))\","
      + "signature=\"\(Base64.encode(signature))\""
    return added + [("Signature", value)]
  }

  private func message(
    _ request: inout SignableRequest, hasBody: Bool, date: Int
  ) throws(SignatureError) -> [(name: String, value: String)] {
    var added: [(name: String, value: String)] = []
    if hasBody { added.append(("Content-Digest", Digest.contentDigest(request.body))) }
    request.fields += added
    let components = ["@method", "@target-uri"] + (hasBody ? ["content-digest"] : [])
    let algorithm = key.algorithm == .rsa ? "rsa-v1_5-sha256" : "ed25519"
    let list = components.map { "\"\($0)\"" }.joined(separator: " ")
    let parameters = "(\(list));created=\(date);keyid=\"\(keyID)\";alg=\"\(algorithm)\""
    let unsigned = ParsedSignature(
      dialect: .rfc9421, keyID: keyID, algorithmName: algorithm, components: components, created: date, expires: nil,
      label: "sig1", signature: [], raw: RawSignatureText(parameters: Array(parameters.utf8)))
    let signature = try key.sign(MessageSignature.signatureBase(unsigned, request))
    return added + [("Signature-Input", "sig1=\(parameters)"), ("Signature", "sig1=:\(Base64.encode(signature)):")]
  }
}
