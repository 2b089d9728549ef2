import Actors
import Domain
import Foundation
import JSON
import Signatures
import Store
import TestSupport
import Testing

@testable import Outbox

@Suite("When keys are replaced", .timeLimit(.minutes(2)))
struct KeyRotationTests {
  /// The key id that a request names, and whether the request was signed with a key.
  private static func signedBy(_ request: PeerRequest, _ key: PublicKey, now: Timestamp) -> (id: String, isGood: Bool) {
    let received = SignableRequest(
      method: request.method, target: request.path, scheme: "http", authority: request.host,
      fields: [("host", request.host)] + request.fields.map { (name: $0.0, value: $0.1) }, body: request.body)
    guard let signature = try? RequestVerifier.parse(received).first else { return ("", false) }
    return (signature.keyID, RequestVerifier.verify(signature, request: received, key: key))
  }

  private static func type(_ request: PeerRequest) -> String? { (try? JSONValue(parsing: request.body))?["type"]?.string }

  @Test("The document lists the new keys under new ids, the former proof key beside them, and the key ring notices at once")
  func document() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let former = try await house.instance.keys.keys(of: ada)
      let change = try await house.publisher.rotateKeys(of: ada, isCompromised: false)
      #expect(change.keyID == ada.uri.text + "#main-key-2" && change.deliveries == 0)
      let keys = try await house.instance.keys.keys(of: ada)
      #expect(keys.mainKeyID(of: ada) == change.keyID)
      #expect(keys.rsa.publicKey.pem != former.rsa.publicKey.pem)
      let document = try await house.instance.document(of: ada)
      #expect(document.publicKeys.map(\.id.text) == [change.keyID])
      #expect(document.publicKeys.map(\.publicKeyPem) == [keys.rsa.publicKey.pem])
      #expect(document.assertionMethod.map(\.id.text) == [ada.uri.text + "#ed25519-key-2", ada.uri.text + "#ed25519-key"])
      #expect(
        document.assertionMethod.map(\.publicKeyMultibase) == [
          keys.ed25519.publicKey.multikey, former.ed25519.publicKey.multikey,
        ])
      _ = try await house.publisher.rotateKeys(of: ada, isCompromised: false)
      #expect(try await house.instance.keys.keys(of: ada).mainKeyID(of: ada) == ada.uri.text + "#main-key-3")
    }
  }

  @Test("The Update is signed with the former key, what follows with the new one, and both arrive")
  func arrives() async throws {
    try await withPeers { _ in
      PeerAnswer(202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: peers.origin("one")))
      let former = try await house.instance.keys.keys(of: ada).rsa.publicKey
      let paper = try await house.paper()
      let post = try await house.publisher.publish(SummaryDraft(body: "before"), of: paper, by: ada)
      let change = try await house.publisher.rotateKeys(of: ada, isCompromised: false)
      #expect(change.deliveries == 1)
      _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "after"), by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      let now = house.clock.now
      let keys = try await house.instance.keys.keys(of: ada)
      for request in peers.requests where request.path == "/inbox" {
        let isProfile = try JSONValue(parsing: request.body)["object"]?["id"]?.string == ada.uri.text
        let signed = Self.signedBy(request, isProfile ? former : keys.rsa.publicKey, now: now)
        #expect(signed.isGood && signed.id == ada.uri.text + (isProfile ? "#main-key" : "#main-key-2"))
      }
      let told = try peers.requests.filter { try JSONValue(parsing: $0.body)["object"]?["id"]?.string == ada.uri.text }
      #expect(told.count == 1)
      let listed = try JSONValue(parsing: try #require(told.first).body)["object"]?["publicKey"]?["id"]?.string
      #expect(listed == change.keyID)
    }
  }

  @Test("A peer that holds the former key and does not ask anew, as Lemmy for a day, gets all it is sent")
  func lemmy() async throws {
    let former = try Self.formerKey()
    try await withPeers { request in
      // Only the stored key counts, whatever id a signature names, and an update of a person changes nothing.
      PeerAnswer(Self.signedBy(request, former, now: .earliest).isGood ? 200 : 400)
    } test: { house, peers in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: peers.origin("one")))
      #expect(try await house.instance.keys.keys(of: ada).rsa.publicKey.pem == former.pem)
      _ = try await house.publisher.rotateKeys(of: ada, isCompromised: false)
      _ = try await house.publisher.publish(SummaryDraft(body: "after"), of: house.paper(), by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      #expect(try await house.store.read { try $0.peer("one.localhost:\(peers.port)")?.failures } == 0)
      let taken = peers.requests.filter { Self.signedBy($0, former, now: .earliest).isGood }.compactMap(Self.type)
      #expect(taken.sorted() == ["Create", "Update"])
    }
  }

  private static func formerKey() throws -> PublicKey {
    let file: StaticString = #filePath
    let folder = "\(file)".split(separator: "/").dropLast(3).joined(separator: "/")
    return try PrivateKey(pem: try String(contentsOfFile: "/\(folder)/keys/test/rsa-1.pem", encoding: .utf8)).publicKey
  }

  @Test("Compromised keys are destroyed at once and signed with never again; 400 is tried again for 48 hours")
  func compromised() async throws {
    try await withPeers { _ in
      PeerAnswer(400)
    } test: { house, peers in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: peers.origin("one")))
      let former = try await house.instance.keys.keys(of: ada).rsa.publicKey
      _ = try await house.publisher.rotateKeys(of: ada, isCompromised: true)
      let rows = try await house.store.read { try $0.keys(of: ada.id) }
      #expect(rows.filter { $0.retiredAt != nil }.map(\.sealedPrivate) == [nil, nil])
      #expect(try await house.instance.document(of: ada).assertionMethod.count == 1)
      try await house.work { try await house.deliveries().map(\.lastError) == ["status_400"] }
      #expect(peers.requests.count == 2)
      let now = house.clock.now
      #expect(peers.requests.allSatisfy { !Self.signedBy($0, former, now: now).isGood })
      house.clock.advance(seconds: 48 * 3_600)
      try await house.work { try await house.deliveries().isEmpty }
      #expect(peers.requests.count == 4, "after two days 400 is final again")
    }
  }

  @Test("After 48 hours nothing is left of the former keys")
  func forgets() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      _ = try await house.publisher.rotateKeys(of: ada, isCompromised: false)
      #expect(try await house.store.read { try $0.keys(of: ada.id) }.count == 4)
      func drop() async throws -> Int {
        let limit = house.clock.now.adding(seconds: -OpenKeys.formerStays)
        return try await house.store.write { try $0.dropRetiredKeys(before: limit, limit: 100) }
      }
      house.clock.advance(seconds: OpenKeys.formerStays)
      #expect(try await drop() == 0)
      house.clock.advance(seconds: 1)
      #expect(try await drop() == 2)
      let left = try await house.store.read { try $0.keys(of: ada.id) }
      #expect(left.map(\.uri) == ["#main-key-2", "#ed25519-key-2"].map { ada.uri.text + $0 })
      #expect(try await house.instance.document(of: ada).assertionMethod.count == 1)
    }
  }

  @Test("A new key of the instance is told to the followers of the rooms that share it, each under its own key id")
  func rooms() async throws {
    try await withPeers { _ in
      PeerAnswer(202)
    } test: { house, peers in
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      try await house.follow(room, by: house.remote("eve", at: peers.origin("one")))
      await #expect(throws: PublishError.self) { try await house.publisher.rotateKeys(of: room, isCompromised: false) }
      let instance = try #require(try await house.store.read { try $0.instanceActor() })
      let change = try await house.publisher.rotateKeys(of: instance, isCompromised: false)
      #expect(change.keyID == instance.uri.text + "#main-key-2" && change.deliveries == 1)
      try await house.work { try await house.deliveries().isEmpty }
      let update = try JSONValue(parsing: try #require(peers.requests.first).body)
      #expect(update["type"]?.string == "Update" && update["actor"]?.string == room.uri.text)
      #expect(update["object"]?["publicKey"]?["id"]?.string == room.uri.text + "#main-key-2")
      #expect(update["object"]?["paper"] != nil)
      #expect(Self.signedBy(try #require(peers.requests.first), try Self.formerKey(), now: .earliest).isGood)
    }
  }

  @Test("Rooms whose followers a command left untold when it ended are told by the server")
  func resumed() async throws {
    try await withPeers { _ in
      PeerAnswer(202)
    } test: { house, peers in
      let room = try await house.room(of: house.paper())
      try await house.follow(room, by: house.remote("eve", at: peers.origin("one")))
      let instance = try #require(try await house.store.read { try $0.instanceActor() })
      _ = try await house.publisher.rotateKeys(of: instance, isCompromised: false)
      #expect(try await house.publisher.resumeTellingRooms() == 0)
      try await house.work { try await house.deliveries().isEmpty }
      // As it stands when the command ends right after the key was stored.
      let mark = RoomsTold(time: house.store.now())
      try await house.store.write { try $0.setSetting(RoomsTold.setting, mark.text) }
      #expect(try await house.publisher.resumeTellingRooms() == 0)
      house.clock.advance(seconds: 601)
      #expect(try await house.publisher.resumeTellingRooms() == 1)
      try await house.work { try await house.deliveries().isEmpty }
      let update = try JSONValue(parsing: try #require(peers.requests.last).body)
      #expect(update["object"]?["publicKey"]?["id"]?.string == room.uri.text + "#main-key-2")
      #expect(try await house.publisher.resumeTellingRooms() == 0)
    }
  }

  @Test("Of two who replace the same keys at once one is refused, and no id is given twice")
  func twice() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let rows = try await house.store.read { try $0.keys(of: ada.id) }
      let used = Set(rows.map(\.id))
      let fresh = try house.instance.keys.makeKeys(for: ada.uri.text, after: rows).drafts
      let first = try await house.store.write { try $0.rotateKeys(of: ada.id, from: used, to: fresh, keepsPrivate: true) }
      let second = try await house.store.write { try $0.rotateKeys(of: ada.id, from: used, to: fresh, keepsPrivate: true) }
      #expect(first && !second)
      #expect(try await house.store.read { try $0.keys(of: ada.id) }.count == 4)
    }
  }

  @Test("A key put there from another row is not used, and is named")
  func swapped() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let rows = try await house.store.read { (try $0.keys(of: ada.id), try $0.keys(of: bob.id)) }
      let (mine, theirs) = (try #require(rows.0.first), try #require(rows.1.first))
      let moved = try #require(theirs.sealedPrivate)
      #expect(try await house.store.write { try $0.reseal(mine.id, from: mine.sealedPrivate ?? "", to: moved) })
      await #expect(throws: UnopenedKey(keyID: ada.uri.text + "#main-key", reason: .sealBroken)) {
        try await house.instance.keys.keys(of: ada)
      }
      _ = try await house.instance.keys.keys(of: bob)
      _ = try await house.publisher.rotateKeys(of: ada, isCompromised: true)
      _ = try await house.instance.keys.keys(of: ada)
    }
  }
}
