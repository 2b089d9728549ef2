import Domain
import Foundation
import JSON
import Outbox
import Signatures
import TestSupport
import Testing

@Suite("A second opinion on documents")
struct DocumentTests {
  private let key: OpinionKey

  init() throws { key = try OpinionKey("ed25519-1") }

  private func question(_ ask: String, _ document: [UInt8], key: String = "") -> Opinion.Question {
    Opinion.Question(ask: ask, body: Data(document).base64EncodedString(), key: key, keyID: OpinionKey.id)
  }

  /// Our own judgement of a proof, as FEP-8b32 has it.
  private func holds(_ bytes: [UInt8], _ key: PublicKey) throws -> Bool {
    guard var document = try JSONValue(parsing: bytes).object, var options = document["proof"]?.object else { return false }
    document["proof"] = nil
    guard let value = options["proofValue"]?.string else { return false }
    options["proofValue"] = nil
    let hash = ObjectProof.hashData(
      canonicalProofOptions: try JSONValue.object(options).canonicalBytes(),
      canonicalDocument: try JSONValue.object(document).canonicalBytes())
    return ObjectProof.verify(value, hashData: hash, key: key)
  }

  @Test("The proofs of what the house publishes are verified by others, and refused once a byte is another")
  func ours() async throws {
    let bodies = try await published()
    #expect(!bodies.isEmpty)
    var cases: [(isGood: Bool, question: Opinion.Question)] = []
    for body in bodies {
      cases.append((true, question("verify proof", body, key: key.published)))
      cases.append((false, question("verify proof", body, key: try OpinionKey("ed25519-2").published)))
      for changed in try flipped(body) { cases.append((false, question("verify proof", changed, key: key.published))) }
    }
    for (one, answer) in zip(cases, try await Opinion.on(cases.map(\.question))) {
      #expect((answer.refusal == nil && answer.text != nil) == one.isGood, "\(answer.refusal ?? "verified")")
    }
  }

  @Test("A proof that others make is verified by us, and refused once a byte is another")
  func theirs() async throws {
    let documents = try await published().map { body in
      guard var document = try JSONValue(parsing: body).object else { return body }
      document["proof"] = nil
      return JSONValue.object(document).serialized()
    }
    for answer in try await Opinion.on(documents.map { question("sign proof", $0, key: key.secret) }) {
      let body = Array(try #require(answer.text, "\(answer.refusal ?? "")").utf8)
      #expect(try holds(body, key.key.publicKey))
      #expect(try !holds(body, OpinionKey("ed25519-2").key.publicKey))
      for changed in try flipped(body) { #expect(try !holds(changed, key.key.publicKey)) }
    }
  }

  @Test("Canonical bytes are those that others make")
  func canonical() async throws {
    let documents = [
      #"{"b":[1,-0.0,1e21,0.1,333333333.33333329,4.50,2e-3,1E-7,9007199254740993],"a":{"":null,"é":true,"\u00e9x":false}}"#,
      #"{"\ud83d\ude02":1,"\ufb33":2,"€":3,"1":4,"\r":5,"\u0080":6,"ö":7,"text":"\u0007\b\t\n\f\r\"\\\/\u007f\u2028<>&"}"#,
      #"{"@context":["https://www.w3.org/ns/activitystreams",{"paper":"https://w3id.org/scholion/ns#paper"}],"type":"Note"}"#,
    ].map { Array($0.utf8) }
    for (document, answer) in zip(documents, try await Opinion.on(documents.map { question("canonical", $0) })) {
      let theirs = try #require(answer.text.flatMap { Data(base64Encoded: $0) }, "\(answer.refusal ?? "")")
      let ours = try JSONValue(parsing: document).canonicalBytes()
      #expect(String(decoding: ours, as: UTF8.self) == String(decoding: theirs, as: UTF8.self))
    }
  }

  /// Activities of the house that carry a proof, as they are sent.
  private func published() async throws -> [[UInt8]] {
    var bodies: [[UInt8]] = []
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let draft = SummaryDraft(
        title: "Attention, briefly", tldr: "Prüfung π \u{2028} \u{1F602}", body: "It *drops* $x^2$ at 0.1.", language: "en")
      _ = try await house.publisher.publish(draft, of: house.paper(), by: ada)
      bodies = try await house.activities().map(\.body).filter { try JSONValue(parsing: $0).object?["proof"] != nil }
    }
    return bodies
  }

  /// The document with one letter changed: of what it says, of the proof's options, of the proof itself.
  private func flipped(_ body: [UInt8]) throws -> [[UInt8]] {
    try [#""published":"20"#, #""type":"Artic"#, #""to":["http"#, "assertionMeth", #""created":"20"#, #""proofValue":"z"#].map {
      mark in
      let pattern = Array(mark.utf8)
      let places = body.indices.dropLast(pattern.count).filter { body[$0...].starts(with: pattern) }
      var changed = body
      changed[try #require(places.last, "\(mark) in \(String(decoding: body, as: UTF8.self))") + pattern.count + 1] ^= 1
      _ = try JSONValue(parsing: changed)
      return changed
    }
  }
}
