import Testing

@testable import Signatures

@Suite struct TamperingTests {
  let key: PrivateKey

  init() throws { key = try Repository.privateKey("rsa-1") }

  static let id = "https://peer.example/users/bob#main-key"
  static let full = "(request-target) host date digest"
  static let now = PeerShape.now

  private func cavage(_ components: String = full, _ shape: PeerShape = PeerShape(), extra: String = "") throws -> SignableRequest
  {
    try shape.cavage(components, key: key, created: "\(Self.now)", expires: "\(Self.now + 9)") {
      "keyId=\"\(Self.id)\",\(extra)headers=\"\(components)\",signature=\"\($0)\""
    }
  }

  private func message(
    _ list: String = "(\"@method\" \"@target-uri\" \"content-digest\")", _ parameters: String? = nil,
    _ shape: PeerShape = PeerShape()
  ) throws -> SignableRequest {
    try shape.message(list, parameters ?? ";created=\(Self.now);keyid=\"\(Self.id)\"", key: key)
  }

  private func refusal(_ request: SignableRequest, now: Int = now) -> SignatureError? {
    failure { () throws(SignatureError) in
      for signature in try RequestVerifier.parse(request) {
        try RequestVerifier.check(signature, request: request, now: now)
        guard RequestVerifier.verify(signature, request: request, key: key.publicKey) else { throw .wrongSignature }
      }
    }
  }

  private func replacing(_ request: SignableRequest, _ name: String, _ value: String?) -> SignableRequest {
    var changed = request
    changed.fields.removeAll { $0.name == name }
    if let value { changed.fields.append((name, value)) }
    return changed
  }

  @Test("Each part a draft-cavage signature must cover is missed when it is dropped")
  func cavageCoverage() throws {
    #expect(refusal(try cavage()) == nil)
    for (components, missing) in [
      ("host date digest", "(request-target)"), ("(request-target) date digest", "host"),
      ("(request-target) host digest", "date"), ("(request-target) host date", "digest"), ("date", "(request-target)"),
    ] { #expect(refusal(try cavage(components)) == .notCovering(missing)) }
    let get = PeerShape(method: "GET", body: [])
    #expect(refusal(try cavage("(request-target) host date", get)) == nil)
    #expect(refusal(try cavage("(request-target) date", get)) == .notCovering("host"))
    #expect(refusal(try cavage("(request-target) host date", PeerShape(method: "GET"))) == .notCovering("digest"))
    #expect(refusal(try cavage("(request-target) host date", PeerShape(method: "DELETE", body: []))) == .notCovering("digest"))
  }

  @Test("Each part an RFC 9421 signature must cover is missed when it is dropped")
  func messageCoverage() throws {
    #expect(refusal(try message()) == nil)
    for (list, missing) in [
      ("(\"@target-uri\" \"content-digest\")", "@method"), ("(\"@method\" \"content-digest\")", "@target-uri"),
      ("(\"@method\" \"@target-uri\")", "content-digest"), ("()", "@method"),
      ("(\"@method\" \"@authority\" \"content-digest\")", "@target-uri"),
      ("(\"@method\" \"@path\" \"content-digest\")", "@target-uri"),
      ("(\"@method\" \"@target-uri\" \"digest\")", "content-digest"),
    ] { #expect(refusal(try message(list)) == .notCovering(missing)) }
    let query = PeerShape(target: "/inbox?x=1")
    #expect(
      refusal(try message("(\"@method\" \"@authority\" \"@path\" \"content-digest\")", nil, query)) == .notCovering("@query"))
    #expect(
      refusal(try message("(\"@method\" \"@target-uri\" \"content-digest\")", ";keyid=\"\(Self.id)\"")) == .notCovering("created")
    )
  }

  @Test("Each signed part that is changed on the way is noticed, draft-cavage")
  func cavageChanges() throws {
    let good = try cavage()
    var changed = good
    changed.method = "PUT"
    #expect(refusal(changed) == .wrongSignature)
    changed = good
    changed.target = "/users/eve/inbox"
    #expect(refusal(changed) == .wrongSignature)
    changed = good
    changed.target += "?x"
    #expect(refusal(changed) == nil, "a query is let through, since some peers do not sign it")
    changed = good
    changed.body.append(32)
    #expect(refusal(changed) == .digestMismatch)
    changed.fields = replacing(changed, "Digest", Digest.digestHeader(changed.body)).fields
    #expect(refusal(changed) == .wrongSignature)
    #expect(refusal(replacing(good, "Date", HTTPDate.text(Self.now + 1))) == .wrongSignature)
    #expect(refusal(replacing(good, "Date", nil)) == .fieldMissing("date"))
    #expect(refusal(replacing(good, "Date", "yesterday")) == .malformed("date"))
    #expect(refusal(replacing(good, "Digest", nil)) == .fieldMissing("digest"))
    #expect(refusal(replacing(good, "Host", nil)) == .wrongHost)
    #expect(refusal(replacing(good, "Host", "other.example")) == .wrongHost)
    #expect(refusal(replacing(good, "Host", "papers.example:8443")) == .wrongHost)
    #expect(refusal(replacing(good, "Host", "PAPERS.example")) == .wrongSignature, "ours, but not what was signed")
    changed = good
    changed.fields.append(("HOST", "papers.example"))
    #expect(refusal(changed) == .wrongHost)
    changed = good
    changed.fields.append(("digest", Digest.digestHeader(PeerShape.body)))
    #expect(refusal(changed) == .wrongSignature)
    changed = good
    changed.fields.append(("digest", Digest.digestHeader([])))
    #expect(refusal(changed) == .digestMismatch)
    changed = good
    changed.authority = "another.example"
    #expect(refusal(changed) == .wrongHost)
  }

  @Test("Each signed part that is changed on the way is noticed, RFC 9421")
  func messageChanges() throws {
    let good = try message()
    for change in [
      { $0.method = "PUT" }, { $0.target = "/users/eve/inbox" }, { $0.target += "?x" }, { $0.scheme = "http" },
    ] as [(inout SignableRequest) -> Void] {
      var changed = good
      change(&changed)
      #expect(refusal(changed) == .wrongSignature)
    }
    var changed = good
    changed.body.append(32)
    #expect(refusal(changed) == .digestMismatch)
    #expect(refusal(replacing(good, "Content-Digest", nil)) == .fieldMissing("content-digest"))
    #expect(refusal(replacing(good, "Content-Digest", "SHA-256=AAAA")) == .digestMalformed)
    #expect(refusal(replacing(good, "Host", "other.example")) == .wrongHost)
    let input = try #require(good.fields.first { $0.name == "Signature-Input" }).value
    #expect(refusal(replacing(good, "Signature-Input", input + ";nonce=\"x\"")) == .wrongSignature)
    #expect(refusal(replacing(good, "Signature-Input", input.replacing(" \"", with: "  \""))) == .wrongSignature)
    #expect(refusal(replacing(good, "Signature-Input", input.replacing("sig1", with: "sig2"))) == .malformed("signature"))
  }

  @Test(
    "The window is one hour ahead and one hour and five minutes behind",
    arguments: [(3_900, nil), (3_901, .outsideWindow), (-3_600, nil), (-3_601, .outsideWindow), (0, nil)]
      as [(Int, SignatureError?)])
  func window(age: Int, expected: SignatureError?) throws {
    #expect(refusal(try cavage(), now: Self.now + age) == expected)
    #expect(refusal(try message(), now: Self.now + age) == expected)
    #expect(
      refusal(try cavage("(request-target) host (created) digest", extra: "created=\(Self.now),"), now: Self.now + age)
        == expected)
  }

  @Test("A signed end is honoured, an unsigned one says nothing")
  func expiry() throws {
    let list = "(\"@method\" \"@target-uri\" \"content-digest\")"
    let time = ";created=\(Self.now);keyid=\"\(Self.id)\";expires="
    #expect(refusal(try message(list, time + "\(Self.now)")) == nil)
    #expect(refusal(try message(list, time + "\(Self.now - 1)")) == .outsideWindow)
    let signed = try cavage(Self.full + " (expires)", extra: "expires=\(Self.now + 9),")
    #expect(refusal(signed) == nil)
    #expect(refusal(signed, now: Self.now + 10) == .outsideWindow)
    #expect(refusal(try cavage(extra: "expires=1,created=1,")) == nil)
  }

  @Test("Created and expires belong to hs2019, and to a parameter of that name")
  func createdRules() throws {
    let components = "(request-target) host (created) digest"
    #expect(refusal(try cavage(components, extra: "algorithm=\"hs2019\",created=\(Self.now),")) == nil)
    #expect(
      refusal(try cavage(components, extra: "algorithm=\"rsa-sha256\",created=\(Self.now),"))
        == .unsupportedAlgorithm("rsa-sha256"))
    #expect(refusal(try cavage(components)) == .notCovering("date"))
    #expect(refusal(try cavage(Self.full + " (expires)")) == .fieldMissing("(expires)"))
    #expect(refusal(try cavage(components, extra: "created=\(Self.now + 1),")) == .wrongSignature)
    #expect(refusal(try cavage(components, extra: "created=1.5,")) == .malformed("created"))
  }

  @Test("Algorithms that are not spoken here are refused, and none may be passed off as another")
  func algorithms() throws {
    for name in ["rsa-sha1", "rsa-sha512", "hmac-sha256", "ecdsa-sha256", "none", "rsa-v1_5-sha256"] {
      #expect(refusal(try cavage(extra: "algorithm=\"\(name)\",")) == .unsupportedAlgorithm(name))
    }
    let list = "(\"@method\" \"@target-uri\" \"content-digest\")"
    for name in ["rsa-pss-sha512", "ecdsa-p256-sha256", "hmac-sha256", "rsa-sha256", "hs2019"] {
      #expect(
        refusal(try message(list, ";created=\(Self.now);keyid=\"\(Self.id)\";alg=\"\(name)\"")) == .unsupportedAlgorithm(name))
    }
    #expect(refusal(try cavage(extra: "algorithm=\"ed25519\",")) == .wrongSignature)
    #expect(refusal(try message(list, ";created=\(Self.now);keyid=\"\(Self.id)\";alg=\"ed25519\"")) == .wrongSignature)
  }

  @Test("Components and component parameters that are not known are refused by name")
  func components() throws {
    for (list, name) in [
      ("\"@query-param\";name=\"x\"", "@query-param"), ("\"content-type\";sf", "content-type"), ("\"@method\";req", "@method"),
      ("\"@status\"", "@status"), ("\"Content-Type\"", "Content-Type"), ("\"@x\"", "@x"), ("\"\"", ""), ("\"a b\"", "a b"),
    ] {
      let request = try message()
      let input = "sig1=(\"@method\" \"@target-uri\" \"content-digest\" \(list));created=\(Self.now);keyid=\"\(Self.id)\""
      let expected: SignatureError = name == "@method" ? .unknownComponent("@method") : .unknownComponent(name)
      #expect(refusal(replacing(request, "Signature-Input", input)) == expected)
    }
    #expect(refusal(try message("(\"@method\" \"@target-uri\" \"content-digest\" \"x-absent\")")) == .fieldMissing("x-absent"))
  }

  @Test("A line break inside a signed value cannot smuggle in a line")
  func smuggling() throws {
    for name in ["Date", "Content-Type"] {
      let request = try cavage(Self.full + " content-type")
      #expect(refusal(replacing(request, name, "x\r\nhost: papers.example")) == .fieldMissing(name.lowercased()))
    }
  }

  @Test("No signature at all is missing, not malformed")
  func missing() { #expect(refusal(PeerShape().request()) == .missing) }

  @Test(
    "Signature fields that cannot be read are malformed",
    arguments: [
      "", " ", "x", "keyId", "keyId=", "keyId=\"a", "keyId=\"a\"", "keyId=\"a\",", "keyId=\"a\",,signature=\"AAAA\"",
      "keyId=\"\",signature=\"AAAA\"", "keyId=\"a b\",signature=\"AAAA\"", "keyId=\"a\",signature=\"\"",
      "keyId=\"a\",signature=\"A\"", "keyId=\"a\",signature=\"AA AA\"", "keyId=\"\u{E9}\",signature=\"AAAA\"",
      "keyId=\"a\",keyId=\"b\",signature=\"AAAA\"", "keyId=\"a\",KEYID=\"b\",signature=\"AAAA\"",
      "keyId=\"a\",signature=\"AAAA\",headers=\"\"", "keyId=\"a\",signature=\"AAAA\",headers=\"date date\"",
      "keyId=\"a\",signature=\"AAAA\",headers=\"date Date\"", "keyId=\"a\",signature=\"AAAA\",created=x",
      "keyId=\"a\",signature=\"AAAA\",created=\"-1\"", "keyId=\"a\",signature=\"AAAA\",created=99999999999999999999",
      "keyId=\"a\",signature=\"AAAA\",expires=1.", "keyId=\"a\",signature=\"AAAA\",expires=1.2.3",
      "keyId=\"a\",signature=\"AAAA\",algorithm=\"rsa sha\"", "keyId=\"a\",signature=\"AAAA\",algorithm=\"\"",
      "keyId=\"a\";signature=\"AAAA\"", "keyId=\"a\\", "sig1=:AAAA:", "keyId=\"a\",signature=\"AAAA\",headers=\"d\u{E9}te\"",
      "keyId=\"" + String(repeating: "a", count: 2_049) + "\",signature=\"AAAA\"",
      "keyId=\"a\",signature=\"AAAA\",headers=\"" + (0..<33).map { "h\($0)" }.joined(separator: " ") + "\"",
      "keyId=\"a\",signature=\"AAAA\",headers=\"" + String(repeating: "\u{316}\u{301}", count: 2_000) + "\"",
    ])
  func malformedCavage(value: String) {
    #expect(refusal(PeerShape().request([("Signature", value)]))?.name == "signature_malformed")
  }

  @Test("Two draft-cavage signatures on one request are refused, whichever is right")
  func twoCavage() throws {
    var request = try cavage()
    request.fields.append(("signature", "keyId=\"a\",signature=\"AAAA\""))
    #expect(refusal(request) == .malformed("signature"))
  }

  @Test(
    "Signature-Input and Signature that cannot be read together are malformed",
    arguments: [
      ("", "sig1=:AAAA:"), ("sig1", "sig1=:AAAA:"), ("sig1=()", "sig1=:AAAA:"), ("sig1=1;keyid=\"a\"", "sig1=:AAAA:"),
      ("sig1=();keyid=a", "sig1=:AAAA:"), ("sig1=();keyid=\"\"", "sig1=:AAAA:"), ("sig1=();keyid=\"a b\"", "sig1=:AAAA:"),
      ("sig1=();keyid=\"a\"", ""), ("sig1=();keyid=\"a\"", "sig2=:AAAA:"), ("sig1=();keyid=\"a\"", "sig1=\"AAAA\""),
      ("sig1=();keyid=\"a\"", "sig1=:AAA:"), ("sig1=();keyid=\"a\"", "sig1=::"),
      ("sig1=();keyid=\"a\"", "sig1=:AAAA:, sig2=:AAAA:"),
      ("sig1=();keyid=\"a\", sig1=();keyid=\"b\"", "sig1=:AAAA:"), ("sig1=();keyid=\"a\";keyid=\"b\"", "sig1=:AAAA:"),
      ("sig1=(date);keyid=\"a\"", "sig1=:AAAA:"), ("sig1=(\"date\"\"host\");keyid=\"a\"", "sig1=:AAAA:"),
      ("sig1=(\"date\" \"date\");keyid=\"a\"", "sig1=:AAAA:"), ("sig1=(\"date\";keyid=\"a\"", "sig1=:AAAA:"),
      ("sig1=();created=\"1\";keyid=\"a\"", "sig1=:AAAA:"), ("sig1=();created=1.5;keyid=\"a\"", "sig1=:AAAA:"),
      ("sig1=();created=9999999999999999;keyid=\"a\"", "sig1=:AAAA:"), ("Sig1=();keyid=\"a\"", "Sig1=:AAAA:"),
      ("sig1=();keyid=\"a\",", "sig1=:AAAA:"), ("sig1=();keyid=\"\u{E9}\"", "sig1=:AAAA:"),
      ("sig1=();alg=rsa;keyid=\"a\"", "sig1=:AAAA:"),
      (
        "a=();keyid=\"a\",b=();keyid=\"a\",c=();keyid=\"a\",d=();keyid=\"a\",e=();keyid=\"a\"",
        "a=:AAAA:,b=:AAAA:,c=:AAAA:,d=:AAAA:,e=:AAAA:"
      ),
    ])
  func malformedMessage(input: String, signature: String) {
    let request = PeerShape().request([("Signature-Input", input), ("Signature", signature)])
    #expect(refusal(request)?.name == "signature_malformed")
  }

  @Test("Any byte of any signature field may be cut or changed and nothing worse than a refusal happens")
  func noise() throws {
    for good in [try cavage(), try message()] {
      for name in ["Signature", "Signature-Input", "Date", "Digest", "Content-Digest", "Host"] {
        guard let value = good.fields.first(where: { $0.name == name })?.value else { continue }
        let bytes = Array(value.utf8)
        for place in bytes.indices {
          _ = refusal(replacing(good, name, String(decoding: bytes[..<place], as: UTF8.self)))
          var changed = bytes
          changed[place] = UInt8(ascii: "\"")
          _ = failure { () throws(SignatureError) in
            try RequestVerifier.parse(replacing(good, name, String(decoding: changed, as: UTF8.self)))
          }
        }
        #expect(refusal(replacing(good, name, String(value.dropLast()))) != nil || !covers(good, name))
      }
    }
  }

  private func covers(_ request: SignableRequest, _ name: String) -> Bool {
    let signature = try? RequestVerifier.parse(request).first
    return name.hasPrefix("Signature") || name == "Host" || signature?.components.contains(name.lowercased()) == true
  }

  @Test("Random text in every field and every reader ends in a refusal", arguments: [UInt64(1), 2, 3])
  func random(seed: UInt64) throws {
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "sig1", "=", "(", ")", "\"", ":", ";", ",", " ", "\\", "keyid", "keyId=", "created", "9", "-", ".", "?1", "AAAA",
      "@method", "headers=", "signature=", "\"date\"", "\r\n", "\u{301}", "SHA-256=", "sha-256=:", "-----BEGIN ", "-----",
    ]
    for _ in 0..<400 {
      let texts = (0..<3).map { _ in (0..<next(14)).map { _ in pieces[next(pieces.count)] }.joined() }
      let request = PeerShape().request([("Signature", texts[0]), ("Signature-Input", texts[1]), ("Date", texts[2])])
      #expect(refusal(request) != nil)
      #expect(throws: SignatureError.self) { try PublicKey(pem: texts[0]) }
      #expect(throws: SignatureError.self) { try PublicKey(multikey: texts[1]) }
      #expect(throws: SignatureError.self) { try PublicKey(spki: texts[2].bytes + [0x30, UInt8(next(256))]) }
      #expect(throws: SignatureError.self) { try Digest.verifyDigest([texts[0]], body: []) }
      #expect(throws: SignatureError.self) { try Digest.verifyContentDigest([texts[1]], body: []) }
    }
  }
}
