import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Comments")
struct ReplyTests {
  @Test("A comment goes to those it answers and mentions; the room of an announced thread announces it")
  func repliesHere() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: paper, by: ada)
      let reply = try await house.publisher.reply(ReplyDraft(body: "Is the decoder masked?"), to: post.id, by: bob)
      let create = try await house.last("Create", by: bob.uri.text)
      let object = try #require(create.document["object"])
      #expect(object["type"]?.string == "Note" && object["inReplyTo"]?.string == post.uri.text)
      #expect(object["context"]?.string == post.contextURI && object["audience"]?.string == room.uri.text)
      #expect(object["to"]?.array?.compactMap(\.string) == [Visibility.everyone, room.uri.text])
      #expect(object["cc"]?.array?.map(\.string) == [bob.followersURI, ada.uri.text])
      #expect(object["tag"]?.array?.first?["href"]?.string == ada.uri.text)
      let announces = try await house.activities().filter { $0.type == "Announce" }.suffix(2)
      #expect(announces.first?.document["object"] == create.document)
      #expect(announces.last?.document["object"]?.string == reply.uri.text)
      let told = try await house.store.read { try $0.notifications(of: ada.id, limit: 9) }
      #expect(told.map(\.kind) == [.reply] && told.first?.postID == reply.id)
    }
  }

  @Test("A comment on another server's post goes to its author, the room's server and the one who began the thread")
  func repliesElsewhere() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let room = try await house.remote("papers", at: "https://lemmy.example", kind: .community)
      let starter = try await house.remote("uwe", at: "https://misskey.example", isShared: false)
      let root = try await house.stored("https://misskey.example/notes/1", by: starter, in: room)
      let note = try await house.stored("https://mastodon.example/users/eve/statuses/2", by: eve, in: room, answering: root)
      _ = try await house.publisher.reply(ReplyDraft(body: "Indeed."), to: note.id, by: bob)
      #expect(
        Set(try await house.deliveries().map(\.inbox)) == [
          "https://mastodon.example/inbox", "https://lemmy.example/inbox", "https://misskey.example/users/uwe/inbox",
        ])
      #expect(try await house.activities().map(\.type) == ["Create"])
      let object = try await house.last("Create").document["object"]
      #expect(object?["tag"]?.array?.first?["name"]?.string == "@eve@mastodon.example")
      #expect(object?["audience"]?.string == room.uri.text)
    }
  }

  @Test("An unlisted comment in an announced thread is announced by its id alone, and its end is announced too")
  func unlistedReply() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: paper, by: ada)
      let before = try await house.activities().count
      let reply = try await house.publisher.reply(ReplyDraft(body: "Quietly.", visibility: .unlisted), to: post.id, by: ada)
      let added = try await house.activities().dropFirst(before)
      #expect(added.map(\.type) == ["Create", "Announce"])
      #expect(added.last?.document["object"]?.string == reply.uri.text)
      try await house.publisher.delete(post: reply.id, by: ada)
      #expect(try await house.last("Announce").document["object"]?["type"]?.string == "Delete")
    }
  }

  @Test func `Who began a thread hears once of each comment in it, and of none of their own`() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let carol = try await house.person("carol")
      func told(_ person: ActorRow) async throws -> [NotificationKind] {
        try await house.store.read { try $0.notifications(of: person.id, limit: 9) }.map(\.kind)
      }
      let publisher = house.publisher
      let post = try await publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      let first = try await publisher.reply(ReplyDraft(body: "Hm."), to: post.id, by: bob)
      #expect(try await told(ada) == [.reply], "its author is the one who is answered, and is told once")
      let second = try await publisher.reply(ReplyDraft(body: "Why?"), to: first.id, by: carol)
      #expect(try await told(ada) == [.reply, .reply])
      #expect(try await told(bob) == [.reply])
      _ = try await publisher.reply(ReplyDraft(body: "@ada may know."), to: second.id, by: bob)
      #expect(try await told(ada) == [.mention, .reply, .reply], "a mention is not told twice")
      _ = try await publisher.reply(ReplyDraft(body: "She does."), to: second.id, by: ada)
      #expect(try await told(ada) == [.mention, .reply, .reply])
      #expect(try await told(carol) == [.reply, .reply])
    }
  }

  @Test("Nobody answers what they may not see")
  func hiddenParent() async throws {
    try await TestHouse.use { house in
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let hidden = try await house.stored("https://mastodon.example/users/eve/statuses/3", by: eve, visibility: .followers)
      await #expect(throws: PublishError.notFound) {
        try await house.publisher.reply(ReplyDraft(body: "What?"), to: hidden.id, by: bob)
      }
      #expect(try await house.activities().isEmpty)
    }
  }

  @Test("An edited comment is later, and a person newly mentioned in it is addressed")
  func editsReply() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      let reply = try await house.publisher.reply(ReplyDraft(body: "Hm."), to: post.id, by: bob)
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      let edited = try await house.publisher.edit(
        reply: reply.id, to: ReplyDraft(body: "Hm, @eve@mastodon.example?"), by: bob)
      #expect(edited.updatedAt.map { $0 > reply.publishedAt } == true)
      let object = try await house.last("Update").document["object"]
      #expect(object?["cc"]?.array?.map(\.string) == [bob.followersURI, ada.uri.text, eve.uri.text])
      #expect(try await house.deliveries().map(\.inbox) == ["https://mastodon.example/inbox"])
    }
  }
}

extension TestHouse {
  /// A post of another server, as if it had been received.
  func stored(
    _ id: String, by author: ActorRow, in room: ActorRow? = nil, answering parent: PostRow? = nil,
    visibility: Visibility = .public
  ) async throws -> PostRow {
    var draft = PostDraft(
      uri: try ResourceID(parsing: id), actorID: author.id, isLocal: false, kind: parent == nil ? .note : .reply,
      html: "<p>Said</p>", url: id, visibility: visibility, publishedAt: clock.now)
    draft.audienceURI = room?.uri.text
    draft.inReplyTo = parent?.uri.text
    let finished = draft
    let row = try await store.write { transaction in
      let rowID = transaction.nextID()
      try transaction.insertPost(finished, id: rowID)
      return try transaction.post(rowID)
    }
    return try #require(row)
  }
}
