import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Signatures
import Store
import TestSupport
import Testing

@Suite("What we published, at its ids")
struct ServingTests {
  @Test("An activity's id serves the bytes that were sent; the object's id serves it whole; the page is a redirect away")
  func serves() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      let create = try await house.last("Create")
      try await house.served { served in
        let activity = try await served.get(path(create.uri))
        #expect(activity.status == 200 && activity.body == create.body)
        #expect(activity.first("content-type") == "application/activity+json; charset=utf-8")
        let object = try await served.get(path(post.uri.text))
        #expect(object.first("vary")?.contains("Accept") == true)
        #expect(try ObjectDocument(decoding: object.json).source?.content == "Text.")
        let page = try await served.get(path(post.uri.text), accept: "text/html")
        #expect(page.status == 303 && page.first("location") == post.url)
      }
    }
  }

  @Test("After a Delete the object and its discussion are 410 with a Tombstone, and its activities are 404")
  func servesTombstone() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      let create = try await house.last("Create")
      house.clock.advance(seconds: 3_600)
      try await house.publisher.delete(post: post.id, by: ada)
      let delete = try await house.last("Delete")
      try await house.served { served in
        let gone = try await served.get(path(post.uri.text))
        #expect(gone.status == 410)
        let stone = try ObjectDocument(decoding: gone.json)
        #expect(stone.type == .tombstone && stone.formerType == .article && stone.deleted == "2026-11-20T11:00:00Z")
        #expect(try await served.get(path(post.contextURI ?? "")).status == 410)
        #expect(try await served.get(path(create.uri)).status == 404)
        #expect(try await served.get(path(delete.uri)).body == delete.body)
        #expect(try await served.get("/s/117").status == 404)
      }
    }
  }

  @Test("What another server deleted under our origin's name is no Tombstone of ours")
  func foreignTombstone() async throws {
    try await TestHouse.use { house in
      let liar = try ResourceID(parsing: "https://evil.example/users/eve")
      try await house.store.write {
        try $0.insertTombstone(uri: "https://papers.example/s/117", actorURI: liar, formerType: "Article")
      }
      try await house.served { served in
        let answer = try await served.get("/s/117")
        #expect(answer.status == 404)
      }
    }
  }

  @Test("Answers, likes and boosts are counted inline and paged; the discussion is in order of time and names its owner")
  func collections() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      var replies: [String] = []
      for number in 0..<45 {
        replies.append(try await house.publisher.reply(ReplyDraft(body: "No. \(number)"), to: post.id, by: bob).uri.text)
      }
      let hidden = try await house.stored(
        "https://mastodon.example/users/eve/statuses/9", by: eve, answering: post, visibility: .direct)
      try await house.publisher.vote(.up, on: post.id, by: bob)
      try await house.publisher.share(true, post: post.id, by: bob)
      let expected = replies
      let (like, share) = (try await house.last("Like").uri, try await house.last("Announce", by: bob.uri.text).uri)
      try await house.served { served in
        let base = path(post.uri.text)
        let object = try await served.get(base).json
        #expect(object["replies"]?["totalItems"]?.integer == 45, "the direct answer is not counted")
        #expect(object["replies"]?["first"]?["items"]?.array?.count == 40)
        #expect(object["likes"]?["totalItems"]?.integer == 1 && object["shares"]?["totalItems"]?.integer == 1)
        #expect(try await served.ids(base + "/replies") == expected)
        #expect(try await served.ids(base + "/likes") == [like])
        #expect(try await served.ids(base + "/shares") == [share])
        let context = path(post.contextURI ?? "")
        #expect(try await served.get(context).json["attributedTo"]?.string == ada.uri.text)
        #expect(try await served.ids(context) == [post.uri.text] + expected)
        for wrong in ["0", "3", "01", "+1", "x", "99999"] {
          #expect(try await served.get("\(base)/replies/page/\(wrong)").status == 404, "\(wrong)")
        }
        #expect(try await served.get("/n\(base.dropFirst(2))").status == 404, "a summary is no comment")
        #expect(try await served.get("\(base)/replies").body.components(of: hidden.uri.text) == 0)
      }
    }
  }

  @Test("A vote on what only followers may see cannot be read by others; a Follow can")
  func readable() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      try await house.publisher.follow(eve, by: bob)
      try await house.store.write { transaction in
        _ = try transaction.upsertFollow(from: bob.id, to: eve.id, uri: "https://papers.example/activities/1", state: .accepted)
      }
      let open = try await house.stored("https://mastodon.example/users/eve/statuses/1", by: eve)
      let hidden = try await house.stored("https://mastodon.example/users/eve/statuses/2", by: eve, visibility: .followers)
      for post in [open, hidden] { try await house.publisher.vote(.up, on: post.id, by: bob) }
      let activities = try await house.activities()
      try await house.served { served in
        var statuses: [Int] = []
        for activity in activities { statuses.append(try await served.get(path(activity.uri)).status) }
        #expect(statuses == [200, 200, 404])
      }
    }
  }

  @Test("The proof of a public Create is good under the Multikey that its author's document shows, and for nothing else")
  func proof() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      _ = try await house.publisher.publish(SummaryDraft(body: "Text with é and $x$."), of: house.paper(), by: ada)
      let create = try await house.last("Create")
      let actor = try await house.instance.document(of: ada)
      let key = try #require(actor.assertionMethod.first)
      #expect(create.document["proof"]?["verificationMethod"]?.string == key.id.text)
      let multikey = try PublicKey(multikey: key.publicKeyMultibase)
      #expect(try isProven(create.document, by: multikey))
      var changed = try #require(create.document.object)
      changed["published"] = "2026-11-20T10:00:01Z"
      #expect(try !isProven(.object(changed), by: multikey))
    }
  }

  private func isProven(_ document: JSONValue, by key: PublicKey) throws -> Bool {
    var unsecured = try #require(document.object)
    var options = try #require(unsecured["proof"]?.object)
    let value = try #require(options["proofValue"]?.string)
    unsecured["proof"] = nil
    options["proofValue"] = nil
    let hash = ObjectProof.hashData(
      canonicalProofOptions: try JSONValue.object(options).canonicalBytes(),
      canonicalDocument: try JSONValue.object(unsecured).canonicalBytes())
    return ObjectProof.verify(value, hashData: hash, key: key)
  }
}

/// The path of an id of ours.
func path(_ id: String) -> String { String(id.dropFirst("https://papers.example".count)) }

extension TestHouse {
  /// Serves what Outbox and Actors serve.
  func served(_ body: @Sendable @escaping (ServedRoutes) async throws -> Void) async throws {
    try await ServedRoutes.use(
      [
        ObjectRoutes(instance: instance).endpoints, ActorRoutes(instance: instance).endpoints,
        WellKnownRoutes(instance: instance, openRegistrations: false).endpoints,
      ], body)
  }
}

extension ServedRoutes {
  /// The ids in all pages of a collection, walked as a peer would.
  func ids(_ collection: String) async throws -> [String] {
    let start = try CollectionDocument(decoding: try await get(collection).json)
    var next = start.first?.id
    var ids: [String] = []
    while let page = next, ids.count < 1_000 {
      let document = try CollectionPageDocument(decoding: try await get(path(page.text)).json)
      #expect(document.id == page && document.partOf == start.id)
      ids += document.items.compactMap { $0.id?.text }
      next = document.next
    }
    #expect(ids.count == start.totalItems)
    return ids
  }
}

extension [UInt8] {
  func components(of part: String) -> Int { String(decoding: self, as: UTF8.self).components(of: part) }
}
