import ActivityStreams
import Actors
import Domain
import JSON
import Signatures
import Store
import TestSupport
import Testing

@Suite("Finding actors and keys of others")
struct ResolvingTests {
  @Test("A handle leads over WebFinger to the actor, which is stored with its keys; a fresh copy is not asked for again")
  func handle() async throws {
    try await TestHouse.use { other in
      let pem = try await other.instance.document(of: other.person("ada")).publicKeys.first?.publicKeyPem ?? ""
      try await TestPeers.use(answer: { Self.answer($0, pem: pem) }) { peers in
        try await TestHouse.use { house in
          let handle = try Handle(parsing: "eve@one.localhost:\(peers.port)")
          let row = try await house.remotes.actor(handle, budget: FetchBudget())
          #expect(row.uri.text == peers.origin("one") + "/users/eve" && row.name == "eve" && row.kind == .person)
          #expect(row.url == row.uri.text, "a page elsewhere is not believed")
          #expect(row.bioHTML == "<p>Hi</p>")
          let stored = try await house.store.read { try $0.keys(of: row.id) }
          #expect(stored.map(\.uri) == [row.uri.text + "#main-key"])
          let asked = peers.requests.count
          _ = try await house.remotes.actor(try IRI(row.uri), budget: FetchBudget(0))
          #expect(peers.requests.count == asked)
          let get = try #require(peers.requests.first { $0.path == "/users/eve" })
          #expect(get.first("signature")?.contains("keyId=\"https://papers.example/actor#main-key\"") == true)
        }
      }
    }
  }

  @Test(
    "A document is believed only under its own id, with the right media type, and with addresses on its own host",
    arguments: [
      ("media", ActorError.badDocument("media_type")), ("otherid", .wrongID), ("inbox", .badDocument("addresses")),
      ("name", .badDocument("name")), ("missing", .notFound), ("gone", .gone), ("down", .unreachable("status_503")),
    ])
  func refusals(name: String, expected: ActorError) async throws {
    try await TestPeers.use(answer: { Self.answer($0, pem: "") }) { peers in
      try await TestHouse.use { house in
        let id = try IRI(parsing: peers.origin("one") + "/users/\(name)")
        await #expect(throws: expected) { try await house.remotes.actor(id, budget: FetchBudget()) }
        #expect(try await house.count("actor") == 1)
      }
    }
  }

  @Test("A server that answers 401 to one way of signing is asked the other way")
  func secondKnock() async throws {
    try await TestPeers.use(answer: { request in
      request.first("signature-input") == nil ? PeerAnswer(401) : Self.answer(request, pem: "")
    }) { peers in
      try await TestHouse.use { house in
        let row = try await house.remotes.actor(try IRI(parsing: peers.origin("one") + "/users/eve"), budget: FetchBudget())
        #expect(row.name == "eve" && peers.requests.count == 2)
      }
    }
  }

  @Test("A blocked host, our own host and a spent budget ask nobody")
  func asksNobody() async throws {
    try await TestPeers.use(answer: { Self.answer($0, pem: "") }) { peers in
      try await TestHouse.use { house in
        let id = try IRI(parsing: peers.origin("one") + "/users/eve")
        await #expect(throws: ActorError.unreachable("budget")) {
          try await house.remotes.actor(id, budget: FetchBudget(0))
        }
        await #expect(throws: ActorError.notHere) {
          try await house.remotes.actor(IRI(parsing: "https://papers.example/users/eve"), budget: FetchBudget())
        }
        try await house.store.write { try $0.blockHost("one.localhost:\(peers.port)") }
        await #expect(throws: ActorError.blockedHost) { try await house.remotes.actor(id, budget: FetchBudget()) }
        #expect(peers.requests.isEmpty)
      }
    }
  }

  @Test("A key counts only if its owner's document lists it; eleven new hosts of one domain in five minutes are too many")
  func keys() async throws {
    try await TestHouse.use { other in
      let pem = try await other.instance.document(of: other.person("ada")).publicKeys.first?.publicKeyPem ?? ""
      try await TestPeers.use(answer: { Self.answer($0, pem: pem) }) { peers in
        try await TestHouse.use { house in
          let keys = SignerKeys(instance: house.instance, actors: house.remotes)
          let keyID = peers.origin("one") + "/users/eve#main-key"
          #expect(try await keys.stored(keyID) == nil)
          let found = try await keys.fetched(keyID, source: "192.0.2.1")
          #expect(found.owner.name == "eve" && found.isFresh)
          #expect(try await keys.stored(keyID)?.key == found.key)
          await #expect(throws: ActorError.keyNotOwned) {
            try await keys.fetched(peers.origin("one") + "/users/eve#other", source: "192.0.2.1")
          }
          var outcomes: [ActorError?] = []
          for number in 0..<11 {
            let id = "https://h\(number).farm.invalid/users/eve#main-key"
            do {
              _ = try await keys.fetched(id, source: "192.0.2.1")
            } catch let error as ActorError {
              outcomes.append(error)
            }
          }
          #expect(outcomes.filter { $0 == .unreachable("subdomains") }.count == 1)
          #expect(outcomes.last == .unreachable("subdomains"))
        }
      }
    }
  }

  static func answer(_ request: PeerRequest, pem: String) -> PeerAnswer {
    let id = "http://\(request.host)\(request.path)"
    if request.path == "/.well-known/webfinger" {
      let link = "{\"rel\":\"self\",\"type\":\"application/activity+json\",\"href\":\"http://\(request.host)/users/eve\"}"
      return PeerAnswer(
        200, [("Content-Type", "application/jrd+json")], Array("{\"subject\":\"acct:eve@x\",\"links\":[\(link)]}".utf8))
    }
    let name = request.path.split(separator: "/").last.map(String.init) ?? ""
    let statuses = ["missing": 404, "gone": 410, "down": 503]
    if let status = statuses[name] { return PeerAnswer(status) }
    let document: JSONValue = [
      "@context": "https://www.w3.org/ns/activitystreams",
      "id": .string(name == "otherid" ? "https://other.example/users/eve" : id), "type": "Person",
      "preferredUsername": .string(name == "name" ? "a/b" : name), "summary": "<p onclick=x>Hi</p>",
      "url": "javascript:alert(1)",
      "inbox": .string(name == "inbox" ? "https://other.example/inbox" : id + "/inbox"),
      "publicKey": ["id": .string(id + "#main-key"), "owner": .string(id), "publicKeyPem": .string(pem)],
    ]
    let type = name == "media" ? "text/plain" : "application/activity+json"
    return PeerAnswer(200, [("Content-Type", type)], document.serialized())
  }
}
