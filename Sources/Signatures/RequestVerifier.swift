/// Judges the signatures of a received request in three steps, so that the caller can fetch the key in between.
///
/// `parse` says who claims to have signed; `check` everything that can be judged without a key; `verify` the rest.
/// A request counts as signed only when `check` did not throw and `verify` was true for the same signature.
package enum RequestVerifier {
  /// All signatures the request carries: the draft-cavage one, then those of RFC 9421 by label.
  ///
  /// A `Signature` line with a `keyId` is draft-cavage, of which there may be one; other lines belong to
  /// `Signature-Input`. Throws `missing` or `malformed`.
  package static func parse(_ request: SignableRequest) throws(SignatureError) -> [ParsedSignature] {
    let inputs = request.lines("signature-input")
    var cavage: [ParsedSignature] = []
    var messages: [String] = []
    for line in request.lines("signature") {
      if let parameters = CavageSignature.parameters(Array(line.utf8)), parameters["keyid"] != nil {
        guard cavage.isEmpty else { throw .malformed("signature") }
        cavage.append(try CavageSignature.parse(parameters))
      } else {
        messages.append(line)
      }
    }
    if inputs.isEmpty && messages.isEmpty {
      guard !cavage.isEmpty else { throw .missing }
      return cavage
    }
    guard !inputs.isEmpty else { throw .malformed("signature") }
    return cavage + (try MessageSignature.parse(inputs: inputs, signatures: messages))
  }

  /// Everything that can be judged without the key, in this order: algorithm, covered parts, window, Host, digest.
  ///
  /// `now` is seconds since 1970. Rules: federation.md 1.1 and 1.2. Throws the first rule broken.
  package static func check(
    _ signature: ParsedSignature, request: SignableRequest, now: Int, policy: VerificationPolicy = .init()
  ) throws(SignatureError) {
    if policy.checks.contains(.algorithm) { try checkAlgorithm(signature) }
    try SignatureCoverage.check(signature, request, policy.checks)
    try checkWindow(signature, request, now: now, policy)
    if policy.checks.contains(.host) { try checkHost(request) }
    // Also proves that every covered part is there.
    _ = try signedText(signature, request)
    if policy.checks.contains(.digest) { try checkDigests(signature, request) }
  }

  /// True when the signature is this key's over this request.
  ///
  /// draft-cavage is tried with the query string and then without it, since several peers sign the path only.
  package static func verify(
    _ signature: ParsedSignature, request: SignableRequest, key: PublicKey, policy: VerificationPolicy = .init()
  ) -> Bool {
    guard policy.checks.contains(.signature) else { return true }
    guard accepts(signature.algorithmName, key.algorithm) || !policy.checks.contains(.algorithm),
      let text = try? signedText(signature, request)
    else { return false }
    if key.verify(signature.signature, over: text) { return true }
    guard signature.dialect == .cavage, request.query != nil,
      let bare = try? CavageSignature.signingString(signature, request, withQuery: false)
    else { return false }
    return key.verify(signature.signature, over: bare)
  }

  /// The signed text of a signature over a request.
  static func signedText(_ signature: ParsedSignature, _ request: SignableRequest) throws(SignatureError) -> [UInt8] {
    switch signature.dialect {
    case .cavage: try CavageSignature.signingString(signature, request)
    case .rfc9421: try MessageSignature.signatureBase(signature, request)
    }
  }

  private static func accepts(_ name: String?, _ algorithm: KeyAlgorithm) -> Bool {
    switch name {
    case nil, "hs2019": true
    case "rsa-sha256", "rsa-v1_5-sha256": algorithm == .rsa
    case "ed25519": algorithm == .ed25519
    default: false
    }
  }

  private static func checkAlgorithm(_ signature: ParsedSignature) throws(SignatureError) {
    guard let name = signature.algorithmName else { return }
    let known = signature.dialect == .cavage ? ["rsa-sha256", "hs2019", "ed25519"] : ["rsa-v1_5-sha256", "ed25519"]
    guard known.contains(name) else { throw .unsupportedAlgorithm(name) }
    // Section 2.3 of the draft: the two pseudo-headers belong to hs2019 alone.
    let pseudo = ["(created)", "(expires)"]
    guard name == "hs2019" || signature.dialect == .rfc9421 || !signature.components.contains(where: pseudo.contains)
    else { throw .unsupportedAlgorithm(name) }
  }

  private static func checkWindow(
    _ signature: ParsedSignature, _ request: SignableRequest, now: Int, _ policy: VerificationPolicy
  ) throws(SignatureError) {
    let isMessage = signature.dialect == .rfc9421
    // In draft-cavage only what is listed is signed; an unsigned created or expires says nothing.
    if let created = signature.created, isMessage || signature.components.contains("(created)") {
      guard policy.accepts(created, now: now) || !policy.checks.contains(.window) else { throw .outsideWindow }
    }
    if let expires = signature.expires, isMessage || signature.components.contains("(expires)") {
      guard expires >= now || !policy.checks.contains(.expiry) else { throw .outsideWindow }
    }
    if signature.components.contains("date") {
      guard let line = request.value("date") else { throw .fieldMissing("date") }
      guard let date = HTTPDate.seconds(line) else { throw .malformed("date") }
      guard policy.accepts(date, now: now) || !policy.checks.contains(.window) else { throw .outsideWindow }
    }
  }

  /// Host must be ours, not only signed: else a request meant for another server could be played to this one.
  private static func checkHost(_ request: SignableRequest) throws(SignatureError) {
    let lines = request.lines("host")
    guard let line = lines.first, lines.count == 1 else { throw .wrongHost }
    let host = Bytes.lowered(Bytes.trimmed(Array(line.utf8)))
    let ours = Bytes.lowered(request.authority.utf8)
    let defaultPort = request.scheme.utf8.elementsEqual("https".utf8) ? ":443" : ":80"
    guard host == ours || host == ours + Array(defaultPort.utf8) else { throw .wrongHost }
  }

  private static func checkDigests(_ signature: ParsedSignature, _ request: SignableRequest) throws(SignatureError) {
    if signature.components.contains("digest") {
      try Digest.verifyDigest(request.lines("digest"), body: request.body)
    }
    if signature.components.contains("content-digest") {
      try Digest.verifyContentDigest(request.lines("content-digest"), body: request.body)
    }
  }
}
