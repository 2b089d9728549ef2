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

@Suite("The Courier", .timeLimit(.minutes(2)))
struct CourierTests {
  @Test("A delivery carries the stored bytes with a signature that verifies, once, and the queue is empty")
  func delivers() async throws {
    try await withPeers { _ in
      PeerAnswer(202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      let eve = try await house.remote("eve", at: peers.origin("one"))
      try await house.publisher.follow(eve, by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      let request = try #require(peers.requests.first)
      #expect(peers.requests.count == 1 && request.path == "/users/eve/inbox")
      #expect(request.body == (try await house.last("Follow").body))
      #expect(request.first("content-type") == "application/activity+json")
      #expect(try await house.verifies(request, by: ada))
      #expect(try await house.store.read { try $0.peer("one.localhost:\(peers.port)")?.lastSuccessAt } == house.clock.now)
    }
  }

  @Test("A peer that says 401 is knocked at in the other dialect, which is remembered", arguments: [400, 401])
  func secondKnock(status: Int) async throws {
    try await withPeers {
      PeerAnswer($0.first("signature-input") == nil ? status : 202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      let eve = try await house.remote("eve", at: peers.origin("one"))
      try await house.publisher.follow(eve, by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      try await house.publisher.unfollow(eve, by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      #expect(peers.requests.map { $0.first("signature-input") != nil } == [false, true, true])
      for request in peers.requests { #expect(try await house.verifies(request, by: ada)) }
    }
  }

  @Test("400 to both knocks is final; 401 to both is tried again")
  func bothKnocks() async throws {
    try await withPeers {
      PeerAnswer($0.host.hasPrefix("one") ? 400 : 401)
    } test: { house, peers in
      let ada = try await house.person("ada")
      for name in ["one", "two"] {
        try await house.publisher.follow(house.remote("eve", at: peers.origin(name)), by: ada)
      }
      try await house.work { try await house.deliveries().map(\.lastError) == ["status_401"] }
      #expect(try await house.deliveries().map(\.host) == ["two.localhost:\(peers.port)"])
      #expect(peers.requests.count == 4)
    }
  }

  @Test("410 from a personal inbox ends that follower and what waits for it, and nobody else")
  func personalGone() async throws {
    try await withPeers {
      PeerAnswer($0.path == "/users/gone/inbox" ? 410 : 202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      for name in ["gone", "here"] {
        try await house.follow(ada, by: house.remote(name, at: peers.origin("one"), isShared: false))
      }
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "More."), by: ada)
      try await house.work { try await house.deliveries().isEmpty }
      let left = try await house.store.read { try $0.followers(of: ada.id, offset: 0, limit: 9) }
      #expect(left.map(\.name) == ["here"])
      #expect(peers.requests.filter { $0.path == "/users/gone/inbox" }.count == 1)
      #expect(peers.requests.filter { $0.path == "/users/here/inbox" }.count == 2)
    }
  }

  @Test("410 from a shared inbox: an actor behind it is asked for once; only if that one is gone does everybody go")
  func sharedGone() async throws {
    for actorStatus in [200, 410] {
      try await withPeers { request in
        guard request.method == "GET" else { return PeerAnswer(410) }
        let document = "{\"id\":\"http://\(request.host)\(request.path)\",\"type\":\"Person\"}"
        return PeerAnswer(actorStatus, [("Content-Type", "application/activity+json")], Array(document.utf8))
      } test: { house, peers in
        let ada = try await house.person("ada")
        for name in ["eve", "ian"] { try await house.follow(ada, by: house.remote(name, at: peers.origin("one"))) }
        let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
        _ = try await house.publisher.edit(summary: post.id, to: SummaryDraft(body: "More."), by: ada)
        try await house.work { try await house.deliveries().isEmpty }
        #expect(peers.requests.filter { $0.method == "GET" }.count == 1)
        let posts = peers.requests.filter { $0.method == "POST" }.count
        let left = try await house.store.read { try $0.followerCount(of: ada.id) }
        #expect(actorStatus == 200 ? (posts == 2 && left == 2) : (posts == 1 && left == 0))
      }
    }
  }

  @Test("A host that does not answer delays no other, and gets no more than four at once")
  func deadHost() async throws {
    let gate = Gate()
    try await withPeers { request in
      if request.host.hasPrefix("dead") { await gate.wait() }
      return PeerAnswer(202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      for number in 0..<12 {
        try await house.publisher.follow(house.remote("eve\(number)", at: peers.origin("dead")), by: ada)
      }
      for number in 0..<12 {
        try await house.publisher.follow(house.remote("ian\(number)", at: peers.origin("live")), by: ada)
      }
      let live = "live.localhost:\(peers.port)"
      try await house.work(leaving: { gate.open() }) {
        // All of the living host's while four of the dead one's are still under way.
        try await house.deliveries().allSatisfy { $0.host != live } && peers.requests.count == 16
      }
      #expect(peers.mostAtOnce("dead.localhost:\(peers.port)") == 4)
      #expect(peers.mostAtOnce(live) <= 4)
      let left = try await house.deliveries()
      #expect(left.allSatisfy { $0.attempts == 0 }, "what was under way when it was told to stop is finished")
      #expect(peers.requests.count + left.count == 24)
    }
  }

  @Test("What one inbox hears of one object comes in order, though four lanes are open")
  func ordered() async throws {
    try await withPeers { request in
      // The first of each object dawdles; a later one must not pass it.
      if String(decoding: request.body, as: UTF8.self).contains("\"Follow\"") { try? await Task.sleep(for: .milliseconds(30)) }
      return PeerAnswer(202)
    } test: { house, peers in
      let ada = try await house.person("ada")
      for number in 0..<3 {
        let eve = try await house.remote("eve\(number)", at: peers.origin("one"))
        for _ in 0..<3 {
          try await house.publisher.follow(eve, by: ada)
          try await house.publisher.unfollow(eve, by: ada)
        }
      }
      try await house.work { try await house.deliveries().isEmpty }
      for number in 0..<3 {
        let types = try peers.requests.filter { $0.path == "/users/eve\(number)/inbox" }
          .map { try JSONValue(parsing: $0.body)["type"]?.string }
        #expect(types == ["Follow", "Undo", "Follow", "Undo", "Follow", "Undo"])
      }
    }
  }
}
