import Testing

@testable import Signatures

@Suite struct ProofTests {
  struct Proof: Decodable {
    let secretKeyMultibase, publicKeyMultibase, canonicalProofOptions, canonicalDocument, proofValue: String
  }

  @Test("An object proof is signed and verified as in FEP-8b32")
  func vector() throws {
    let vector = try Repository.vectors("fep-8b32", as: Proof.self)
    let data = ObjectProof.hashData(
      canonicalProofOptions: vector.canonicalProofOptions.bytes, canonicalDocument: vector.canonicalDocument.bytes)
    let secret = try #require(Base58.decode(vector.secretKeyMultibase.utf8.dropFirst()))
    let key = try PrivateKey(ed25519Seed: Array(secret.dropFirst(2)))
    #expect(try ObjectProof.sign(data, key: key) == vector.proofValue)
    let published = try PublicKey(multikey: vector.publicKeyMultibase)
    #expect(published == key.publicKey)
    #expect(ObjectProof.verify(vector.proofValue, hashData: data, key: published))
    let changed = ObjectProof.hashData(
      canonicalProofOptions: vector.canonicalProofOptions.bytes, canonicalDocument: vector.canonicalDocument.bytes + [32])
    #expect(!ObjectProof.verify(vector.proofValue, hashData: changed, key: published))
    for wrong in [
      "", "z", String(vector.proofValue.dropFirst()), vector.proofValue + "1", "z" + String(repeating: "2", count: 500),
    ] {
      #expect(!ObjectProof.verify(wrong, hashData: data, key: published))
    }
  }

  @Test("RSA keys neither make nor verify object proofs")
  func onlyEd25519() throws {
    let key = try Repository.privateKey("rsa-1")
    #expect(throws: SignatureError.badKey(.algorithm)) { try ObjectProof.sign([1], key: key) }
    #expect(!ObjectProof.verify("z11", hashData: [1], key: key.publicKey))
  }
}

@Suite struct PasswordTests {
  struct Hashes: Decodable {
    struct Case: Decodable {
      let password, salt, output: String
      let log2N, r, p: Int
    }
    let cases: [Case]
  }

  @Test("scrypt gives the outputs of RFC 7914 section 12")
  func vectors() throws {
    for vector in try Repository.vectors("rfc7914", as: Hashes.self).cases {
      let cost = PasswordHash.Cost(log2N: vector.log2N, r: vector.r, p: vector.p)
      let output = PasswordHash.scrypt(vector.password.bytes, salt: vector.salt.bytes, cost, length: 64)
      #expect(output.map { Hex.encode($0) } == vector.output)
    }
  }

  @Test("A password verifies against its hash, another does not, and two hashes of one differ")
  func roundTrip() throws {
    let hash = try PasswordHash.make("correct horse".bytes)
    #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
    #expect(PasswordHash.verify("correct horse".bytes, hash))
    #expect(!PasswordHash.verify("correct horsf".bytes, hash))
    #expect(try PasswordHash.make("correct horse".bytes) != hash)
    #expect(!PasswordHash.needsRehash(hash))
  }

  @Test("Hashes of another cost still verify and ask to be made anew")
  func otherCosts() throws {
    let salt = "sixteen byte salt".bytes
    let output = try #require(PasswordHash.scrypt("p".bytes, salt: salt, .init(log2N: 4, r: 2, p: 1), length: 32))
    let hash = "$scrypt$ln=4,r=2,p=1$\(Base64.encodeUnpadded(salt))$\(Base64.encodeUnpadded(output))"
    #expect(PasswordHash.verify("p".bytes, hash))
    #expect(PasswordHash.needsRehash(hash))
  }

  @Test(
    "A stored hash that cannot be read, or would cost too much, verifies nothing",
    arguments: [
      "", "$", "plain", "$scrypt$ln=15,r=8,p=3$AAAA$AAAA", "$argon2id$v=19$m=65536$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
      "$scrypt$ln=30,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "$scrypt$ln=15,r=99,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      "$scrypt$ln=-5,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
  func unreadable(hash: String) {
    #expect(!PasswordHash.verify("p".bytes, hash))
    #expect(PasswordHash.needsRehash(hash))
  }

  @Test("The decoy costs what a real hash costs and fits no password")
  func decoy() {
    #expect(!PasswordHash.needsRehash(PasswordHash.decoy))
    #expect(!PasswordHash.verify("password".bytes, PasswordHash.decoy))
  }

  @Test("Empty and too long passwords are refused, not cut")
  func limits() {
    #expect(throws: SignatureError.passwordMalformed) { try PasswordHash.make([]) }
    #expect(throws: SignatureError.passwordMalformed) {
      try PasswordHash.make([UInt8](repeating: 97, count: PasswordHash.longest + 1))
    }
  }
}
