import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("For whom a summary is")
struct ReadershipTests {
  static func draft(_ visibility: Visibility, _ text: String = "A quiet text.") -> SummaryDraft {
    SummaryDraft(body: text, visibility: visibility)
  }

  /// A paper whose room is followed, and a writer who is followed, each from a server of its own.
  private func stage(_ house: TestHouse) async throws -> (ada: ActorRow, paper: PaperRow) {
    let ada = try await house.person("ada")
    let paper = try await house.paper()
    try await house.follow(ada, by: house.remote("gil", at: "https://gts.example"))
    try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
    return (ada, paper)
  }

  @Test("A summary for followers goes to followers alone: no room is addressed or announces it, and at its ids nobody finds it")
  func followersOnly() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let post = try await house.publisher.publish(Self.draft(.followers), of: paper, by: ada)
      let activities = try await house.activities()
      #expect(activities.map(\.type) == ["Create"] && activities.allSatisfy { !$0.isListed })
      let create = try #require(activities.first?.document)
      for part in [create, create["object"] ?? .null] {
        #expect(part["to"]?.array?.compactMap(\.string) == [ada.followersURI].compactMap(\.self))
        #expect(part["cc"]?.array ?? [] == [] && part["audience"] == nil && part["proof"] == nil)
      }
      #expect(create["object"]?["interactionPolicy"] == nil)
      #expect(try await house.deliveries().map(\.inbox) == ["https://gts.example/inbox"])
      #expect(try await house.store.read { try $0.post(post.id) }?.isAnnounced == false)
      try await house.served { served in
        for id in [post.uri.text, post.contextURI ?? "", activities.first?.uri ?? "", post.uri.text + "/likes"] {
          let answer = try await served.get(String(id.dropFirst("https://papers.example".count)))
          #expect(answer.status == 404, "\(id)")
        }
      }
    }
  }

  @Test("What few could see leaves no tombstone: its id is answered as one that never was, and followers' servers are told")
  func quietEnd() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let post = try await house.publisher.publish(Self.draft(.followers), of: paper, by: ada)
      try await house.publisher.delete(post: post.id, by: ada)
      #expect(try await house.store.read { try $0.tombstone(uri: post.uri.text) } == nil)
      #expect(try await house.deliveries().map { "\($0.type) \($0.inbox)" } == ["Delete https://gts.example/inbox"])
      let delete = try await house.last("Delete")
      #expect(delete.document["to"]?.array?.compactMap(\.string) == [ada.followersURI].compactMap(\.self))
      let path = String(delete.uri.dropFirst("https://papers.example".count))
      try await house.served { served in
        let answer = try await served.get(path)
        #expect(answer.status == 404)
      }
    }
  }

  @Test("Fewer readers: the former post is deleted everywhere, and the text goes to those who are left under another id")
  func narrower() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let former = try await house.publisher.publish(Self.draft(.public), of: paper, by: ada)
      house.clock.advance(seconds: 60)
      let placed = try await house.publisher.place(Self.draft(.public), for: .followers, of: paper, by: ada)
      guard case .published(let post) = placed else { throw TestFault("not published") }
      #expect(post.id != former.id && post.visibility == .followers && post.publishedAt == house.clock.now)
      #expect(try await house.store.read { try $0.tombstone(uri: former.uri.text) } != nil)
      #expect(
        try await house.deliveries().map { "\($0.type) \($0.host)" }.sorted() == [
          "Announce mastodon.example", "Create gts.example", "Delete gts.example", "Delete mastodon.example",
        ])
      for table in ["post", "revision"] { #expect(try await house.count(table) == 1) }
      let texts = try await house.activities().filter { String(decoding: $0.body, as: UTF8.self).contains("quiet text") }
      #expect(texts.map(\.type) == ["Create"])
    }
  }

  @Test("An unlisted summary becomes public where it is: followers hear of an edit, the rooms of something new")
  func wider() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let quiet = try await house.publisher.publish(Self.draft(.unlisted), of: paper, by: ada)
      #expect(try await house.deliveries().map(\.host) == ["gts.example"])
      let placed = try await house.publisher.place(Self.draft(.public, "Louder."), for: .public, of: paper, by: ada)
      guard case .published(let post) = placed else { throw TestFault("not published") }
      #expect(post.id == quiet.id && post.visibility == .public)
      let later = try await house.deliveries().dropFirst()
      #expect(Set(later.map { "\($0.type) \($0.host)" }).isSuperset(of: ["Update gts.example", "Announce mastodon.example"]))
      let room = try await house.room(of: paper)
      let announced = try await house.activities().filter { $0.type == "Announce" && $0.actor == room.uri.text }
      #expect(announced.first?.document["object"]?["type"]?.string == "Create" && announced.first?.isListed == true)
      #expect(try await house.store.read { try $0.recentSummaries(limit: 5) }.map(\.post.id) == [post.id])
      #expect(try await house.store.read { try $0.venues() }.map(\.summaries) == [1])
    }
  }

  @Test("A private summary is on no wire, and what is published of it later has an id and times of its own")
  func kept() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let placed = try await house.publisher.place(
        Self.draft(.public, "Mine, @gil@gts.example."), for: .private, of: paper, by: ada)
      #expect(placed == .kept)
      for table in ["post", "activity", "delivery"] { #expect(try await house.count(table) == 0) }
      await #expect(throws: PublishError.self) { try await house.publisher.publish(Self.draft(.public), of: paper, by: ada) }
      let written = house.clock.now
      house.clock.advance(seconds: 86_400)
      guard case .published(let post) = try await house.publisher.place(Self.draft(.public), for: .public, of: paper, by: ada)
      else { throw TestFault("not published") }
      #expect(try await house.count("private_summary") == 0)
      #expect(post.publishedAt == house.clock.now && post.updatedAt == nil && post.id.value >> 16 > written.milliseconds)
      #expect(try await house.store.read { try $0.revisions(of: post.id) }.map(\.createdAt) == [house.clock.now])
    }
  }

  @Test("A published summary that is made private is deleted everywhere, and its text stays with its writer")
  func takenBack() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let post = try await house.publisher.publish(Self.draft(.public), of: paper, by: ada)
      #expect(try await house.publisher.place(Self.draft(.public), for: .private, of: paper, by: ada) == .kept)
      #expect(try await house.store.read { try $0.tombstone(uri: post.uri.text) } != nil)
      #expect(try await house.store.read { try $0.privateSummary(of: paper.id, by: ada.id) }?.text.source == "A quiet text.")
      #expect(try await house.activities().map(\.type) == ["Delete", "Announce"])
    }
  }

  @Test("A link leads to a private summary until it is withdrawn or another is made; only its hash is stored")
  func link() async throws {
    try await TestHouse.use { house in
      let (ada, paper) = try await stage(house)
      let publisher = house.publisher
      await #expect(throws: PublishError.notFound) { try await publisher.shareLink(ofPrivateSummaryOf: paper.id, by: ada) }
      _ = try await publisher.place(Self.draft(.public), for: .private, of: paper, by: ada)
      func found(_ link: String) async throws -> String? {
        let token = String(link.dropFirst("https://papers.example/shared/".count))
        return try await publisher.privateSummary(linked: token)?.summary.text.source
      }
      let first = try await publisher.shareLink(ofPrivateSummaryOf: paper.id, by: ada)
      #expect(try await found(first) == "A quiet text.")
      let second = try await publisher.shareLink(ofPrivateSummaryOf: paper.id, by: ada)
      #expect(try await found(first) == nil)
      #expect(try await found(second) != nil)
      #expect(try await house.everything().allSatisfy { !$0.contains(second.suffix(43)) })
      try await publisher.withdrawLink(ofPrivateSummaryOf: paper.id, by: ada)
      #expect(try await found(second) == nil)
      let third = try await publisher.shareLink(ofPrivateSummaryOf: paper.id, by: ada)
      try await house.store.write { try $0.setState(of: ada.id, .suspended) }
      #expect(try await found(third) == nil, "of who is suspended nothing is shown")
    }
  }
}
