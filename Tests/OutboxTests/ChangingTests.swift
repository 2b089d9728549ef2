import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Editing and deleting")
struct ChangingTests {
  @Test("An edit is later than what it replaces, keeps the history, and reaches the room's followers from the author too")
  func edits() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let paper = try await house.paper()
      try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
      let post = try await house.publisher.publish(SummaryDraft(body: "First."), of: paper, by: ada)
      let edited = try await house.publisher.edit(
        summary: post.id, to: SummaryDraft(title: "Anew", body: "Second, for @bob."), by: ada)
      #expect(edited.updatedAt == post.publishedAt.adding(seconds: 1), "the clock stood still and the edit is later all the same")
      let update = try await house.last("Update")
      #expect(update.document["object"]?["updated"]?.string == "2026-11-20T10:00:01Z")
      #expect(update.document["object"]?["name"]?.string == "Anew")
      #expect(update.document["object"]?["cc"]?.array?.last?.string == bob.uri.text)
      let later = try await house.deliveries().suffix(2)
      #expect(later.map(\.type) == ["Update", "Announce"] && Set(later.map(\.inbox)) == ["https://mastodon.example/inbox"])
      let announce = try await house.last("Announce")
      #expect(announce.document["object"]?["type"]?.string == "Update" && !announce.isListed)
      #expect(try await house.store.read { try $0.revisions(of: post.id) }.map(\.source) == ["Second, for @bob.", "First."])
      #expect(try await house.store.read { try $0.recipients(of: post.id) }.map(\.id) == [bob.id])
    }
  }

  @Test("Deleting erases text, revisions and bytes, leaves a tombstone, and tells everybody who had it")
  func deletes() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      try await house.follow(ada, by: house.remote("gil", at: "https://gts.example"))
      try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
      let post = try await house.publisher.publish(SummaryDraft(body: "A secret slip."), of: paper, by: ada)
      _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "Another slip."), by: ada)
      house.clock.advance(seconds: 60)
      try await house.publisher.delete(post: post.id, by: ada)
      let activities = try await house.activities()
      #expect(activities.map(\.type) == ["Delete", "Announce"])
      #expect(activities.allSatisfy { !String(decoding: $0.body, as: UTF8.self).contains("slip") })
      let delete = try #require(activities.first?.document)
      #expect(delete["object"]?["type"]?.string == "Tombstone" && delete["object"]?["id"]?.string == post.uri.text)
      #expect(delete["to"]?.array?.first?.string == Visibility.everyone && delete["proof"] != nil)
      #expect(
        try await house.deliveries().map { "\($0.type) \($0.host)" }.sorted() == [
          "Announce mastodon.example", "Delete gts.example", "Delete mastodon.example",
        ])
      #expect(try await house.count("post") == 0)
      #expect(try await house.count("revision") == 0)
      #expect(try await house.store.read { try $0.tombstone(uri: post.uri.text) }?.formerType == "Article")
    }
  }

  @Test("Nobody edits or deletes what is not theirs")
  func refusesOthers() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      let post = try await house.publisher.publish(SummaryDraft(body: "Mine."), of: house.paper(), by: ada)
      let before = try await house.activities().count
      await #expect(throws: PublishError.notFound) { try await house.publisher.delete(post: post.id, by: bob) }
      await #expect(throws: PublishError.notFound) {
        try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "Yours."), by: bob)
      }
      await #expect(throws: PublishError.notFound) {
        try await house.publisher.edit(reply: post.id, to: ReplyDraft(body: "Not a reply."), by: ada)
      }
      #expect(try await house.activities().count == before)
    }
  }

  @Test("A new name and bio go to the followers as an Update of the actor")
  func updatesProfile() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: "https://mastodon.example"))
      house.clock.advance(seconds: 60)
      try await house.publisher.updateProfile(ProfileDraft(displayName: "Ada L.", biography: "I read *papers*."), of: ada)
      let update = try await house.last("Update")
      #expect(update.document["object"]?["name"]?.string == "Ada L.")
      #expect(update.document["object"]?["summary"]?.string == "<p>I read <em>papers</em>.</p>\n")
      #expect(update.document["object"]?["updated"]?.string == "2026-11-20T10:01:00Z" && update.document["proof"] != nil)
      #expect(try await house.deliveries().map(\.inbox) == ["https://mastodon.example/inbox"])
    }
  }

  @Test("A paper is added once: any of its identifiers opens it, two of different papers are a conflict")
  func addsPapers() async throws {
    try await TestHouse.use { house in
      let first = try await house.paper()
      #expect(first.name == "arxiv_1706_03762")
      let again = PaperDraft(title: "The same", authors: ["A. Vaswani"], identifiers: ["arXiv:1706.03762v5", "10.1000/another"])
      let same = try await house.publisher.addPaper(try again.validated(), source: "local")
      #expect(same.id == first.id && same.title == first.title && same.identifiers.count == first.identifiers.count + 1)
      let other = PaperDraft(title: "Another", authors: ["B"], identifiers: ["arXiv:1512.03385"])
      _ = try await house.publisher.addPaper(try other.validated(), source: "local")
      let both = PaperDraft(title: "Both", authors: ["C"], identifiers: ["arXiv:1512.03385", "10.1000/another"])
      await #expect(throws: PublishError.identifierConflict) {
        try await house.publisher.addPaper(try both.validated(), source: "local")
      }
    }
  }
}
