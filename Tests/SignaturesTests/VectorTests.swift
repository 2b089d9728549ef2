import Testing

@testable import Signatures

@Suite struct RequestVectorTests {
  struct Draft: Decodable {
    struct Case: Decodable {
      let name, signingString, signature: String
    }
    let publicKeyPem: String
    let request: RequestVector
    let cases: [Case]
  }

  struct Messages: Decodable {
    struct Case: Decodable {
      let name, label, input, base: String
      let hmac, key, signature: String?
    }
    let keys: [String: String]
    let ed25519PrivateKeyPem, sharedSecret: String
    let request, proxyRequest: RequestVector
    let cases: [Case]
    let proxyCase: Case
  }

  struct Mastodon: Decodable {
    struct Case: Decodable {
      let name, expect: String
      let request: RequestVector
    }
    let now: Int
    let publicKeyPem: String
    let cases: [Case]
  }

  @Test("The signed texts and signatures of draft-cavage-12 appendix C come out")
  func draft() throws {
    let vectors = try Repository.vectors("draft-cavage-12", as: Draft.self)
    // The draft's key has 1,024 bits: refused in earnest, let in here below the strength rule.
    #expect(throws: SignatureError.badKey(.modulusSize)) { try PublicKey(pem: vectors.publicKeyPem) }
    let spki = try #require(PEM.decode(vectors.publicKeyPem, suffix: "PUBLIC KEY"))
    let key = try PublicKey(pkcs1: Array(spki.dropFirst(22)), leastBits: 1_024)
    for vector in vectors.cases {
      let request = vectors.request.request(adding: [("Signature", vector.signature)])
      let signature = try #require(try RequestVerifier.parse(request).first)
      #expect(signature.keyID == "Test")
      let text = try RequestVerifier.signedText(signature, request)
      #expect(String(decoding: text, as: UTF8.self) == vector.signingString, "\(vector.name)")
      #expect(RequestVerifier.verify(signature, request: request, key: key), "\(vector.name)")
    }
  }

  @Test("The signature bases, HMAC and signatures of RFC 9421 come out")
  func messages() throws {
    let vectors = try Repository.vectors("rfc9421", as: Messages.self)
    for (vector, message) in vectors.cases.map({ ($0, vectors.request) }) + [(vectors.proxyCase, vectors.proxyRequest)] {
      let sent = vector.signature ?? "AAAA"
      let request = message.request(
        adding: [("Signature-Input", vector.input), ("Signature", "\(vector.label)=:\(sent):")])
      let signature = try #require(try RequestVerifier.parse(request).first)
      #expect(signature.label == vector.label)
      let base = try RequestVerifier.signedText(signature, request)
      #expect(String(decoding: base, as: UTF8.self) == vector.base, "\(vector.name)")
      if let code = vector.hmac {
        let secret = try #require(Base64.decode(vectors.sharedSecret))
        #expect(Base64.encode(Digest.hmacSHA256(key: secret, base)) == code)
      }
      if let name = vector.key {
        let key = try PublicKey(pem: #require(vectors.keys[name]))
        #expect(key.isPublished)
        #expect(RequestVerifier.verify(signature, request: request, key: key), "\(vector.name)")
      }
    }
    let key = try PrivateKey(pem: vectors.ed25519PrivateKeyPem)
    let vector = try #require(vectors.cases.first { $0.key == "ed25519" })
    #expect(Base64.encode(try key.sign(vector.base.bytes)) == vector.signature)
  }

  @Test("Signatures as Mastodon makes them get the expected answers")
  func mastodon() throws {
    let vectors = try Repository.vectors("mastodon", as: Mastodon.self)
    let key = try PublicKey(pem: vectors.publicKeyPem)
    for vector in vectors.cases {
      #expect(judge(vector.request.request(), key: key, now: vectors.now) == vector.expect, "\(vector.name)")
    }
  }
}

/// All three steps on the first signature of a request: `valid` or the name of the refusal.
func judge(_ request: SignableRequest, key: PublicKey, now: Int) -> String {
  let refusal = failure { () throws(SignatureError) in
    for signature in try RequestVerifier.parse(request).prefix(1) {
      try RequestVerifier.check(signature, request: request, now: now)
      guard RequestVerifier.verify(signature, request: request, key: key) else { throw .wrongSignature }
    }
  }
  return refusal?.name ?? "valid"
}
