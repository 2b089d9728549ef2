/// What a signature must cover to count (federation.md 1.1, 1.2).
enum SignatureCoverage {
  /// Throws `notCovering` with the first part that is not signed.
  static func check(_ signature: ParsedSignature, _ request: SignableRequest) throws(SignatureError) {
    let covered = Set(signature.components)
    switch signature.dialect {
    case .cavage:
      for part in ["(request-target)", "host"] where !covered.contains(part) { throw .notCovering(part) }
      let hasCreated = covered.contains("(created)") && signature.created != nil
      guard covered.contains("date") || hasCreated else { throw .notCovering("date") }
      guard covered.contains("digest") || !request.needsDigest else { throw .notCovering("digest") }
    case .rfc9421:
      guard signature.created != nil else { throw .notCovering("created") }
      guard covered.contains("@method") else { throw .notCovering("@method") }
      if !covered.contains("@target-uri") {
        guard covered.contains("@authority") else { throw .notCovering("@target-uri") }
        if !covered.contains("@request-target") {
          guard covered.contains("@path") else { throw .notCovering("@target-uri") }
          guard request.query == nil || covered.contains("@query") else { throw .notCovering("@query") }
        }
      }
      guard covered.contains("content-digest") || !request.needsDigest else { throw .notCovering("content-digest") }
    }
  }
}
