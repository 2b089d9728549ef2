import Actors
import JSON
import Signatures
import Testing

@testable import Inbox

/// Each step of the verifier left out, one at a time: the corpus has to notice.
@Suite("Hostile peers: every check holds something") struct CheckTests {
  /// A step of the verifier by the name that the corpus calls it.
  struct Step: Sendable, CustomTestStringConvertible {
    let name: String
    let checks: VerifierChecks
    var testDescription: String { name }
  }

  private static let signatureSteps: [(String, SignatureChecks)] = [
    ("algorithm", .algorithm), ("coversTarget", .coversTarget), ("coversHost", .coversHost), ("coversTime", .coversTime),
    ("coversDigest", .coversDigest), ("window", .window), ("expiry", .expiry), ("host", .host), ("digest", .digest),
    ("signature", .signature),
  ]
  private static let trustSteps: [(String, TrustChecks)] = [
    ("postedType", .postedType), ("idHost", .idHost), ("blocked", .blocked), ("ownKey", .ownKey),
    ("signerIsActor", .signerIsActor), ("keyHost", .keyHost), ("keySize", .keySize), ("fetchedType", .fetchedType),
    ("fetchedID", .fetchedID), ("redirects", .redirects), ("addresses", .addresses),
  ]
  static let steps: [Step] =
    signatureSteps.map { name, step in
      Step(name: "signature.\(name)", checks: VerifierChecks(signature: .all.subtracting(step)))
    }
    + trustSteps.map { name, step in Step(name: "trust.\(name)", checks: VerifierChecks(trust: .all.subtracting(step))) }

  private static let gates: [(String, JSONLimits)] = [
    ("json.depth", JSONLimits(depth: 128)), ("json.keysPerObject", JSONLimits(keysPerObject: 100_000)),
    ("json.keyBytes", JSONLimits(keyBytes: 1 << 20)), ("json.itemsPerArray", JSONLimits(itemsPerArray: 1 << 20)),
    ("json.nodes", JSONLimits(nodes: 1 << 20)), ("json.combiningRun", JSONLimits(combiningRun: 1_000)),
    ("json.foreignKeyBytes", JSONLimits(foreignKeyBytes: 1 << 20)),
  ]

  @Test("Without one step of the verifier, some case of the corpus fails", arguments: steps)
  func without(_ step: Step) async throws {
    let lines = Corpus.cases.filter { $0.check == step.name }.prefix(6)
    try #require(!lines.isEmpty)
    try await HostileScene.use(checks: step.checks) { scene in
      let runner = try await CaseRunner(scene: scene, cast: try await Cast.enter(scene))
      var failures = 0
      for line in lines {
        let outcome = try await runner.play(line)
        if outcome.verdict != line.verdict || !outcome.faults.isEmpty { failures += 1 }
      }
      #expect(failures > 0)
    }
  }

  @Test("Without one limit of the byte-level gate, some case of the corpus gets past it", arguments: gates.map(\.0))
  func gate(_ name: String) throws {
    let limits = try #require(Self.gates.first { $0.0 == name }?.1)
    let texts = Corpus.cases.filter { $0.check == name }.compactMap { line in
      line.fields["text"]?.string.map { Placeholders.filled($0, [:]) }
    }
    #expect(texts.allSatisfy { (try? JSONValue(parsing: $0)) == nil })
    #expect(texts.contains { (try? JSONValue(parsing: $0, limits: limits)) != nil })
  }

  @Test("The corpus names no check that is none")
  func names() {
    let known = Set(Self.steps.map(\.name) + Self.gates.map(\.0))
    #expect(Set(Corpus.cases.compactMap(\.check)) == known)
  }

  @Test("Whatever is judged is judged by everything unless a test says otherwise")
  func wholes() {
    #expect(VerifierChecks().signature == .all && VerifierChecks().trust == .all)
    #expect(VerificationPolicy().checks == .all)
    for (_, step) in Self.signatureSteps { #expect(SignatureChecks.all.contains(step)) }
    for (_, step) in Self.trustSteps { #expect(TrustChecks.all.contains(step)) }
  }
}
