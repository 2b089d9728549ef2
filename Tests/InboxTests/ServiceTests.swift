import Domain
import JSON
import ServiceLifecycle
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("The service that handles what was stored")
struct ServiceTests {
  @Test("A handler that waits for another server delays neither the answer at the door nor the items of other actors")
  func slowHandler() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let gil = try scene.stranger("/users/gil", at: "gotosocial", key: 1)
      for sender in [eve, gil] { try await scene.receive(sender.activity("Follow", .string(Words.ada)), by: sender) }
      try await scene.house.follow(try await scene.actor(eve.id), by: ada)
      let gate = Gate()
      scene.web.publish(gil.note("1"))
      scene.web.hold(at: gate)
      let boost = eve.activity("Announce", .string(gil.id + "/1"), to: [Words.everybody])
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { () async throws -> Void in
          #expect(try await scene.post(boost, by: eve) == 202)
          await scene.service.drain()
        }
        group.addTask { () async throws -> Void in
          while gate.count == 0 { await Task.yield() }
          #expect(try await scene.outcome(of: boost) == "waiting")
          let other = eve.activity("Like", .string(Words.summary))
          let like = gil.activity("Like", .string(Words.summary))
          #expect(try await scene.post(other, by: eve) == 202)
          #expect(try await scene.post(like, by: gil) == 202)
          await scene.service.drain()
          #expect(try await scene.outcome(of: like) == "done")
          // The second item of the slow one's actor waits for its turn.
          #expect(try await scene.outcome(of: other) == "waiting")
          gate.open()
        }
        try await group.waitForAll()
      }
      await scene.service.drain()
      #expect(try await scene.outcome(of: boost) == "done")
      #expect(try await scene.find(Words.summary)?.likes == 2)
    }
  }

  @Test("An item that meets an unreachable server is tried again after each wait and then refused")
  func retries() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      try await scene.house.follow(try await scene.actor(eve.id), by: ada)
      let url = scene.peers.origin("far") + "/1"
      scene.web.fail(url, 502)
      let boost = eve.activity("Announce", .string(url), to: [Words.everybody])
      try await scene.receive(boost, by: eve)
      for (index, wait) in InboxLimits.retries.enumerated() {
        #expect(try await scene.outcome(of: boost) == "waiting")
        scene.house.clock.advance(seconds: wait - 1)
        await scene.service.drain()
        #expect(scene.peers.requests.count { $0.path == "/1" } == index + 1)
        scene.house.clock.advance(seconds: 1)
        await scene.service.drain()
      }
      #expect(try await scene.outcome(of: boost) == "unreachable")
    }
  }

  @Test("An item whose handling ended in a crash five times is refused as poison and kept for the operator to see")
  func poison() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let like = eve.activity("Like", .string(Words.summary))
      #expect(try await scene.post(like, by: eve) == 202)
      for _ in 0..<InboxLimits.crashes {
        let leased = try await scene.store.write { try $0.leaseItems(owner: 1, limit: 8, duration: InboxLimits.lease) }
        #expect(leased.count == 1)
        scene.house.clock.advance(seconds: InboxLimits.lease / 1_000 + 1)
      }
      await scene.service.drain()
      #expect(try await scene.outcome(of: like) == "poison")
      #expect(try await scene.find(Words.summary)?.likes == 0)
      let item = try await scene.store.read { try $0.items(activityKey: like["id"]?.string ?? "").first }
      #expect(item?.body == like.serialized())
    }
  }

  @Test("An item whose lease ran out is handled again, once")
  func crash() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let like = eve.activity("Like", .string(Words.summary))
      #expect(try await scene.post(like, by: eve) == 202)
      _ = try await scene.store.write { try $0.leaseItems(owner: 1, limit: 8, duration: InboxLimits.lease) }
      await scene.service.drain()
      #expect(try await scene.outcome(of: like) == "waiting")
      scene.house.clock.advance(seconds: InboxLimits.lease / 1_000 + 1)
      await scene.service.drain()
      #expect(try await scene.outcome(of: like) == "done")
      #expect(try await scene.find(Words.summary)?.likes == 1)
    }
  }

  @Test("Items that were leased and not begun go back as if nothing had been")
  func returning() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let like = eve.activity("Like", .string(Words.summary))
      #expect(try await scene.post(like, by: eve) == 202)
      for _ in 0...InboxLimits.crashes {
        let leased = try await scene.store.write { try $0.leaseItems(owner: 1, limit: 8, duration: InboxLimits.lease) }
        try await scene.store.write { try $0.returnItems(leased.map(\.id), owner: 1) }
      }
      await scene.service.drain()
      #expect(try await scene.outcome(of: like) == "done")
    }
  }

  @Test("The running service hears the bell, handles what comes, and ends when told to")
  func running() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: [scene.service], logger: scene.house.instance.logger))
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for number in 1...20 {
          let sender = number % 2 == 0 ? eve : try scene.stranger("/users/u\(number)", at: "mastodon", key: 1)
          try await scene.post(sender.activity("Like", .string(Words.summary)), by: sender)
        }
        while try await scene.store.read({ try $0.waitingItems() }) > 0 { try await Task.sleep(for: .milliseconds(5)) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      #expect(try await scene.find(Words.summary)?.likes == 11)
    }
  }
}
