/// What a signature must cover to count (federation.md 1.1, 1.2).
enum SignatureCoverage {
  /// Throws `notCovering` with the first part that is not signed.
  static func check(
    _ signature: ParsedSignature, _ request: SignableRequest, _ checks: SignatureChecks
  ) throws(SignatureError) {
    for rule in rules(signature, request) where checks.contains(rule.check) && !rule.holds { throw .notCovering(rule.part) }
  }

  /// One thing that must be signed.
  private struct Rule {
    let check: SignatureChecks
    /// What is named when it is not.
    let part: String
    let holds: Bool
  }

  private static func rules(_ signature: ParsedSignature, _ request: SignableRequest) -> [Rule] {
    let covered = Set(signature.components)
    switch signature.dialect {
    case .cavage:
      let hasCreated = covered.contains("(created)") && signature.created != nil
      return [
        Rule(check: .coversTarget, part: "(request-target)", holds: covered.contains("(request-target)")),
        Rule(check: .coversHost, part: "host", holds: covered.contains("host")),
        Rule(check: .coversTime, part: "date", holds: covered.contains("date") || hasCreated),
        Rule(check: .coversDigest, part: "digest", holds: covered.contains("digest") || !request.needsDigest),
      ]
    case .rfc9421:
      let hasURI = covered.contains("@target-uri")
      let hasTarget = hasURI || covered.contains("@request-target")
      let hasQuery = hasTarget || request.query == nil || covered.contains("@query")
      return [
        Rule(check: .coversTime, part: "created", holds: signature.created != nil),
        Rule(check: .coversTarget, part: "@method", holds: covered.contains("@method")),
        Rule(check: .coversHost, part: "@target-uri", holds: hasURI || covered.contains("@authority")),
        Rule(check: .coversTarget, part: "@target-uri", holds: hasTarget || covered.contains("@path")),
        Rule(check: .coversTarget, part: "@query", holds: hasQuery),
        Rule(
          check: .coversDigest, part: "content-digest", holds: covered.contains("content-digest") || !request.needsDigest),
      ]
    }
  }
}
