import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Votes, boosts and follows")
struct VerbTests {
  @Test("Up, down and back: each vote replaces the last, with an Undo that holds it whole as it was sent")
  func votes() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let post = try await house.stored("https://mastodon.example/users/eve/statuses/1", by: eve)
      for vote in [Vote.up, .up, .down, nil, nil] { try await house.publisher.vote(vote, on: post.id, by: bob) }
      let activities = try await house.activities()
      #expect(activities.map(\.type) == ["Like", "Undo", "Dislike", "Undo"])
      #expect(activities[1].document["object"]?["id"]?.string == activities[0].uri)
      #expect(activities[3].document["object"]?["type"]?.string == "Dislike")
      var whole = try #require(activities[0].document.object)
      whole["@context"] = nil
      whole["proof"] = nil
      #expect(activities[1].document["object"] == .object(whole))
      #expect(try await house.deliveries().map(\.inbox) == Array(repeating: "https://mastodon.example/inbox", count: 4))
      let stored = try await house.store.read { try $0.post(post.id) }
      #expect(stored?.likes == 0 && stored?.dislikes == 0)
    }
  }

  @Test("A vote on a summary here is counted, told to its author, and announced by the room with a proof")
  func votesHere() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let paper = try await house.paper()
      try await house.follow(house.room(of: paper), by: house.remote("liz", at: "https://lemmy.example"))
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: paper, by: ada)
      try await house.publisher.vote(.up, on: post.id, by: bob)
      let like = try await house.last("Like")
      #expect(like.document["proof"] != nil && like.document["audience"] != nil)
      #expect(try await house.last("Announce").document["object"] == like.document)
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 9) }.map(\.kind) == [.like])
      try await house.publisher.vote(nil, on: post.id, by: bob)
      #expect(try await house.last("Announce").document["object"]?["type"]?.string == "Undo")
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 9) }.isEmpty)
      await #expect(throws: PublishError.notFound) { try await house.publisher.vote(.up, on: post.id, by: ada) }
    }
  }

  @Test("A boost goes to followers and author once, and is taken back with the whole of it")
  func shares() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      try await house.follow(bob, by: house.remote("gil", at: "https://gts.example"))
      let post = try await house.stored("https://mastodon.example/users/eve/statuses/1", by: eve)
      for _ in 0..<2 { try await house.publisher.share(true, post: post.id, by: bob) }
      let announce = try await house.last("Announce")
      #expect(announce.isListed && announce.document["object"]?.string == post.uri.text)
      #expect(announce.document["cc"]?.array?.map(\.string) == [bob.followersURI, eve.uri.text])
      #expect(Set(try await house.deliveries().map(\.host)) == ["gts.example", "mastodon.example"])
      #expect(try await house.deliveries().count == 2)
      for _ in 0..<2 { try await house.publisher.share(false, post: post.id, by: bob) }
      let undo = try await house.last("Undo")
      #expect(undo.document["object"]?["published"] == announce.document["published"])
      #expect(undo.document["object"]?["id"]?.string == announce.uri)
      #expect(try await house.activities().count == 2)
      #expect(try await house.count("share") == 0)
    }
  }

  @Test("What only followers may see is not boosted")
  func sharesOpenOnly() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      try await house.follow(eve, by: bob)
      let post = try await house.stored("https://mastodon.example/users/eve/statuses/1", by: eve, visibility: .followers)
      await #expect(throws: PublishError.notFound) { try await house.publisher.share(true, post: post.id, by: bob) }
    }
  }

  @Test("A follow here is accepted at once and told; nothing is sent")
  func followsHere() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let row = try await house.publisher.follow(try Handle(parsing: "@Ada@papers.example"), by: bob)
      #expect(row.id == ada.id)
      #expect(try await house.store.read { try $0.follow(from: bob.id, to: ada.id) }?.state == .accepted)
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 9) }.map(\.kind) == [.follow])
      try await house.publisher.unfollow(ada, by: bob)
      #expect(try await house.count("follow") == 0)
      #expect(try await house.count("notification") == 0)
      #expect(try await house.activities().isEmpty)
    }
  }

  @Test("A follow elsewhere waits for its answer; taken back, the Undo holds the Follow as it was sent")
  func followsElsewhere() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let room = try await house.remote("papers", at: "https://lemmy.example", kind: .community)
      for _ in 0..<2 { try await house.publisher.follow(room, by: ada) }
      #expect(try await house.store.read { try $0.follow(from: ada.id, to: room.id) }?.state == .pending)
      let follow = try await house.last("Follow")
      #expect(follow.document["to"]?.array?.compactMap(\.string) == [room.uri.text])
      #expect(try await house.deliveries().map(\.inbox) == [room.inbox], "a Follow is for that actor's own inbox")
      try await house.publisher.unfollow(room, by: ada)
      let undo = try await house.last("Undo")
      #expect(undo.document["object"]?["id"]?.string == follow.uri)
      #expect(try await house.activities().map(\.type) == ["Follow", "Undo"])
      #expect(try await house.count("follow") == 0)
    }
  }

  @Test("Oneself, the instance, the suspended and those of blocked hosts are not followed")
  func refusesFollows() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      try await house.store.write { try $0.setState(of: bob.id, .suspended) }
      let blocked = try await house.remote("bad", at: "https://blocked.example")
      try await house.store.write { try $0.blockHost("blocked.example") }
      let targets = try await house.store.read { transaction in
        [try transaction.actor(ada.id), try transaction.actor(bob.id), try transaction.instanceActor(), blocked]
      }
      for target in targets.compactMap(\.self) {
        await #expect(throws: PublishError.self) { try await house.publisher.follow(target, by: ada) }
      }
      #expect(targets.count == 4)
      #expect(try await house.count("follow") == 0)
      #expect(try await house.activities().isEmpty)
    }
  }

  @Test("The answer to a Follow holds its id, actor and object and nothing else of what came", arguments: [true, false])
  func answersFollows(accepting: Bool) async throws {
    try await TestHouse.use { house in
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let follow: JSONValue = [
        "@context": "https://www.w3.org/ns/activitystreams", "id": "https://mastodon.example/users/eve#follows/1",
        "type": "Follow", "actor": .string(eve.uri.text), "object": .string(room.uri.text),
        "padding": .string(String(repeating: "x", count: 100_000)),
      ]
      let answerer = FollowAnswerer(instance: house.instance)
      try await house.store.write { transaction in
        try answerer.answer(follow, from: eve, to: room, accepting: accepting, in: transaction)
      }
      let answer = try await house.last(accepting ? "Accept" : "Reject", by: room.uri.text)
      #expect(answer.document["object"]?.object?.keys == ["id", "type", "actor", "object"])
      #expect(answer.document["object"]?["id"]?.string == "https://mastodon.example/users/eve#follows/1")
      #expect(try await house.deliveries().map(\.inbox) == [eve.inbox])
    }
  }

  @Test("A room announces a received activity byte for byte, and of a new post the id besides")
  func announces() async throws {
    try await TestHouse.use { house in
      let room = try await house.room(of: house.paper())
      let announcer = RoomAnnouncer(instance: house.instance)
      let received = try JSONValue(
        parsing: Array(#"{"type":"Create","zeta":1,"id":"https://a.example/1","x":{"b":[1,2.5,null],"a":"é"}}"#.utf8))
      let id = try IRI(parsing: "https://a.example/o/1")
      try await house.store.write { transaction in
        try announcer.announce(received, about: id, isNewPost: false, by: room, in: transaction)
      }
      #expect(try await house.activities().isEmpty, "nobody follows, and it is no new post")
      try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
      try await house.store.write { transaction in
        try announcer.announce(received, about: id, isNewPost: true, by: room, in: transaction)
      }
      let activities = try await house.activities()
      #expect(activities.map { $0.document["object"] } == [received, .string(id.text)])
      #expect(String(decoding: activities[0].body, as: UTF8.self).contains(received.serializedText()))
      #expect(activities.allSatisfy { $0.document["cc"]?.array?.first?.string == room.followersURI })
    }
  }
}
