/// One signature of a request, read and not yet believed.
///
/// `RequestVerifier.parse` makes it, `check` judges it without a key, `verify` with one.
package struct ParsedSignature: Sendable, Equatable {
  /// Which of the two dialects it is written in.
  package let dialect: SignatureDialect
  /// The id of the key, `keyId` or `keyid`: graphic ASCII, at most 2,048 bytes, so `==` on it is exact.
  package let keyID: String
  /// The algorithm it names in lower case, nil when it names none.
  package let algorithmName: String?
  /// What is signed, in order, lower case: `(request-target)`, `host`, `@method`, `content-digest`.
  package let components: [String]
  /// When it was made, seconds since 1970, if it says so.
  package let created: Int?
  /// When it ends, seconds since 1970, if it says so.
  package let expires: Int?
  /// The label of an RFC 9421 signature, empty for draft-cavage.
  package let label: String
  /// The signature itself: with the key id it names this one request, for a memory of replays.
  package let signature: [UInt8]
  /// The parts of the header that are signed exactly as they came.
  let raw: RawSignatureText
}

/// What must go into the signed text exactly as it came.
struct RawSignatureText: Sendable, Equatable {
  /// RFC 9421: the text of `Signature-Input` after `label=`.
  var parameters: [UInt8] = []
  /// draft-cavage: the digits of `created` and of `expires`.
  var created: [UInt8] = []
  var expires: [UInt8] = []
  /// The first component identifier that carries parameters (`;req`, `;sf`, `;name=`): none is accepted here.
  var parameterised: String?
}

/// The bounds within which a signature is taken for fresh, in seconds.
package struct VerificationPolicy: Sendable {
  /// How far Date or created may lie ahead of our clock.
  package var futureSkew: Int
  /// How far Date or created may lie behind our clock.
  package var maximumAge: Int
  /// The steps that are taken; all of them outside of tests that look at one.
  package var checks: SignatureChecks

  /// One hour ahead, one hour and five minutes behind: what peers use in practice (SWICG HTTP signature report).
  package init(futureSkew: Int = 3_600, maximumAge: Int = 3_900, checks: SignatureChecks = .all) {
    self.futureSkew = futureSkew
    self.maximumAge = maximumAge
    self.checks = checks
  }

  func accepts(_ time: Int, now: Int) -> Bool { time <= now + futureSkew && time >= now - maximumAge }
}
