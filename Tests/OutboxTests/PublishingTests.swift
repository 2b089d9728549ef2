import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Publishing a summary")
struct PublishingTests {
  static let draft = SummaryDraft(
    title: "Attention, briefly", tldr: "Attention alone is enough.", body: "It drops *recurrence*.\n\n#transformers",
    language: "en")

  @Test("Summary, revision, Create, the room's two announcements and one delivery for each inbox are stored together")
  func publishesPublicly() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      // Two of one server with a shared inbox, one without, one who follows the room from a third.
      for name in ["eve", "ian"] { try await house.follow(ada, by: house.remote(name, at: "https://mastodon.example")) }
      try await house.follow(ada, by: house.remote("gil", at: "https://gts.example", isShared: false))
      try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
      let post = try await house.publisher.publish(Self.draft, of: paper, by: ada)
      let activities = try await house.activities()
      #expect(activities.map(\.type) == ["Create", "Announce", "Announce", "Announce"])
      // The last is that of the venue's room, for those who come later.
      #expect(activities.map(\.isListed) == [true, true, false, true])
      let deliveries = try await house.deliveries()
      #expect(
        Set(deliveries.map { "\($0.type) \($0.inbox) \($0.isShared)" }) == [
          "Create https://mastodon.example/inbox true", "Create https://gts.example/users/gil/inbox false",
          "Announce https://lemmy.example/inbox true",
        ])
      #expect(deliveries.count == 4)
      let create = try #require(activities.first)
      #expect(create.document["object"]?["id"]?.string == post.uri.text)
      #expect(activities[1].document["object"] == create.document, "the room announces the activity verbatim")
      #expect(activities[2].document["object"]?.string == post.uri.text)
      #expect(activities[1].actor == room.uri.text && activities[1].document["audience"]?.string == room.uri.text)
      let (stored, revisions) = try await house.store.read { (try $0.post(post.id), try $0.revisions(of: post.id)) }
      #expect(stored?.isAnnounced == true)
      #expect(revisions.map(\.source) == [Self.draft.body])
    }
  }

  @Test("The rooms of venue and topics announce a summary's id to their followers, who hear of edits and of its end, too")
  func widerRooms() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let draft = PaperDraft(title: "Cells", authors: ["A"], venue: "NeurIPS", year: 2020, identifiers: ["arxiv:2001.00001"])
      var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
      statement.topics = [Topic(category: "q-bio.CB"), Topic(keyword: "ada")].compactMap(\.self)
      let paper = try await house.publisher.addPaper(statement)
      let (venue, topic, person) = try await house.store.read {
        (try $0.localActor(named: "neurips"), try $0.localActor(named: "q_bio_cb"), try $0.localActor(named: "ada"))
      }
      #expect(venue?.kind == .venue && topic?.kind == .topic && person?.kind == .person, "a name that is taken makes no room")
      #expect(topic?.uri.text == "https://papers.example/topics/q_bio_cb" && topic?.displayName == "Cell Behavior")
      try await house.follow(try #require(venue), by: house.remote("vic", at: "https://venue.example"))
      try await house.follow(try #require(topic), by: house.remote("tom", at: "https://topic.example"))
      let post = try await house.publisher.publish(Self.draft, of: paper, by: ada)
      let announced = try await house.activities().filter { $0.type == "Announce" && $0.actor != paper.name }
      let byID = announced.filter { $0.document["object"]?.string == post.uri.text }
      #expect(Set(byID.map(\.actor)).isSuperset(of: [venue?.uri.text ?? "", topic?.uri.text ?? ""]))
      #expect(
        Set(try await house.deliveries().map { "\($0.type) \($0.inbox)" }) == [
          "Announce https://venue.example/inbox", "Announce https://topic.example/inbox",
        ])
      _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "Anew."), by: ada)
      try await house.publisher.delete(post: post.id, by: ada)
      let later = Set(try await house.deliveries().map { "\($0.type) \($0.inbox)" })
      #expect(later.isSuperset(of: ["Delete https://venue.example/inbox", "Delete https://topic.example/inbox"]), "\(later)")
    }
  }

  @Test("An unlisted summary stands in the author's outbox, goes to followers, and no room announces it")
  func publishesUnlisted() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      try await house.follow(ada, by: house.remote("eve", at: "https://mastodon.example"))
      try await house.follow(house.room(of: paper), by: house.remote("liz", at: "https://lemmy.example"))
      var draft = Self.draft
      draft.visibility = .unlisted
      _ = try await house.publisher.publish(draft, of: paper, by: ada)
      let activities = try await house.activities()
      #expect(activities.map(\.type) == ["Create"] && activities.first?.isListed == true)
      #expect(try await house.deliveries().map(\.inbox) == ["https://mastodon.example/inbox"])
      let object = try #require(activities.first?.document["object"])
      #expect(object["to"]?.array?.compactMap(\.string) == ["https://papers.example/users/ada/followers"])
      #expect(object["cc"]?.array?.first?.string == Visibility.everyone)
    }
  }

  @Test("A second summary of the same paper by the same person is refused and names the first")
  func refusesSecond() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let first = try await house.publisher.publish(Self.draft, of: paper, by: ada)
      await #expect(throws: PublishError.summaryExists(first.id)) {
        try await house.publisher.publish(Self.draft, of: paper, by: ada)
      }
      #expect(try await house.count("post") == 1)
      #expect(try await house.activities().count == 3)
    }
  }

  @Test("A summary for those it names alone is refused")
  func refusesClosed() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      await #expect(throws: PublishError.self) {
        try await house.publisher.publish(SummaryDraft(body: "Hidden.", visibility: .direct), of: paper, by: ada)
      }
      #expect(try await house.count("post") == 0)
    }
  }

  @Test("A blocked host gets no delivery")
  func blockedHost() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: "https://mastodon.example"))
      try await house.follow(ada, by: house.remote("bad", at: "https://blocked.example"))
      try await house.store.write { try $0.blockHost("blocked.example") }
      _ = try await house.publisher.publish(Self.draft, of: house.paper(), by: ada)
      #expect(try await house.deliveries().map(\.host) == ["mastodon.example"])
    }
  }

  @Test("Without a TL;DR the first paragraph stands for it, and without a title the paper's")
  func fallsBack() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let body = "A first paragraph with $x^2$.\n\nA second."
      let post = try await house.publisher.publish(SummaryDraft(body: body), of: house.paper(), by: ada)
      #expect(post.tldr == "A first paragraph with $x^2$.")
      let object = try await house.last("Create").document["object"]
      #expect(object?["name"]?.string == "Summary: Attention Is All You Need")
      #expect(object?["summary"]?.string == "<p>A first paragraph with $x^2$.</p>")
    }
  }

  @Test("A mentioned person is addressed and told; a mentioned room is only linked, for a post has one room")
  func mentions() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let eve = try await house.remote("eve", at: "https://mastodon.example")
      _ = try await house.remote("papers", at: "https://lemmy.example", kind: .community)
      let body = "Thanks @bob, @eve@mastodon.example and @papers@lemmy.example."
      _ = try await house.publisher.publish(SummaryDraft(body: body), of: house.paper(), by: ada)
      let object = try #require(try await house.last("Create").document["object"])
      #expect(object["cc"]?.array?.map(\.string) == [ada.followersURI, bob.uri.text, eve.uri.text])
      let names = object["tag"]?.array?.filter { $0["type"]?.string == "Mention" }.compactMap { $0["name"]?.string }
      #expect(names == ["@bob@papers.example", "@eve@mastodon.example"])
      #expect(object["content"]?.string?.contains("https://lemmy.example/@papers") == true)
      #expect(try await house.deliveries().map(\.inbox) == ["https://mastodon.example/inbox"])
      let told = try await house.store.read { try $0.notifications(of: bob.id, limit: 9) }
      #expect(told.map(\.kind) == [.mention] && told.first?.actor.id == ada.id)
    }
  }
}
