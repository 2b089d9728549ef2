import Domain
import JSON
import Signatures
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("The door in")
struct DoorTests {
  /// One line of the answer table: what is sent, and the status and word it is refused with.
  struct Line: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let word: String
    let make: @Sendable (InboxScene, Stranger, JSONValue) async throws -> ([UInt8], [(String, String)], String)
    var testDescription: String { name }
  }

  static let refused: [Line] = [
    Line(name: "another media type", status: 415, word: "media_type") { scene, eve, activity in
      let body = activity.serialized()
      return (body, [("Content-Type", "application/json")] + (try scene.sign(body, by: eve)).dropFirst(), "/inbox")
    },
    Line(name: "a body over the limit", status: 413, word: "too_large") { scene, eve, _ in
      let body = [UInt8](repeating: 0x20, count: InboxLimits.bodyBytes + 1)
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "no JSON", status: 400, word: "json") { scene, eve, _ in
      let body = Array("{".utf8)
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "a key twice", status: 400, word: "json") { scene, eve, _ in
      let body = Array(#"{"type":"Like","actor":"http://a.localhost/u","actor":"http://b.localhost/u"}"#.utf8)
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "no activity", status: 400, word: "document") { scene, eve, _ in
      let body = Array(#"{"type":"Like"}"#.utf8)
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "an id on another host than the actor", status: 400, word: "id_elsewhere") { scene, eve, _ in
      let body = eve.activity("Like", .string(Words.summary), id: "https://elsewhere.example/1").serialized()
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "a digest of another body", status: 400, word: "digest_mismatch") { scene, eve, activity in
      let fields = try scene.sign(activity.serialized(), by: eve)
      return (eve.activity("Like", .string(Words.ada)).serialized(), fields, "/inbox")
    },
    Line(name: "no signature", status: 401, word: "signature_missing") { _, _, activity in
      (activity.serialized(), [("Content-Type", "application/activity+json")], "/inbox")
    },
    Line(name: "a signature that cannot be read", status: 401, word: "signature_malformed") { _, eve, activity in
      let fields = [
        ("Content-Type", "application/activity+json"), ("Signature", "keyId=\"\(eve.keyID)\",signature=\"%%\""),
      ]
      return (activity.serialized(), fields, "/inbox")
    },
    Line(name: "a signature of yesterday", status: 401, word: "signature_outside_window") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, late: -86_400), "/inbox")
    },
    Line(name: "a signature of tomorrow", status: 401, word: "signature_outside_window") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, late: 86_400), "/inbox")
    },
    Line(name: "a signature over less than is required", status: 401, word: "signature_not_covering") { scene, eve, activity in
      let body = activity.serialized()
      let fields = try scene.sign(body, by: eve).map { field in
        field.0 == "Signature" ? (field.0, field.1.replacing(" digest\"", with: "\"")) : field
      }
      return (body, fields, "/inbox")
    },
    Line(name: "a signature for another server", status: 401, word: "signature_wrong") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, authority: "other.example"), "/inbox")
    },
    Line(name: "a signature of another key, after one look at the owner", status: 401, word: "signature_wrong") {
      scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, key: try FixedKeys.rsa(1)), "/inbox")
    },
    Line(name: "a key whose host has none", status: 401, word: "key_gone") { scene, eve, _ in
      let nobody = Stranger(id: eve.origin + "/users/nobody", origin: eve.origin, type: "Person", key: eve.key)
      let body = nobody.activity("Like", .string(Words.summary)).serialized()
      return (body, try scene.sign(body, by: nobody), "/inbox")
    },
    Line(name: "a key that is gone", status: 401, word: "key_gone") { scene, eve, _ in
      let gone = Stranger(id: eve.origin + "/users/gone", origin: eve.origin, type: "Person", key: eve.key)
      scene.web.fail(gone.id, 410)
      let body = gone.activity("Like", .string(Words.summary)).serialized()
      return (body, try scene.sign(body, by: gone), "/inbox")
    },
    Line(name: "a key that its owner does not list", status: 401, word: "key_not_owned") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, keyID: eve.id + "#other-key"), "/inbox")
    },
    Line(name: "a key id that is no address", status: 401, word: "key_address") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, keyID: "acct:eve@mastodon.example"), "/inbox")
    },
    Line(name: "a key of ours", status: 401, word: "own_key") { scene, eve, _ in
      let ours = Stranger(id: Words.ada, origin: Words.home, type: "Person", key: try FixedKeys.rsa(1))
      let body = ours.activity("Like", .string(Words.summary)).serialized()
      return (body, try scene.sign(body, by: ours), "/inbox")
    },
    Line(name: "a blocked host", status: 403, word: "blocked") { scene, eve, _ in
      let mallory = try scene.stranger("/users/mallory", at: "blocked")
      let body = mallory.activity("Like", .string(Words.summary)).serialized()
      return (body, try scene.sign(body, by: mallory), "/inbox")
    },
    Line(name: "an activity of a blocked host that another passes on", status: 403, word: "blocked") { scene, eve, _ in
      let mallory = try scene.stranger("/users/mallory", at: "blocked")
      let body = mallory.activity("Create", mallory.note("1")).serialized()
      return (body, try scene.sign(body, by: eve), "/inbox")
    },
    Line(name: "an inbox that is nobody's", status: 404, word: "no_such_inbox") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, to: "/users/nobody/inbox"), "/users/nobody/inbox")
    },
    Line(name: "a person's inbox among those of papers", status: 404, word: "no_such_inbox") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, to: "/papers/ada/inbox"), "/papers/ada/inbox")
    },
    Line(name: "the inbox of somebody who left", status: 410, word: "inbox_gone") { scene, eve, activity in
      let body = activity.serialized()
      return (body, try scene.sign(body, by: eve, to: "/users/bob/inbox"), "/users/bob/inbox")
    },
    Line(name: "a key that cannot be fetched now", status: 503, word: "key_away") { scene, eve, _ in
      let away = Stranger(id: eve.origin + "/users/away", origin: eve.origin, type: "Person", key: eve.key)
      scene.web.fail(away.id, 502)
      let body = away.activity("Like", .string(Words.summary)).serialized()
      return (body, try scene.sign(body, by: away), "/inbox")
    },
  ]

  @Test("Each line of the answer table refuses with its status and word, and changes no row", arguments: refused)
  func refusal(_ line: Line) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let bob = try await scene.house.person("bob")
      try await scene.store.write { transaction in
        try transaction.erasePerson(bob.id)
        try transaction.blockHost("blocked.localhost:\(scene.peers.port)")
      }
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let (body, fields, path) = try await line.make(scene, eve, eve.activity("Like", .string(Words.summary)))
      let before = try await scene.digest(without: ["actor_key", "peer"], columns: [])
        .filter { !$0.contains("mastodon.localhost") }
      let answer = try await scene.post(body, fields: fields, to: path)
      #expect(answer.status == line.status)
      #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix(line.word))
      #expect((answer.first("retry-after") != nil) == (line.status == 503))
      let after = try await scene.digest(without: ["actor_key", "peer"], columns: [])
        .filter { !$0.contains("mastodon.localhost") }
      #expect(after == before)
      #expect(try await scene.house.count("inbox_item") == 0)
    }
  }

  @Test("An inbox cannot be read", arguments: ["/inbox", "/actor/inbox", "/users/ada/inbox", "/papers/arxiv_1706_03762/inbox"])
  func reading(_ path: String) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let url = "http://127.0.0.1:\(scene.port)\(path)"
      let answer = try await scene.client.send(.document(.init(parsing: url)))
      #expect(answer.status == 405)
      #expect(answer.first("allow") == "POST")
    }
  }

  @Test(
    "Every inbox takes what is signed, in both dialects",
    arguments: ["/inbox", "/actor/inbox", "/users/ada/inbox", "/papers/arxiv_1706_03762/inbox"],
    [SignatureDialect.cavage, .rfc9421])
  func taking(_ path: String, _ dialect: SignatureDialect) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let body = eve.activity("Like", .string(Words.summary)).serialized()
      #expect(try await scene.post(body, by: eve, to: path, dialect: dialect) == 202)
      await scene.service.drain()
      #expect(try await scene.find(Words.summary)?.likes == 1)
    }
  }

  @Test("The same signed request again is answered 202 and has no effect")
  func replay() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let like = eve.activity("Like", .string(Words.summary), id: eve.id + "#likes/1")
      let body = like.serialized()
      let fields = try scene.sign(body, by: eve)
      #expect(try await scene.post(body, fields: fields, to: "/inbox").status == 202)
      await scene.service.drain()
      try await scene.receive(eve.activity("Undo", like), by: eve)
      #expect(try await scene.find(Words.summary)?.likes == 0)
      let before = try await scene.digest()
      #expect(try await scene.post(body, fields: fields, to: "/inbox").status == 202)
      await scene.service.drain()
      #expect(try await scene.digest() == before)
    }
  }

  @Test("A stored key that no longer fits is looked for anew once, and what it signed is taken")
  func rotation() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      let renewed = try scene.stranger("/users/eve", at: "mastodon", key: 1)
      #expect(try await scene.post(renewed.activity("Like", .string(Words.summary)), by: renewed) == 202)
      #expect(scene.peers.requests.count { $0.path == "/users/eve" } == 2)
    }
  }

  @Test("Who was never known and is gone is answered 202; nothing is asked for and nothing stored")
  func unknownEnd() async throws {
    try await InboxScene.use { scene in
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let before = try await scene.digest()
      #expect(try await scene.post(eve.activity("Delete", .string(eve.id)), by: eve) == 202)
      #expect(try await scene.digest() == before)
      #expect(scene.peers.requests.isEmpty)
    }
  }

  @Test("Who was known and is gone with the key is forgotten, since the actor's own server says so")
  func knownEnd() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      scene.web.fail(eve.id, 410)
      let stale = Stranger(id: eve.id, origin: eve.origin, type: "Person", key: try FixedKeys.rsa(1))
      try await scene.receive(stale.activity("Delete", .string(eve.id)), by: stale)
      #expect(try await scene.find(Words.summary)?.likes == 0)
      #expect(try await scene.actor(eve.id).state == .deleted)
    }
  }

  @Test("A verified request releases the queue of a host that failed, and writes nothing of a host that fares well")
  func release() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let host = "mastodon.localhost:\(scene.peers.port)"
      let later = scene.house.clock.now.adding(seconds: 3_600)
      try await scene.store.write { try $0.hostFailed(host, error: "timeout", next: later) }
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      let peer = try await scene.store.read { try $0.peer(host) }
      #expect(peer?.failures == 0)
      #expect(peer?.nextAttemptAt.milliseconds == 0)
      try await scene.receive(eve.activity("Dislike", .string(Words.summary)), by: eve)
      #expect(try await scene.store.read { try $0.peer(host) } == peer)
    }
  }
}
