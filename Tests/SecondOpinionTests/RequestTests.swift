import Foundation
import Signatures
import Testing

@Suite("A second opinion on requests")
struct RequestTests {
  private let rsa: OpinionKey
  private let ed25519: OpinionKey
  private let now = Int(Date().timeIntervalSince1970)

  init() throws {
    rsa = try OpinionKey("rsa-1")
    ed25519 = try OpinionKey("ed25519-1")
  }

  private func signed(_ letter: SignedLetter, _ key: OpinionKey, _ dialect: SignatureDialect) throws -> SignedLetter {
    var letter = letter
    letter.fields = try RequestSigner(keyID: OpinionKey.id, key: key.key).fields(
      method: letter.method, target: letter.target, authority: letter.authority, scheme: "https",
      body: letter.body.isEmpty ? nil : letter.body, date: now, dialect: dialect)
    return letter
  }

  /// Our own judgement: nil when all is well.
  private func refusal(_ letter: SignedLetter, _ key: PublicKey) -> String? {
    do throws(SignatureError) {
      let signatures = try RequestVerifier.parse(letter.request)
      guard !signatures.isEmpty else { return "no signature" }
      for signature in signatures {
        try RequestVerifier.check(signature, request: letter.request, now: now)
        guard signature.keyID == OpinionKey.id else { return "another key" }
        guard RequestVerifier.verify(signature, request: letter.request, key: key) else { return "wrong" }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static let covered = ["date", "digest", "content-digest"]

  @Test("What we sign is verified by others in both dialects, and refused by them once any signed byte is another")
  func ours() async throws {
    var cases: [(what: String, isGood: Bool, question: Opinion.Question)] = []
    for letter in [SignedLetter.post, .get] {
      for (key, dialect, ask) in [
        (rsa, SignatureDialect.cavage, "verify cavage"), (rsa, .rfc9421, "verify message"),
        (ed25519, .rfc9421, "verify message"),
      ] {
        var letter = letter
        // apsig's draft-cavage leaves the query out of what is signed; nothing we sign that way has one.
        if dialect == .rfc9421 { letter.target += "?page=2&x=%C3%BC" }
        let good = try signed(letter, key, dialect)
        let name = "\(dialect) \(key.name) \(letter.method)"
        cases.append((name, true, good.question(ask, key)))
        for (what, changed) in good.flipped(covering: Self.covered) {
          // Host is no part of RFC 9421's base but by the URI, which changes with it.
          cases.append(("\(name), \(what) flipped", false, changed.question(ask, key)))
        }
        let stranger = try OpinionKey(key.name == "rsa-1" ? "rsa-2" : "ed25519-2")
        cases.append(("\(name), another key", false, good.question(ask, stranger)))
      }
    }
    for (one, answer) in zip(cases, try await Opinion.on(cases.map(\.question))) {
      #expect((answer.text == OpinionKey.id) == one.isGood, "\(one.what): \(answer.refusal ?? "verified")")
      #expect((answer.refusal == nil) == one.isGood, "\(one.what): \(answer.refusal ?? "verified")")
    }
    #expect(cases.count { !$0.isGood } >= 45)
  }

  @Test("What others sign is verified by us in both dialects, and refused once any signed byte is another")
  func theirs() async throws {
    let date = DateFormatter()
    date.locale = Locale(identifier: "en_US_POSIX")
    date.timeZone = TimeZone(identifier: "GMT")
    date.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    var asked: [(letter: SignedLetter, key: OpinionKey, ask: String)] = []
    for letter in [SignedLetter.post, .get] {
      var letter = letter
      letter.fields = [("Date", date.string(from: Date(timeIntervalSince1970: TimeInterval(now))))]
      asked.append((letter, rsa, "sign cavage"))
      if letter.body.isEmpty { asked.append((letter, rsa, "sign message with apsig")) }
      letter.target += "?page=2&x=%C3%BC"
      asked += [rsa, ed25519].map { (letter, $0, "sign message") }
    }
    var flips = 0
    for (one, answer) in zip(asked, try await Opinion.on(asked.map { $0.letter.question($0.ask, $0.key, signing: true) })) {
      let name = "\(one.ask) \(one.key.name) \(one.letter.method)"
      let headers = try #require(answer.headers, "\(name): \(answer.refusal ?? "")")
      var letter = one.letter
      letter.fields = headers.sorted { $0.key < $1.key }.filter { !["host", "authorization"].contains($0.key.lowercased()) }
        .map { ($0.key, $0.value) }
      let isCavage = one.ask == "sign cavage"
      #expect(refusal(letter, one.key.key.publicKey) == nil, "\(name): \(headers)")
      // RFC 9421 of http-message-signatures does not cover the date.
      let covered = one.ask == "sign message" ? ["content-digest"] : isCavage ? ["date", "digest"] : ["date"]
      for (what, changed) in letter.flipped(covering: covered) {
        flips += 1
        #expect(refusal(changed, one.key.key.publicKey) != nil, "\(name), \(what) flipped")
      }
      #expect(refusal(letter, try OpinionKey(one.key.name == "rsa-1" ? "rsa-2" : "ed25519-2").key.publicKey) != nil, "\(name)")
    }
    #expect(flips >= 45)
  }

  @Test("Digests are what others make of the same bytes, and hold for no other bytes")
  func digests() async throws {
    let bodies = ["{}", "Prüfung π\n", String(repeating: "a", count: 100_000)].map { Array($0.utf8) }
    let answers = try await Opinion.on(
      bodies.map { Opinion.Question(ask: "digests", body: Data($0).base64EncodedString()) })
    for (body, answer) in zip(bodies, answers) {
      let headers = try #require(answer.headers)
      let (digest, content) = (try #require(headers["Digest"]), try #require(headers["Content-Digest"]))
      #expect(Digest.digestHeader(body) == digest)
      #expect(Digest.contentDigest(body) == content)
      try Digest.verifyDigest([digest], body: body)
      try Digest.verifyContentDigest([content], body: body)
      var other = body
      other[other.count / 2] ^= 1
      #expect(throws: SignatureError.self) { try Digest.verifyDigest([digest], body: other) }
      #expect(throws: SignatureError.self) { try Digest.verifyContentDigest([content], body: other) }
    }
  }

  @Test("Without the Python environment the failure says what to do")
  func missing() async throws {
    await #expect {
      try await Opinion.on([], python: Opinion.root.appending(path: ".build-nothing/python"))
    } throws: {
      "\($0)".contains("run make opinion")
    }
  }
}
