/// The steps of judging a signature, by name, so that a test can show what each of them holds.
///
/// A server judges by all of them. Only a debug build, as tests are, knows a smaller set: in a release build every value is the
/// whole (`Documentation/decisions/checks.md`).
package struct SignatureChecks: OptionSet, Sendable {
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
  package static let all = SignatureChecks(rawValue: .max)
  /// The algorithm is one that is accepted here, and the key's.
  package static let algorithm = SignatureChecks(rawValue: 1 << 0)
  /// The method and the whole target are covered.
  package static let coversTarget = SignatureChecks(rawValue: 1 << 1)
  /// The host is covered.
  package static let coversHost = SignatureChecks(rawValue: 1 << 2)
  /// A time is covered.
  package static let coversTime = SignatureChecks(rawValue: 1 << 3)
  /// A digest of the body is covered.
  package static let coversDigest = SignatureChecks(rawValue: 1 << 4)
  /// The time lies in the window.
  package static let window = SignatureChecks(rawValue: 1 << 5)
  /// A signed end has not passed.
  package static let expiry = SignatureChecks(rawValue: 1 << 6)
  /// `Host` is ours.
  package static let host = SignatureChecks(rawValue: 1 << 7)
  /// The digest is that of the body.
  package static let digest = SignatureChecks(rawValue: 1 << 8)
  /// The signature is the key's.
  package static let signature = SignatureChecks(rawValue: 1 << 9)
}
