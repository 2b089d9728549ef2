import Actors
import Domain
import Outbox
import Store
import TestSupport
import Testing

@Suite("Delete really deletes")
struct ErasureTests {
  /// A word that stands nowhere else.
  static let word = "zyzzyvas"

  @Test("Of a deleted summary no table holds a word: text, versions, renderings, activities, search, citations, votes, notices")
  func erases() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      try await house.follow(ada, by: house.remote("gil", at: "https://gts.example"))
      let draft = { (number: Int) in
        SummaryDraft(
          title: "\(Self.word) title \(number)", tldr: "\(Self.word) in short.",
          body: "\(Self.word) \(number), see \\cite{1512.03385}, @bob. #\(Self.word)", language: "en")
      }
      let post = try await house.publisher.publish(draft(1), of: paper, by: ada)
      _ = try await house.publisher.edit(summary: post.id, to: draft(2), by: ada)
      try await house.publisher.vote(.up, on: post.id, by: bob)
      try await house.publisher.share(true, post: post.id, by: bob)
      _ = try await house.publisher.reply(ReplyDraft(body: "Hm."), to: post.id, by: bob)
      let before = try await Self.tables(holding: Self.word, in: house)
      #expect(Set(before).isSuperset(of: ["post", "revision", "activity", "hashtag"]))
      try await house.publisher.delete(post: post.id, by: ada)
      #expect(try await Self.tables(holding: Self.word, in: house) == [])
      for table in ["revision", "vote", "share", "citation", "hashtag"] {
        let rows = try await house.tables()[table] ?? []
        #expect(rows.allSatisfy { !$0.contains(post.id.text) }, "\(table)")
      }
      // Its id is left, with the word that it was deleted.
      #expect(try await house.store.read { try $0.tombstone(uri: post.uri.text) } != nil)
    }
  }

  @Test("Of what was private or under a pseudonym nothing is left, published or not")
  func erasesHidden() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let publisher = house.publisher
      let draft = SummaryDraft(body: "\(Self.word).")
      _ = try await publisher.place(draft, for: .private, of: paper, by: ada)
      try await publisher.delete(privateSummaryOf: paper.id, by: ada)
      #expect(try await Self.tables(holding: Self.word, in: house) == [])
      _ = try await publisher.place(draft, for: .pseudonym, of: paper, by: ada)
      #expect(try await Self.tables(holding: Self.word, in: house) == [], "what waits is sealed")
      try await publisher.delete(pseudonymousOf: paper.id, by: ada)
      let hidden = try await PseudonymTests.publish(house, paper, ada)
      try await publisher.delete(pseudonymousOf: paper.id, by: ada)
      #expect(try await Self.tables(holding: "table 3", in: house) == [])
      let rows = try await house.tables()
      #expect(rows["pseudonym"] == [] && rows["private_summary"] == [])
      #expect(rows["actor"]?.contains { $0.contains(hidden.actor?.displayName ?? "") } == false, "of the name nothing is left")
    }
  }

  /// Tables with the word in them; those in which SQLite keeps its index of words until it tidies it are passed over.
  private static func tables(holding word: String, in house: TestHouse) async throws -> [String] {
    try await house.tables().filter { name, rows in
      !(name.hasPrefix("search_") && name.hasSuffix("_data"))
        && rows.contains { row in row.contains { $0.lowercased().contains(word) } }
    }.keys.sorted()
  }
}
