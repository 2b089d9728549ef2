import Testing

@testable import Signatures

@Suite struct DigestTests {
  struct KeyDerivations: Decodable {
    struct Case: Decodable {
      let name, secret, salt, info, output: String
      let length: Int
    }
    let cases: [Case]
  }

  @Test("SHA-256, SHA-512 and HMAC give the values of FIPS 180-4 and RFC 4231")
  func hashes() {
    #expect(
      Hex.encode(Digest.sha256("abc".bytes)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Hex.encode(Digest.sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      Hex.encode(Digest.sha512("abc".bytes))
        == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
    #expect(
      Hex.encode(Digest.hmacSHA256(key: "Jefe".bytes, "what do ya want for nothing?".bytes))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test("HKDF gives the outputs of RFC 5869 appendix A")
  func hkdf() throws {
    for vector in try Repository.vectors("rfc5869", as: KeyDerivations.self).cases {
      let output = Digest.hkdfSHA256(
        secret: try #require(Hex.decode(vector.secret)), salt: try #require(Hex.decode(vector.salt)),
        info: try #require(Hex.decode(vector.info)), length: vector.length)
      #expect(Hex.encode(output) == vector.output, "\(vector.name)")
    }
  }

  static let body = "Hello world".bytes
  static let hash = "ZOyIygCyaOW6GjVnihtTFtIS9PNmskdyMlNKiuyjfzw="
  static let other = "wFNeS+K3n/2TKRMFQ2v4iTFOSj+uwF7P/Lt98xrZ5Ro="

  @Test("The digest fields we send are those of the published examples")
  func written() {
    #expect(Digest.digestHeader(Self.body) == "SHA-256=\(Self.hash)")
    #expect(Digest.contentDigest(Self.body) == "sha-256=:\(Self.hash):")
    #expect(Digest.contentDigest([]) == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
  }

  @Test(
    "A Digest field is compared in any case, as a list and over several lines",
    arguments: [
      (["SHA-256=\(hash)"], nil), (["sha-256=\(hash)"], nil), (["Sha-256=\(hash)"], nil),
      (["MD5=rL0Y20zC+Fzt72VPzMSk2A==,SHA-256=\(hash)"], nil), (["SHA-256=\(hash), UNIXsum=30637"], nil),
      (["SHA-512=AAAA", "SHA-256=\(hash)"], nil), (["SHA-256=\(hash),SHA-256=\(hash)"], nil),
      (["SHA-256=\(other)"], .digestMismatch), (["SHA-256=\(hash),SHA-256=\(other)"], .digestMismatch),
      (["SHA-256=\(other)", "SHA-256=\(hash)"], .digestMismatch), (["SHA-512=AAAA"], .digestMalformed),
      ([], .digestMalformed), ([""], .digestMalformed), (["SHA-256"], .digestMalformed),
      (["SHA-256="], .digestMalformed), (["SHA-256=AAAA"], .digestMalformed), (["SHA-256=:\(hash):"], .digestMalformed),
      (["SHA-256=\(hash),"], .digestMalformed), (["=\(hash)"], .digestMalformed),
      (["SHA-256=\(hash.dropLast())"], .digestMalformed),
    ] as [([String], SignatureError?)])
  func digest(lines: [String], expected: SignatureError?) {
    #expect(failure { () throws(SignatureError) in try Digest.verifyDigest(lines, body: Self.body) } == expected)
  }

  @Test(
    "A Content-Digest field must be a dictionary with lower-case keys",
    arguments: [
      (["sha-256=:\(hash):"], nil), (["sha-256=:\(hash):;x=1"], nil), (["unixsum=:AAA=:, sha-256=:\(hash):"], nil),
      (["unixsum=:AAA=:", "sha-256=:\(hash):"], nil), (["sha-256=:\(other):"], .digestMismatch),
      (["sha-256=:\(hash):, sha-512=:AAA=:"], .digestMalformed), (["sha-256=\(hash)"], .digestMalformed),
      (["SHA-256=:\(hash):"], .digestMalformed), (["SHA-256=\(hash)"], .digestMalformed),
      (["sha-256=\"\(hash)\""], .digestMalformed), (["sha-256=:\(hash)"], .digestMalformed),
      (["sha-256=:\(hash):,"], .digestMalformed), (["sha-256"], .digestMalformed), ([], .digestMalformed),
      (["unixsum=:AAA=:"], .digestMalformed), (["sha-256=:AAAA:"], .digestMalformed),
      (["sha-256=:\(hash):, sha-256=:\(hash):"], .digestMalformed), (["sha-256=(:\(hash):)"], .digestMalformed),
    ] as [([String], SignatureError?)])
  func contentDigest(lines: [String], expected: SignatureError?) {
    #expect(
      failure { () throws(SignatureError) in try Digest.verifyContentDigest(lines, body: Self.body) } == expected)
  }

  @Test("Content-Digest is accepted by SHA-512 alone, and one wrong member of two spoils it")
  func longDigest() {
    let long = "sha-512=:\(Base64.encode(Digest.sha512(Self.body))):"
    #expect(throws: Never.self) { try Digest.verifyContentDigest([long], body: Self.body) }
    #expect(throws: SignatureError.digestMismatch) {
      try Digest.verifyContentDigest([long, "sha-256=:\(Self.other):"], body: Self.body)
    }
  }
}
