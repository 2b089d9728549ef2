import Actors
import Domain
import JSON
import Outbox
import ServiceLifecycle
import Signatures
import Store
import Synchronization
import TestSupport
import Testing

@Suite("When a delivery fails", .timeLimit(.minutes(2)))
struct BackingOffTests {
  @Test("5xx backs off the host, not the row: one request, then nothing until the wait is over, then everything in order")
  func backsOff() async throws {
    let isDown = Mutex(true)
    try await withPeers { _ in
      PeerAnswer(isDown.withLock { $0 } ? 503 : 202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      try await house.follow(ada, by: house.remote("eve", at: peers.origin("one")))
      let post = try await house.publisher.publish(SummaryDraft(body: "1"), of: house.paper(), by: ada)
      for number in 2...4 {
        _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "\(number)"), by: ada)
      }
      let host = "one.localhost:\(peers.port)"
      try await house.work { try await house.store.read { try $0.peer(host)?.failures } == 1 }
      #expect(peers.requests.count == 1)
      let first = try #require(try await house.store.read { try $0.peer(host) })
      #expect((60_000...66_000).contains(first.nextAttemptAt.milliseconds(since: house.clock.now)))
      house.clock.advance(seconds: 59)
      try await house.settle()
      #expect(peers.requests.count == 1, "not before its time")
      house.clock.advance(seconds: 8)
      try await house.work { try await house.store.read { try $0.peer(host)?.failures } == 2 }
      let second = try #require(try await house.store.read { try $0.peer(host) })
      #expect((300_000...330_000).contains(second.nextAttemptAt.milliseconds(since: house.clock.now)))
      #expect(peers.requests.count == 2, "a failing host is probed with its oldest delivery alone")
      isDown.withLock { $0 = false }
      house.clock.advance(seconds: 331)
      try await house.work { try await house.deliveries().isEmpty }
      let delivered = try peers.requests.suffix(4).map {
        try JSONValue(parsing: $0.body)["object"]?["source"]?["content"]?.string
      }
      #expect(delivered == ["1", "2", "3", "4"])
      #expect(Set(peers.requests.compactMap { $0.first("date") }).count == 3, "signed anew at each attempt")
      #expect(try await house.store.read { try $0.peer(host)?.failures } == 0)
    }
  }

  @Test("Deliveries that fail together are one failure of their host")
  func oneOutage() async throws {
    try await withPeers { _ in
      PeerAnswer(500)
    } test: { house, peers in
      let ada = try await house.person("ada")
      for number in 0..<4 {
        let eve = try await house.remote("eve\(number)", at: peers.origin("one"))
        try await house.publisher.follow(eve, by: ada)
      }
      try await house.work { try await house.deliveries().allSatisfy { $0.lastError == "status_500" } }
      #expect(peers.requests.count == 4)
      #expect(try await house.store.read { try $0.peer("one.localhost:\(peers.port)")?.failures } == 1)
    }
  }

  @Test("Retry-After is waited for, given in seconds or as a date", arguments: ["7200", "Fri, 20 Nov 2026 12:00:00 GMT"])
  func retryAfter(value: String) async throws {
    try await withPeers { _ in
      PeerAnswer(429, [("Retry-After", value)])
    } test: { house, peers in
      let ada = try await house.person("ada")
      try await house.publisher.follow(house.remote("eve", at: peers.origin("one")), by: ada)
      let host = "one.localhost:\(peers.port)"
      try await house.work { try await house.store.read { try $0.peer(host)?.failures } == 1 }
      let next = try #require(try await house.store.read { try $0.peer(host)?.nextAttemptAt })
      #expect(next.milliseconds(since: house.clock.now) == 7_200_000)
    }
  }

  @Test("A refusal ends that delivery, is noted, and shows that the host is there")
  func refusal() async throws {
    try await withPeers {
      PeerAnswer($0.path.contains("bad") ? 403 : 202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      let host = "one.localhost:\(peers.port)"
      try await house.store.write { try $0.hostFailed(host, error: "connect", next: house.clock.now) }
      for name in ["bad", "good"] {
        try await house.publisher.follow(house.remote(name, at: peers.origin("one")), by: ada)
      }
      try await house.work { try await house.deliveries().isEmpty }
      let peer = try await house.store.read { try $0.peer(host) }
      #expect(peer?.failures == 0 && peer?.lastError == "status_403")
      #expect(peers.requests.map(\.path) == ["/users/bad/inbox", "/users/good/inbox"])
    }
  }

  @Test("A host blocked meanwhile, or a signer suspended meanwhile, gets and sends nothing; no peer is blamed for it")
  func dropped() async throws {
    try await withPeers { _ in
      PeerAnswer(202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob")
      try await house.publisher.follow(house.remote("eve", at: peers.origin("one")), by: ada)
      try await house.publisher.follow(house.remote("eve", at: peers.origin("two")), by: bob)
      try await house.store.write { transaction in
        try transaction.blockHost("one.localhost:\(peers.port)")
        try transaction.setState(of: bob.id, .suspended)
      }
      try await house.work { try await house.deliveries().isEmpty }
      #expect(peers.requests.isEmpty)
      #expect(try await house.store.read { try $0.peer("two.localhost:\(peers.port)")?.lastError } == nil)
    }
  }
}
