import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Signatures
import Store
import TestSupport
import Testing

@Suite("The documents of our actors")
struct ActorRouteTests {
  @Test("A person, a paper's room and the instance are served with keys that can be read and ids that are their own")
  func documents() async throws {
    try await TestHouse.use { house in
      _ = try await house.person("ada", displayName: "Ada L.")
      _ = try await house.paper()
      try await house.served { served in
        let expected: [(String, ActorType)] = [
          ("/users/ada", .person), ("/papers/arxiv_1706_03762", .group), ("/actor", .application),
        ]
        for (path, type) in expected {
          let answer = try await served.get(path)
          #expect(answer.first("content-type") == "application/activity+json; charset=utf-8")
          let actor = try ActorDocument(decoding: answer.json)
          #expect(actor.id.text == "https://papers.example\(path)" && actor.type == type)
          let key = try #require(actor.publicKeys.first)
          #expect(key.owner == actor.id && key.id.text == actor.id.text + "#main-key")
          #expect(try PublicKey(pem: key.publicKeyPem).algorithm == .rsa)
          let multikey = try #require(actor.assertionMethod.first)
          #expect(try PublicKey(multikey: multikey.publicKeyMultibase).algorithm == .ed25519)
          #expect(actor.sharedInbox?.text == "https://papers.example/inbox")
        }
        let room = try ActorDocument(decoding: await served.get("/papers/arxiv_1706_03762").json)
        #expect(room.paper?.arxivId == "1706.03762" && room.paper?.doi == "10.5555/3295222.3295349")
        #expect(room.postingRestrictedToMods == true && room.summaries == room.outbox)
        #expect(try await served.get("/actor", accept: nil).status == 200, "the instance answers whoever asks")
      }
    }
  }

  @Test("Readers are sent to pages; who is unknown, of another kind, waiting or suspended is not there")
  func otherAnswers() async throws {
    try await TestHouse.use { house in
      _ = try await house.person("ada")
      _ = try await house.person("waits", state: .pending)
      let out = try await house.person("out")
      try await house.store.write { try $0.setState(of: out.id, .suspended) }
      _ = try await house.paper()
      try await house.served { served in
        let person = try await served.get("/users/ada", accept: "text/html")
        #expect(person.status == 303 && person.first("location") == "https://papers.example/@ada")
        let room = try await served.get("/papers/arxiv_1706_03762", accept: "text/html")
        #expect(room.first("location") == "https://papers.example/paper/arxiv/1706.03762")
        for path in [
          "/users/eve", "/papers/ada", "/users/arxiv_1706_03762", "/users/waits", "/users/out", "/users/waits/followers",
        ] {
          #expect(try await served.get(path).status == 404, "\(path)")
        }
      }
    }
  }

  @Test("A person who is gone is 410 with a Tombstone")
  func gone() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      try await house.store.write { try $0.setState(of: ada.id, .deleted) }
      try await house.served { served in
        let answer = try await served.get("/users/ada")
        #expect(answer.status == 410)
        #expect(try answer.json["type"]?.string == "Tombstone")
        #expect(try await served.get("/.well-known/webfinger?resource=acct:ada@papers.example", accept: nil).status == 410)
      }
    }
  }

  @Test("Followers and followed are paged by path, newest first, each page with its neighbours")
  func followers() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      var names: [String] = []
      for number in 0..<95 {
        let eve = try await house.remote("eve\(number)", at: "https://mastodon.example")
        try await house.follow(ada, by: eve)
        names.insert(eve.uri.text, at: 0)
      }
      try await house.follow(house.remote("eve0", at: "https://mastodon.example"), by: ada)
      let expected = names
      try await house.served { served in
        let collection = try CollectionDocument(decoding: await served.get("/users/ada/followers").json)
        #expect(collection.totalItems == 95 && collection.items.isEmpty)
        #expect(collection.last?.text == "https://papers.example/users/ada/followers/page/3")
        var found: [String] = []
        for number in 1...3 {
          let page = try CollectionPageDocument(decoding: await served.get("/users/ada/followers/page/\(number)").json)
          #expect(page.next?.text.last == (number < 3 ? Character("\(number + 1)") : nil))
          #expect(page.prev?.text.last == (number > 1 ? Character("\(number - 1)") : nil))
          found += page.items.compactMap { $0.id?.text }
        }
        #expect(found == expected)
        #expect(try await served.get("/users/ada/followers/page/4").status == 404)
        let following = try CollectionPageDocument(decoding: await served.get("/users/ada/following/page/1").json)
        #expect(following.items.compactMap { $0.id?.text } == ["https://mastodon.example/users/eve0"])
      }
    }
  }

  @Test("An outbox shows what was sent, ten to a page; a room's holds the newest besides, for who reads no pages")
  func outbox() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: paper, by: ada)
      for number in 0..<11 { _ = try await house.publisher.reply(ReplyDraft(body: "\(number)"), to: post.id, by: ada) }
      let create = try await house.activities().first
      try await house.served { served in
        let person = try CollectionDocument(decoding: await served.get("/users/ada/outbox").json)
        #expect(person.totalItems == 12 && person.items.isEmpty)
        let last = try await served.get("/users/ada/outbox/page/2").json
        #expect(last["orderedItems"]?.array?.count == 2)
        var whole = try #require(create?.document.object)
        whole["@context"] = nil
        whole["proof"] = nil
        #expect(last["orderedItems"]?.array?.last == .object(whole))
        let room = try await served.get("/papers/arxiv_1706_03762/outbox").json
        #expect(room["totalItems"]?.integer == 12 && room["first"] != nil)
        #expect(room["orderedItems"]?.array?.compactMap { $0["type"]?.string } == Array(repeating: "Announce", count: 10))
      }
    }
  }

  @Test("Featured and moderators are lists even when they are empty, which Lemmy's parser wants")
  func lists() async throws {
    try await TestHouse.use { house in
      _ = try await house.paper()
      try await house.served { served in
        for name in ["featured", "moderators"] {
          let list = try await served.get("/papers/arxiv_1706_03762/\(name)").json
          #expect(list["orderedItems"] == [] && list["totalItems"]?.integer == 0)
        }
      }
      let mod = try await house.person("mod", role: .moderator)
      try await house.served { served in
        let list = try await served.get("/papers/arxiv_1706_03762/moderators").json
        #expect(list["orderedItems"] == [.string(mod.uri.text)])
      }
    }
  }
}
