import Testing

@testable import Signatures

@Suite struct KeyTests {
  struct Signings: Decodable {
    struct Case: Decodable {
      let name, seed, publicKey, message, signature: String
    }
    let cases: [Case]
  }

  struct Multikeys: Decodable {
    let ed25519Hex, ed25519Multikey, rsaPKCS1Hex, rsaMultikey: String
  }

  @Test("Ed25519 signs as RFC 8032 section 7.1 does")
  func ed25519() throws {
    for vector in try Repository.vectors("rfc8032", as: Signings.self).cases {
      let key = try PrivateKey(ed25519Seed: #require(Hex.decode(vector.seed)))
      let message = try #require(Hex.decode(vector.message))
      let signature = try key.sign(message)
      #expect(Hex.encode(signature) == vector.signature, "\(vector.name)")
      #expect(Hex.encode(key.publicKey.material) == vector.publicKey)
      #expect(key.publicKey.verify(signature, over: message))
      #expect(!key.publicKey.verify(signature, over: message + [0]))
    }
  }

  @Test("Multikeys are those of FEP-521a, read and written")
  func multikeys() throws {
    let vector = try Repository.vectors("fep-521a", as: Multikeys.self)
    let small = try PublicKey(ed25519: #require(Hex.decode(vector.ed25519Hex)))
    #expect(small.multikey == vector.ed25519Multikey)
    #expect(try PublicKey(multikey: vector.ed25519Multikey) == small)
    let large = try PublicKey(pkcs1: #require(Hex.decode(vector.rsaPKCS1Hex)), leastBits: 2_048)
    #expect(large.multikey == vector.rsaMultikey)
    #expect(try PublicKey(multikey: vector.rsaMultikey) == large)
    #expect(large != small)
  }

  @Test(
    "A Multikey of another kind, length or alphabet is refused",
    arguments: [
      "", "z", "6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do",
      "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "u7QEub8zjZwHceRSI4NCxdFzB4zpMHJ_MQcY700Pbvglw5g",
      "z0OIl", "z" + String(repeating: "z", count: 900),
    ])
  func wrongMultikeys(text: String) {
    #expect(throws: SignatureError.badKey(.notMultikey)) { try PublicKey(multikey: text) }
  }

  @Test("Keys go through PEM and DER and stay the same", arguments: ["rsa-1", "rsa-2", "ed25519-1", "ed25519-2"])
  func forms(name: String) throws {
    let key = try Repository.privateKey(name)
    let published = try Repository.text("keys/test/\(name).pub.pem")
    #expect(key.publicKey.pem == published)
    #expect(try PublicKey(pem: published) == key.publicKey)
    #expect(try PublicKey(pem: published.replacing("\n", with: "\r\n")) == key.publicKey)
    #expect(try PublicKey(spki: key.publicKey.spki) == key.publicKey)
    let again = try PrivateKey(der: key.der)
    #expect(again.publicKey == key.publicKey)
    #expect(key.publicKey.verify(try again.sign("ahoy".bytes), over: "ahoy".bytes))
    #expect(key.publicKey.isPublished)
  }

  @Test("PKCS#1 is read under either label")
  func pkcs1() throws {
    let key = try Repository.privateKey("rsa-1").publicKey
    #expect(try PublicKey(pem: PEM.encode(key.material, label: "RSA PUBLIC KEY")) == key)
    #expect(try PublicKey(pem: PEM.encode(key.material, label: "PUBLIC KEY")) == key)
    #expect(try PublicKey(pem: PEM.encode(key.spki, label: "RSA PUBLIC KEY")) == key)
  }

  @Test("New keys are of the promised size, differ, and sign")
  func generation() throws {
    let rsa = try PrivateKey.generateRSA()
    #expect(rsa.algorithm == .rsa)
    #expect(try rsa.sign([]).count == 256)
    #expect(!rsa.publicKey.isPublished)
    let one = try PrivateKey.generateEd25519()
    let two = try PrivateKey.generateEd25519()
    #expect(one.publicKey != two.publicKey)
    #expect(one.publicKey.multikey.hasPrefix("z6Mk"))
    #expect(one.publicKey.verify(try one.sign([1]), over: [1]))
    #expect(!two.publicKey.verify(try one.sign([1]), over: [1]))
  }

  static func rsa(_ modulus: [UInt8], _ exponent: [UInt8] = [1, 0, 1]) -> String {
    PEM.encode(
      DER.element(DER.sequence, DER.positiveInteger(modulus) + DER.positiveInteger(exponent)), label: "RSA PUBLIC KEY")
  }

  static func modulus(bits: Int, last: UInt8 = 0xF1) -> [UInt8] {
    [0xC3] + [UInt8](repeating: 0x5A, count: bits / 8 - 2) + [last]
  }

  @Test(
    "RSA keys that are weak or costly are refused",
    arguments: [
      (rsa(modulus(bits: 512)), .modulusSize), (rsa(modulus(bits: 1_024)), .modulusSize),
      (rsa([0x7F] + modulus(bits: 2_048).dropFirst()), .modulusSize), (rsa(modulus(bits: 4_104)), .modulusSize),
      (rsa(modulus(bits: 16_384)), .modulusSize), (rsa(modulus(bits: 2_048, last: 0xF0)), .modulusEven),
      (rsa(modulus(bits: 2_048), [1, 0, 0]), .exponent), (rsa(modulus(bits: 2_048), [1]), .exponent),
      (rsa(modulus(bits: 2_048), [2]), .exponent), (rsa(modulus(bits: 2_048), [0]), .exponent),
      (rsa(modulus(bits: 2_048), [1, 0, 0, 0, 1]), .exponent), (rsa(modulus(bits: 2_048), modulus(bits: 2_048)), .exponent),
    ] as [(String, KeyFault)])
  func weakKeys(pem: String, fault: KeyFault) {
    #expect(throws: SignatureError.badKey(fault)) { try PublicKey(pem: pem) }
  }

  @Test("RSA keys at both ends of the accepted range are read")
  func rangeEnds() throws {
    for bits in [2_048, 3_072, 4_096] { #expect(try PublicKey(pem: Self.rsa(Self.modulus(bits: bits))).algorithm == .rsa) }
    #expect(throws: Never.self) { try PublicKey(pem: Self.rsa(Self.modulus(bits: 2_048), [3])) }
    #expect(throws: Never.self) { try PublicKey(pem: Self.rsa(Self.modulus(bits: 2_048), [0xFF, 0xFF, 0xFF, 0xFF])) }
  }

  @Test("A key cut short at any byte, or with a byte more, is refused")
  func truncation() throws {
    for name in ["rsa-1", "ed25519-1"] {
      let spki = try Repository.privateKey(name).publicKey.spki
      for length in 0..<spki.count { #expect(throws: SignatureError.self) { try PublicKey(spki: Array(spki.prefix(length))) } }
      #expect(throws: SignatureError.badKey(.notDER)) { try PublicKey(spki: spki + [0]) }
    }
  }

  @Test("Text that is no key is refused")
  func noKeys() throws {
    let curve =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
      + "qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="
    #expect(throws: SignatureError.badKey(.algorithm)) {
      try PublicKey(pem: "-----BEGIN PUBLIC KEY-----\n\(curve)\n-----END PUBLIC KEY-----\n")
    }
    for text in [
      "", "key", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", try Repository.text("keys/test/rsa-1.pem"),
      String(repeating: "-----BEGIN ", count: 1_000),
    ] {
      #expect(throws: SignatureError.badKey(.notPEM)) { try PublicKey(pem: text) }
    }
    for text in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
      #expect(throws: SignatureError.self) { try PrivateKey(pem: text) }
    }
    #expect(throws: SignatureError.badKey(.notDER)) { try PrivateKey(der: []) }
  }

  @Test("Wrong signatures are false and leave no trace for the next one", arguments: ["rsa-1", "ed25519-1"])
  func wrongSignatures(name: String) throws {
    let key = try Repository.privateKey(name)
    let message = "a paper".bytes
    let good = try key.sign(message)
    var flipped = good
    flipped[good.count / 2] ^= 1
    for wrong in [
      [], [0], Array(good.dropLast()), good + [0], flipped, [UInt8](repeating: 0, count: good.count),
      [UInt8](repeating: 0xFF, count: good.count),
    ] {
      #expect(!key.publicKey.verify(wrong, over: message))
      #expect(key.publicKey.verify(good, over: message))
    }
    let stranger = try Repository.privateKey(name == "rsa-1" ? "rsa-2" : "ed25519-2")
    #expect(!stranger.publicKey.verify(good, over: message))
  }

  @Test("One key verifies on many threads at once")
  func concurrency() async throws {
    let key = try Repository.privateKey("rsa-1")
    let signature = try key.sign("together".bytes)
    let right = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<200 { group.addTask { key.publicKey.verify(signature, over: "together".bytes) } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(right == 200)
  }
}
