package import Signatures

/// The steps of judging who is behind what other servers say, by name, so that a test can show what each of them holds.
///
/// A server takes all of them. Only a debug build, as tests are, knows a smaller set: in a release build every value is the whole
/// (`Documentation/decisions/checks.md`).
package struct TrustChecks: OptionSet, Sendable {
  package let rawValue: UInt32

  /// A set; in a release build always the whole.
  package init(rawValue: UInt32) {
    #if DEBUG
      self.rawValue = rawValue
    #else
      self.rawValue = .max
    #endif
  }

  /// Every step.
  package static let all = TrustChecks(rawValue: .max)
  /// An inbox takes only media types of ActivityStreams.
  package static let postedType = TrustChecks(rawValue: 1 << 0)
  /// An activity's id is on its actor's host.
  package static let idHost = TrustChecks(rawValue: 1 << 1)
  /// The operator's blocks.
  package static let blocked = TrustChecks(rawValue: 1 << 2)
  /// A key of ours signs nothing that comes in.
  package static let ownKey = TrustChecks(rawValue: 1 << 3)
  /// Who did not sign an activity did not do it.
  package static let signerIsActor = TrustChecks(rawValue: 1 << 4)
  /// A key lies on its owner's host.
  package static let keyHost = TrustChecks(rawValue: 1 << 6)
  /// An RSA key has enough bits.
  package static let keySize = TrustChecks(rawValue: 1 << 7)
  /// What is fetched has a media type of ActivityStreams.
  package static let fetchedType = TrustChecks(rawValue: 1 << 8)
  /// What is fetched has the id it was fetched from.
  package static let fetchedID = TrustChecks(rawValue: 1 << 9)
  /// Documents are not fetched by way of other hosts.
  package static let redirects = TrustChecks(rawValue: 1 << 10)
  /// An actor's inbox is on the actor's own origin.
  package static let addresses = TrustChecks(rawValue: 1 << 11)
}

/// All steps of judging a request, those of the signature and those of its origin.
package struct VerifierChecks: Sendable {
  package var signature: SignatureChecks
  package var trust: TrustChecks

  /// All of them, unless a test leaves one out.
  package init(signature: SignatureChecks = .all, trust: TrustChecks = .all) {
    self.signature = signature
    self.trust = trust
  }
}
