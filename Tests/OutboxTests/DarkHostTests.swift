import Actors
import Domain
import JSON
import Outbox
import Store
import Synchronization
import TestSupport
import Testing

@Suite("When a host is dark for days", .timeLimit(.minutes(2)))
struct DarkHostTests {
  @Test("After nine days it gets everything, each object's versions in their order, and nothing twice")
  func nineDays() async throws {
    let isDark = Mutex(true)
    try await withPeers { _ in
      PeerAnswer(isDark.withLock { $0 } ? 502 : 202)
    } test: { house, peers in
      let host = "one.localhost:\(peers.port)"
      let eve = try await house.remote("eve", at: peers.origin("one"))
      let paper = try await house.paper()
      var posts: [(author: ActorRow, id: RowID)] = []
      for name in ["ada", "bela", "cleo"] {
        let author = try await house.person(name)
        try await house.follow(author, by: eve)
        posts.append((author, try await house.publisher.publish(SummaryDraft(body: "\(name) 0"), of: paper, by: author).id))
      }
      let start = house.clock.now
      var edits = 0
      while house.clock.now.milliseconds(since: start) < 9 * 86_400_000 {
        let before = try await house.store.read { try $0.peer(host)?.failures } ?? 0
        try await house.work { try await house.store.read { try $0.peer(host)?.failures } == before + 1 }
        // The next edits come while it is dark, about one a day.
        if before % 3 == 2 {
          let (author, id) = posts[edits % posts.count]
          edits += 1
          _ = try await house.publisher.edit(summary: id, to: SummaryDraft(body: "\(author.name) \(edits)"), by: author)
        }
        house.clock.advance(seconds: 7 * 3_600)
        let oldest = Timestamp(milliseconds: house.clock.now.milliseconds - Backoff.horizon)
        #expect(try await house.store.write { try $0.dropDeliveries(olderThan: oldest) } == 0)
      }
      #expect(edits >= 8)
      let attempts = peers.requests.count
      #expect(attempts < 50, "a dark host is asked now and then, whatever waits for it")
      isDark.withLock { $0 = false }
      try await house.work { try await house.deliveries().isEmpty }
      let arrived = try peers.requests.dropFirst(attempts).map { try JSONValue(parsing: $0.body) }
      #expect(arrived.count == posts.count + edits)
      #expect(Set(arrived.compactMap { $0["id"]?.string }).count == arrived.count)
      for (author, _) in posts {
        let versions = arrived.filter { $0["actor"]?.string == author.uri.text }
        let texts = versions.compactMap { $0["object"]?["source"]?["content"]?.string }
        let numbers = texts.compactMap { Int($0.dropFirst(author.name.count + 1)) }
        #expect(texts.count == versions.count && numbers == numbers.sorted() && numbers.first == 0, "\(texts)")
        #expect(versions.first?["type"]?.string == "Create")
        #expect(versions.dropFirst().allSatisfy { $0["type"]?.string == "Update" })
      }
    }
  }
}
