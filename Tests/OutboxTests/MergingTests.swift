import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Papers that are merged, and their rooms")
struct MergingTests {
  private static func article(in house: TestHouse) async throws -> PaperRow {
    let draft = PaperDraft(
      title: "Attention is all you need", authors: ["Ashish Vaswani"], venue: "NIPS", year: 2017, identifiers: ["10.1000/x"])
    return try await house.publisher.addPaper(try draft.validated(), source: "local")
  }

  private static func announced(_ house: TestHouse, to inbox: String) async throws -> Int {
    try await house.deliveries().filter { $0.type == "Announce" && $0.inbox == inbox }.count
  }

  @Test("Who follows the room of the paper that was merged hears of all that comes to the other; both rooms stand at their ids")
  func follows() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let mod = try await house.person("mod", role: .moderator)
      let (winner, loser) = (try await house.paper(), try await Self.article(in: house))
      let (room, former) = (try await house.room(of: winner), try await house.room(of: loser))
      try await house.follow(former, by: house.remote("liz", at: "https://old.example"))
      try await house.follow(room, by: house.remote("eve", at: "https://new.example"))
      let first = try await house.publisher.publish(SummaryDraft(body: "Of the article."), of: loser, by: ada)
      #expect(try await Self.announced(house, to: "https://new.example/inbox") == 0)
      let entry = try await house.publisher.merge(loser.id, into: winner.id, by: mod, reason: "The same text.")
      // The followers of the room that stays are told of what came.
      #expect(try await Self.announced(house, to: "https://new.example/inbox") == 1)
      let told = try await house.last("Announce", by: room.uri.text)
      #expect(told.isListed && told.document["object"]?.string == first.uri.text)
      let before = try await Self.announced(house, to: "https://old.example/inbox")
      let second = try await house.publisher.publish(SummaryDraft(body: "Of the paper."), of: winner, by: bob)
      #expect(try await Self.announced(house, to: "https://old.example/inbox") == before + 2)
      let passed = try await house.activities().filter { $0.type == "Announce" && $0.actor == former.uri.text }.suffix(2)
      #expect(passed.last?.document["object"]?.string == second.uri.text)
      #expect(passed.first?.document["object"]?["object"]?["id"]?.string == second.uri.text)
      #expect(passed.first?.isListed == true, "it stands in the outbox of the former room, too")
      // A summary keeps whom it was written to.
      let edited = try await house.publisher.edit(summary: first.id, to: SummaryDraft(body: "Better."), by: ada)
      let update = try await house.last("Update", by: ada.uri.text)
      #expect(update.document["object"]?["audience"]?.string == former.uri.text && edited.paperID == winner.id)
      #expect(update.document["object"]?["paper"]?["doi"]?.string != nil)
      let inboxes = Set(try await house.deliveries().filter { $0.type == "Update" }.map(\.inbox))
      #expect(inboxes.isSuperset(of: ["https://old.example/inbox", "https://new.example/inbox"]))
      _ = entry
    }
  }

  @Test("The former room names the other as where it moved, which names it; an undo takes both back and tells the followers")
  func documents() async throws {
    try await TestHouse.use { house in
      let mod = try await house.person("mod", role: .moderator)
      let (winner, loser) = (try await house.paper(), try await Self.article(in: house))
      let (room, former) = (try await house.room(of: winner), try await house.room(of: loser))
      try await house.follow(former, by: house.remote("liz", at: "https://old.example"))
      func documents() async throws -> (ActorDocument, ActorDocument) {
        let rows = try await house.store.read { transaction in
          try [room, former].map {
            (try transaction.actor($0.id), try transaction.paper(room: $0.id), try transaction.roomsOfOnePaper($0.id))
          }
        }
        var made: [ActorDocument] = []
        for (actor, paper, rooms) in rows {
          made.append(try await house.instance.document(of: try #require(actor), paper: paper, rooms: rooms))
        }
        return (made[0], made[1])
      }
      let entry = try await house.publisher.merge(loser.id, into: winner.id, by: mod, reason: "The same text.")
      var (standing, merged) = try await documents()
      #expect(merged.id.text == former.uri.text && merged.movedTo?.text == room.uri.text && merged.type == .group)
      #expect(standing.movedTo == nil && standing.alsoKnownAs.map(\.text) == [former.uri.text])
      #expect(merged.paper?.arxivId == "1706.03762" && merged.inbox.text == former.inbox)
      let update = try await house.last("Update", by: former.uri.text)
      #expect(update.document["object"]?["movedTo"]?.string == room.uri.text)
      #expect(try await house.deliveries().contains { $0.type == "Update" && $0.inbox == "https://old.example/inbox" })
      _ = try await house.publisher.undoMerge(entry.id, by: mod, reason: "Two texts.")
      (standing, merged) = try await documents()
      #expect(merged.movedTo == nil && standing.alsoKnownAs.isEmpty && merged.paper?.arxivId == nil)
      #expect(try await house.last("Update", by: former.uri.text).document["object"]?["movedTo"] == nil)
    }
  }

  @Test("What a source says itself merges papers that look alike; what somebody sent as that source's does not")
  func byRecord() async throws {
    try await TestHouse.use { house in
      let (winner, loser) = (try await house.paper(), try await Self.article(in: house))
      let draft = PaperDraft(
        title: "Attention is All you Need", authors: ["A. Vaswani"], year: 2017, identifiers: ["arxiv:1706.03762", "10.1000/x"])
      var statement = PaperStatement(source: "crossref", rank: 10, paper: try draft.validated())
      statement.key = "10.1000/x"
      let said = statement
      await #expect(throws: PublishError.identifierConflict) { try await house.publisher.addPaper(said) }
      var typed = said
      typed.rank = 45
      let unranked = typed
      await #expect(throws: PublishError.identifierConflict) {
        try await house.publisher.addPaper(unranked, isFirstHand: true)
      }
      #expect(try await house.store.read { try $0.paper(loser.id) } != nil)
      let row = try await house.publisher.addPaper(said, isFirstHand: true)
      #expect(row.id == winner.id && row.identifiers.contains { $0.canonical == "doi:10.1000/x" })
      let entry = try #require(try await house.store.read { try $0.merges(of: winner.id).first })
      #expect(entry.cause.source == "crossref" && entry.cause.actorID == nil)
      #expect(try await house.store.read { try $0.records(of: winner.id).contains { $0.source == "crossref" } })
      await #expect(throws: PublishError.self) {
        try await house.publisher.merge(loser.id, into: winner.id, by: nil, reason: "Again.")
      }
      await #expect(throws: PublishError.self) { try await house.publisher.undoMerge(entry.id, by: nil, reason: "  ") }
    }
  }
}
