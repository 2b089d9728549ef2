import Testing

@testable import Signatures

@Suite struct PeerShapeTests {
  let rsa: PrivateKey
  let ed25519: PrivateKey

  init() throws {
    rsa = try Repository.privateKey("rsa-1")
    ed25519 = try Repository.privateKey("ed25519-1")
  }

  static let id = "https://peer.example/users/bob#main-key"

  private func expectValid(_ request: SignableRequest, key: PrivateKey, _ note: Comment) {
    #expect(judge(request, key: key.publicKey, now: PeerShape.now) == "valid", note)
  }

  @Test("draft-cavage requests in the shapes of known peers are accepted")
  func cavageShapes() throws {
    let id = Self.id
    let post = PeerShape()
    expectValid(
      try post.cavage("host date digest (request-target)", key: rsa) {
        "keyId=\"\(id)\",algorithm=\"rsa-sha256\",headers=\"host date digest (request-target)\",signature=\"\($0)\""
      }, key: rsa, "Mastodon, request target last")
    expectValid(
      try post.cavage("(request-target) host date digest", key: rsa) {
        "keyId=\"https://gts.example/users/bob/main-key\",algorithm=\"hs2019\","
          + "headers=\"(request-target) host date digest\",signature=\"\($0)\""
      }, key: rsa, "GoToSocial, hs2019 and a path as key id")
    expectValid(
      try post.cavage("(request-target) host date digest", key: rsa) {
        "keyId=\"https://books.example/user/bob/#main-key\",algorithm=\"rsa-sha256\","
          + "headers=\"(request-target) host date digest\",signature=\"\($0)\""
      }, key: rsa, "BookWyrm, a slash before the fragment")
    expectValid(
      try post.cavage("(request-target) content-type date digest host", key: rsa) {
        "keyId=\"\(id)\",algorithm=\"hs2019\",headers=\"(request-target) content-type date digest host\",signature=\"\($0)\""
      }, key: rsa, "Lemmy, with Content-Type")
    expectValid(
      try post.cavage(
        "(request-target) (created) (expires) host digest", key: rsa, created: "\(PeerShape.now)",
        expires: "\(PeerShape.now + 300)"
      ) {
        "keyId=\"\(id)\", algorithm=\"hs2019\", created=\(PeerShape.now), expires=\(PeerShape.now + 300),"
          + " headers=\"(request-target) (created) (expires) host digest\", signature=\"\($0)\""
      }, key: rsa, "hs2019 with created and expires, blanks after commas")
    expectValid(
      try post.cavage("(request-target) (created) host digest", key: ed25519, created: "\(PeerShape.now)") {
        "signature=\"\($0)\",headers=\"(request-target) (created) host digest\",created=\"\(PeerShape.now)\",keyId=\"\(id)\""
      }, key: ed25519, "Ed25519, no algorithm, created in quotes, another order")
    expectValid(
      try post.cavage("(request-target) host date digest", key: rsa) {
        "KeyID = \"\(id)\" ,\theaders=\"(Request-Target) Host  Date Digest\" , signature=\"\($0)\" "
      }, key: rsa, "blanks everywhere, names in other case")
  }

  @Test("The query string may be signed or left out")
  func queries() throws {
    var shape = PeerShape(method: "GET", target: "/users/ada?page=1", body: [])
    let header = { (signature: String) in
      "keyId=\"\(Self.id)\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"\(signature)\""
    }
    expectValid(try shape.cavage("(request-target) host date", key: rsa, header: header), key: rsa, "signed")
    shape.signedTarget = "/users/ada"
    expectValid(try shape.cavage("(request-target) host date", key: rsa, header: header), key: rsa, "left out")
    shape.signedTarget = "/users/ada?page=2"
    let other = try shape.cavage("(request-target) host date", key: rsa, header: header)
    #expect(judge(other, key: rsa.publicKey, now: PeerShape.now) == "signature_wrong")
  }

  @Test("RFC 9421 requests in the shapes of known peers are accepted")
  func messageShapes() throws {
    let post = PeerShape()
    let time = "created=\(PeerShape.now);keyid=\"\(Self.id)\""
    expectValid(
      try post.message("(\"@method\" \"@target-uri\" \"content-digest\")", ";\(time)", key: rsa), key: rsa, "Mastodon")
    expectValid(
      try post.message(
        "(\"@method\" \"@target-uri\" \"@authority\" \"host\" \"date\" \"content-digest\")",
        ";alg=\"rsa-v1_5-sha256\";keyid=\"\(Self.id)\";created=\(PeerShape.now)", key: rsa), key: rsa, "Fedify")
    expectValid(
      try post.message(
        "(\"@method\" \"@authority\" \"@path\" \"content-digest\")",
        ";\(time);expires=\(PeerShape.now + 60);nonce=\"n\";tag=\"x\"", key: ed25519, label: "a-b_c.1*"),
      key: ed25519, "parts of the URI, another label, more parameters")
    expectValid(
      try post.message("(\"content-digest\" \"@request-target\" \"@authority\" \"@method\" \"@scheme\")", ";\(time)", key: rsa),
      key: rsa, "request target")
    let get = PeerShape(method: "GET", target: "/users/ada?page=1", body: [])
    expectValid(
      try get.message("(\"@method\" \"@authority\" \"@path\" \"@query\")", ";\(time)", key: rsa), key: rsa, "query")
  }

  @Test("The text of Signature-Input is signed as received, blanks and order included")
  func rawInput() throws {
    let post = PeerShape()
    let request = try post.message(
      "(\"@method\" \"@target-uri\" \"content-digest\")", "; created=\(PeerShape.now);  keyid=\"\(Self.id)\"", key: rsa)
    expectValid(request, key: rsa, "blanks after semicolons")
  }

  @Test("Of several labels each is judged by itself, also across several lines")
  func severalLabels() throws {
    let good = try PeerShape().message(
      "(\"@method\" \"@target-uri\" \"content-digest\")", ";created=\(PeerShape.now);keyid=\"\(Self.id)\"", key: rsa)
    var request = good
    request.fields.append(
      (
        "signature-input",
        "other=(\"@method\");created=1;keyid=\"https://x.example/#k\";alg=\"ecdsa-p256-sha256\", none=();created=2"
      ))
    request.fields.append(("signature", "none=:AAAA:, other=:AAAA:"))
    let parsed = try RequestVerifier.parse(request)
    #expect(parsed.map(\.label) == ["sig1", "other"])
    #expect(judge(request, key: rsa.publicKey, now: PeerShape.now) == "valid")
    let other = try #require(parsed.last)
    #expect(throws: SignatureError.unsupportedAlgorithm("ecdsa-p256-sha256")) {
      try RequestVerifier.check(other, request: request, now: PeerShape.now)
    }
  }

  @Test("A request may carry both kinds, and both are found")
  func bothKinds() throws {
    let message = try PeerShape().message(
      "(\"@method\" \"@target-uri\" \"content-digest\")", ";created=\(PeerShape.now);keyid=\"\(Self.id)\"", key: rsa)
    var request = try PeerShape().cavage("(request-target) host date digest", key: ed25519) {
      "keyId=\"https://peer.example/#ed\",headers=\"(request-target) host date digest\",signature=\"\($0)\""
    }
    request.fields += message.fields.suffix(2)
    let parsed = try RequestVerifier.parse(request)
    #expect(parsed.map(\.dialect) == [.cavage, .rfc9421])
    for (signature, key) in zip(parsed, [ed25519, rsa]) {
      try RequestVerifier.check(signature, request: request, now: PeerShape.now)
      #expect(RequestVerifier.verify(signature, request: request, key: key.publicKey))
    }
    #expect(!RequestVerifier.verify(parsed[0], request: request, key: rsa.publicKey))
  }

  @Test(
    "What we sign is accepted here, in both dialects, with both key types, with and without a body",
    arguments: [SignatureDialect.cavage, .rfc9421])
  func own(dialect: SignatureDialect) throws {
    for key in [rsa, ed25519] {
      for body in [PeerShape.body, nil] {
        let method = body == nil ? "GET" : "POST"
        let fields = try RequestSigner(keyID: Self.id, key: key).fields(
          method: method, target: "/users/ada/inbox", authority: PeerShape.host, scheme: "https", body: body,
          date: PeerShape.now, dialect: dialect)
        let request = SignableRequest(
          method: method, target: "/users/ada/inbox", scheme: "https", authority: PeerShape.host,
          fields: [("Host", PeerShape.host)] + fields, body: body ?? [])
        expectValid(request, key: key, "\(dialect) \(key.algorithm) \(method)")
      }
    }
  }

  @Test("The draft-cavage fields we send are those the strictest peers read")
  func emitted() throws {
    let fields = try RequestSigner(keyID: Self.id, key: rsa).fields(
      method: "POST", target: "/inbox", authority: PeerShape.host, scheme: "https", body: PeerShape.body,
      date: PeerShape.now, dialect: .cavage)
    #expect(fields.map(\.name) == ["Date", "Digest", "Signature"])
    #expect(fields[0].value == "Fri, 20 Nov 2026 10:00:00 GMT")
    #expect(fields[1].value == "SHA-256=" + Base64.encode(Digest.sha256(PeerShape.body)))
    let text =
      "(request-target): post /inbox\nhost: papers.example\ndate: \(fields[0].value)\ndigest: \(fields[1].value)"
    let expected =
      "keyId=\"\(Self.id)\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest\",signature=\""
      + Base64.encode(try rsa.sign(text.bytes)) + "\""
    #expect(fields[2].value == expected)
  }

  @Test("The RFC 9421 fields we send are those of Mastodon's own fallback")
  func emittedMessage() throws {
    let fields = try RequestSigner(keyID: Self.id, key: rsa).fields(
      method: "POST", target: "/inbox", authority: PeerShape.host, scheme: "https", body: PeerShape.body,
      date: PeerShape.now, dialect: .rfc9421)
    #expect(fields.map(\.name) == ["Content-Digest", "Signature-Input", "Signature"])
    let expected =
      "sig1=(\"@method\" \"@target-uri\" \"content-digest\");created=1795168800;keyid=\"\(Self.id)\";alg=\"rsa-v1_5-sha256\""
    #expect(fields[1].value == expected)
  }

  @Test("Nothing that could break a header line is signed")
  func unsafeParts() {
    let parts: [(String, String)] = [
      ("a\r\nb", "/inbox"), ("", "/inbox"), ("a\"b", "/inbox"), (Self.id, "/in box"), (Self.id, "/\u{E9}"), (Self.id, ""),
    ]
    for (id, target) in parts {
      for dialect in [SignatureDialect.cavage, .rfc9421] {
        let refusal = failure { () throws(SignatureError) in
          try RequestSigner(keyID: id, key: rsa).fields(
            method: "GET", target: target, authority: PeerShape.host, scheme: "https", body: nil, date: 0, dialect: dialect)
        }
        #expect(refusal?.name == "signature_malformed")
      }
    }
  }
}
