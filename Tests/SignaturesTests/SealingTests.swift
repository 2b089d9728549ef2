import Foundation
import Testing

@testable import Signatures

@Suite struct SealingTests {
  static let row = "accounts|private_key|42|https://here.example/users/ada#main-key|1"

  @Test("A sealed secret opens in its own row, and never looks the same twice")
  func roundTrip() throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    for secret in [[], [7], try Repository.privateKey("rsa-1").der] {
      let sealed = try master.seal(secret, row: Self.row)
      #expect(sealed.hasPrefix("v1.\(master.id)."))
      #expect(try master.open(sealed, row: Self.row) == secret)
      #expect(try master.seal(secret, row: Self.row) != sealed)
    }
  }

  @Test("A sealed private key signs again once opened, and its bytes are not in what is stored")
  func sealedKeys() throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    for name in ["rsa-1", "ed25519-1"] {
      let key = try Repository.privateKey(name)
      let sealed = try master.seal(key, row: Self.row)
      let opened = try master.openKey(sealed, row: Self.row)
      #expect(key.publicKey.verify(try opened.sign("again".bytes), over: "again".bytes))
      #expect(!sealed.contains(Base64.encodeURL(key.der).prefix(24)))
    }
    let other = try master.seal("not a key".bytes, row: Self.row)
    #expect(throws: SignatureError.badKey(.notDER)) { try master.openKey(other, row: Self.row) }
  }

  @Test(
    "A sealed secret moved to any other row is refused",
    arguments: [
      "accounts|private_key|43|https://here.example/users/ada#main-key|1",
      "accounts|private_key|42|https://here.example/users/eve#main-key|1",
      "accounts|private_key|42|https://here.example/users/ada#main-key|2",
      "accounts|totp_secret|42|https://here.example/users/ada#main-key|1",
      "rooms|private_key|42|https://here.example/users/ada#main-key|1", "",
    ])
  func swapped(other: String) throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    let sealed = try master.seal("secret".bytes, row: Self.row)
    #expect(throws: SignatureError.sealBroken) { try master.open(sealed, row: other) }
  }

  @Test("Another master key refuses and names the one that is needed")
  func wrongMaster() throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    let other = try MasterKey(bytes: Random.bytes(32))
    let sealed = try master.seal("secret".bytes, row: Self.row)
    #expect(throws: SignatureError.sealWrongMaster(master.id)) { try other.open(sealed, row: Self.row) }
    let relabelled = sealed.replacing(master.id, with: other.id)
    #expect(throws: SignatureError.sealBroken) { try other.open(relabelled, row: Self.row) }
  }

  @Test("Every changed byte of a sealed secret is noticed")
  func changed() throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    let sealed = try master.seal("secret".bytes, row: Self.row)
    for place in sealed.utf8.indices {
      for letter in ["A", "_"] where String(sealed[place]) != letter {
        let wrong = sealed.replacingCharacters(in: place...place, with: letter)
        #expect(throws: SignatureError.self) { try master.open(wrong, row: Self.row) }
      }
    }
  }

  @Test(
    "Text that is no sealed secret is refused as such",
    arguments: [
      "", "v1", "v1...", "v2.0011223344556677.AAAAAAAAAAAAAAAA.AAAA", "v1.0011223344556677.AAAA.AAAA",
      "v1.0011223344556677.AAAAAAAAAAAAAAAA.AA==", "v1.0011223344556677.AAAAAAAAAAAAAAAA.AAAA.AAAA",
      "v1.00.AAAAAAAAAAAAAAAA.AAAA",
    ])
  func noSeal(text: String) throws {
    let master = try MasterKey(bytes: Random.bytes(32))
    #expect(throws: SignatureError.sealMalformed) { try master.open(text, row: Self.row) }
  }

  @Test("AES-256-GCM gives the ciphertext and tag of the published test case 14")
  func gcm() throws {
    let sealed = try SealedBox.seal(
      [UInt8](repeating: 0, count: 16), key: [UInt8](repeating: 0, count: 32), nonce: [UInt8](repeating: 0, count: 12),
      authenticated: [])
    #expect(Hex.encode(sealed) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
  }
}

@Suite struct MasterKeyFileTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "scholion-\(UUID().uuidString)").path

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  private func file() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1)
    return try "\(folder)/" + #require(names.first)
  }

  private func write(_ bytes: [UInt8], _ name: String, mode: Int = 0o400) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    #expect(
      FileManager.default.createFile(
        atPath: "\(folder)/\(name)", contents: Data(bytes), attributes: [.posixPermissions: mode]))
  }

  private func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }

  @Test("A master key is made once, closed to others, and found again")
  func creation() throws {
    defer { cleanUp() }
    let nested = "\(folder)/keys/instance"
    let made = try MasterKey.load(directory: nested, mayCreate: true)
    #expect(try mode(nested) == 0o700)
    #expect(try FileManager.default.contentsOfDirectory(atPath: nested) == ["master-\(made.id)"])
    #expect(try mode("\(nested)/master-\(made.id)") == 0o400)
    #expect(try MasterKey.load(directory: nested, mayCreate: false).id == made.id)
    #expect(try MasterKey.load(directory: nested, mayCreate: true).id == made.id)
    let sealed = try made.seal([1, 2], row: "r")
    #expect(try MasterKey.load(directory: nested, mayCreate: false).open(sealed, row: "r") == [1, 2])
  }

  @Test("Without leave nothing is created, neither folder nor key")
  func noCreation() throws {
    defer { cleanUp() }
    #expect(throws: SignatureError.masterMissing) { try MasterKey.load(directory: folder, mayCreate: false) }
    #expect(!FileManager.default.fileExists(atPath: folder))
    try write([], "README")
    #expect(throws: SignatureError.masterMissing) { try MasterKey.load(directory: folder, mayCreate: false) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["README"])
  }

  @Test("A key or folder that others can reach is refused", arguments: [0o404, 0o440, 0o444, 0o410, 0o640])
  func exposed(mode: Int) throws {
    defer { cleanUp() }
    _ = try MasterKey.load(directory: folder, mayCreate: true)
    let key = try file()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
    #expect(throws: SignatureError.masterExposed(String(key.dropFirst(folder.count + 1)))) {
      try MasterKey.load(directory: folder, mayCreate: true)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
    #expect(throws: SignatureError.masterExposed(folder)) { try MasterKey.load(directory: folder, mayCreate: true) }
  }

  @Test("Damaged, renamed, linked and doubled key files are refused and nothing is written")
  func damaged() throws {
    defer { cleanUp() }
    let made = try MasterKey.load(directory: folder, mayCreate: true)
    let name = "master-\(made.id)"
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    for wrong in [[], Array(bytes.dropLast()), bytes + [0], Array(bytes.reversed())] {
      cleanUp()
      try write(wrong, name)
      #expect(throws: SignatureError.masterMalformed(name)) { try MasterKey.load(directory: folder, mayCreate: true) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
    }
    cleanUp()
    try write(bytes, "master-0000000000000000")
    #expect(throws: SignatureError.masterMalformed("master-0000000000000000")) {
      try MasterKey.load(directory: folder, mayCreate: true)
    }
    try write(bytes, name)
    #expect(throws: SignatureError.masterAmbiguous) { try MasterKey.load(directory: folder, mayCreate: true) }
    cleanUp()
    try write(bytes, "elsewhere")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(folder)/elsewhere")
    #expect(throws: SignatureError.self) { try MasterKey.load(directory: folder, mayCreate: true) }
  }

  @Test("The published master key of the tests is refused")
  func testKey() throws {
    defer { cleanUp() }
    let name = "master-bc0b63b21e6e46f8"
    let bytes = try Repository.bytes("keys/test/\(name)")
    #expect("master-\(MasterKey.id(of: bytes))" == name)
    #expect(throws: SignatureError.masterIsTestKey) { try MasterKey(bytes: bytes) }
    try write(bytes, name)
    #expect(throws: SignatureError.masterIsTestKey) { try MasterKey.load(directory: folder, mayCreate: false) }
  }

  @Test("Several starts at once end with one key")
  func race() async throws {
    defer { cleanUp() }
    let ids = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { [folder] in try MasterKey.load(directory: folder, mayCreate: true).id } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    _ = try file()
  }
}
