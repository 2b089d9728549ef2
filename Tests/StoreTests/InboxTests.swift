import Domain
import LocalPostgres
import Store
import Testing

@Suite struct InboxTests {
  private static let zoe = "https://far.example/zoe"
  private static let yan = "https://far.example/yan"

  private func receive(_ scratch: Scratch, _ names: String..., from actor: String = zoe) async throws {
    for name in names {
      try await scratch.write { _ = try $0.insertItem(Drafts.item(name, from: actor)) }
    }
  }

  private func lease(_ scratch: Scratch, _ owner: Int64 = 1, limit: Int = 10) async throws -> [InboxRow] {
    try await scratch.claim { try $0.leaseItems(owner: owner, limit: limit, duration: 60_000) }
  }

  @Test(arguments: Engine.allCases)
  func `An item is new once for its key, channel and repetition`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      for (draft, isNew) in [
        (Drafts.item("a", from: Self.zoe), true), (Drafts.item("a", from: Self.zoe), false),
        (Drafts.item("a", from: Self.yan), false), (Drafts.item("a", from: Self.yan, channel: .forwarded), true),
        (Drafts.item("a", from: Self.zoe, repeatKey: "signature 2"), true), (Drafts.item("b", from: Self.zoe), true),
      ] {
        #expect(try await scratch.write { try $0.insertItem(draft) != nil } == isNew)
      }
      #expect(try await scratch.read { try $0.waitingItems() } == 4)
      let kept = try await scratch.read { try $0.items(activityKey: "a") }
      #expect(kept.map(\.channel) == [.direct, .forwarded, .direct] && kept.allSatisfy { $0.state == .waiting })
    }
  }

  @Test(arguments: Engine.allCases)
  func `Items of one actor come in order, and one batch at a time over all owners`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2", "3", "4")
      try await receive(scratch, "y", from: Self.yan)
      let first = try await lease(scratch, 1, limit: 2)
      #expect(first.map(\.activityKey) == ["1", "2"])
      #expect(try await lease(scratch, 2).map(\.activityKey) == ["y"])
      #expect(try await lease(scratch, 3).isEmpty)
      let (one, two) = (try #require(first.first), try #require(first.last))
      #expect(try await scratch.write { try $0.finishItem(one.id, owner: 1) })
      try await scratch.write { try $0.dropBody(of: one.id) }
      #expect(try await lease(scratch, 2).isEmpty)
      try await scratch.write { try $0.refuseItem(two.id, reason: "not_owner") }
      #expect(try await lease(scratch, 2).map(\.activityKey) == ["3", "4"])
      #expect(try await scratch.write { try $0.finishItem(one.id, owner: 1) } == false)
      #expect(try await scratch.read { try $0.items(activityKey: "1").first?.body } == .some(nil))
      #expect(try await scratch.read { try $0.items(activityKey: "2").first?.reason } == "not_owner")
      #expect(try await scratch.read { try $0.items(activityKey: "2").first?.body } != .some(nil))
    }
  }

  @Test(arguments: Engine.allCases)
  func `A lease that runs out passes to the next, and the former owner no longer holds it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1")
      let row = try #require(try await lease(scratch, 1).first)
      #expect(try await scratch.write { try $0.holdsItem(row.id, owner: 1) })
      scratch.wait(milliseconds: 60_001)
      #expect(try await scratch.write { try $0.holdsItem(row.id, owner: 1) } == false)
      let again = try await lease(scratch, 2)
      #expect(again.map(\.id) == [row.id] && again.map(\.attempts) == [1])
      #expect(try await scratch.write { try $0.holdsItem(row.id, owner: 1) } == false)
      #expect(try await scratch.write { try $0.holdsItem(row.id, owner: 2) })
      try await scratch.write { try $0.finishItem(row.id, owner: 2) }
      #expect(try await scratch.write { try $0.holdsItem(row.id, owner: 2) } == false)
    }
  }

  @Test(arguments: Engine.allCases)
  func `When a lease runs out, only the first of its batch can have been begun`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2", "3")
      for _ in 0..<5 {
        #expect(try await lease(scratch).count == 3)
        scratch.wait(milliseconds: 60_001)
      }
      #expect(try await lease(scratch).map(\.attempts) == [5, 0, 0])
    }
  }

  @Test(arguments: Engine.allCases)
  func `The leases of a server that is gone can be ended, of items and of deliveries`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2")
      let ada = try await scratch.person("ada")
      for name in ["a", "b", "c"] { try await scratch.send(name, from: ada, to: [Drafts.target("a.example")]) }
      #expect(try await lease(scratch, 1).count == 2)
      #expect(try await scratch.lease(1, lanes: 2).count == 2)
      #expect(try await lease(scratch, 2).isEmpty)
      #expect(try await scratch.lease(2, lanes: 2).isEmpty)
      let ended = try await scratch.write { try $0.endLeases(lanes: 2) }
      #expect(ended.items == 2 && ended.deliveries == 2)
      #expect(try await lease(scratch, 2).count == 2)
      #expect(try await scratch.lease(2, lanes: 2).count == 2)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A death is held against the first of a batch alone, however often the server dies`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2", "3")
      for _ in 0..<6 {
        #expect(try await lease(scratch, 1).count == 3)
        _ = try await scratch.write { try $0.endLeases(lanes: 2) }
      }
      for _ in 0..<2 {
        #expect(try await lease(scratch, 7).count == 3)
        _ = try await scratch.write { try $0.releaseLeases(of: RowID(7)) }
      }
      #expect(try await lease(scratch, 2).map(\.attempts) == [8, 0, 0])
    }
  }

  @Test(arguments: Engine.allCases)
  func `An item that is tried again waits by itself; the others of its actor go on`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2")
      let first = try #require(try await lease(scratch, limit: 1).first)
      let next = scratch.now.adding(seconds: 60)
      try await scratch.write { try $0.retryItem(first.id, reason: "timeout", next: next) }
      let second = try await lease(scratch)
      #expect(second.map(\.activityKey) == ["2"])
      for row in second { try await scratch.write { try $0.finishItem(row.id, owner: 1) } }
      #expect(try await lease(scratch).isEmpty)
      #expect(try await scratch.write { try $0.nextItemTime() } == next)
      scratch.wait(milliseconds: 60_000)
      let again = try await lease(scratch)
      #expect(again.map(\.activityKey) == ["1"] && again.map(\.reason) == ["timeout"] && again.map(\.attempts) == [1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A new item of an actor whose others wait for another try is due at once`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1")
      let row = try #require(try await lease(scratch).first)
      try await scratch.write { try $0.retryItem(row.id, reason: "timeout", next: $0.now.adding(seconds: 60)) }
      #expect(try await lease(scratch).isEmpty)
      try await receive(scratch, "2")
      #expect(try await lease(scratch).map(\.activityKey) == ["2"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Items given back are leased again at once, as if they had never been; but only by who holds them`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      try await receive(scratch, "1", "2")
      let ids = try await lease(scratch).map(\.id)
      try await scratch.write { try $0.returnItems(ids, owner: 2) }
      #expect(try await lease(scratch, 2).isEmpty)
      try await scratch.write { try $0.returnItems(ids, owner: 1) }
      let again = try await lease(scratch, 2)
      #expect(again.map(\.id) == ids && again.allSatisfy { $0.attempts == 0 })
    }
  }

  @Test(arguments: Engine.allCases)
  func `It is known when to look again, and since when the oldest waits`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      #expect(try await scratch.write { try $0.nextItemTime() } == nil)
      #expect(try await scratch.read { try $0.oldestWaitingItem() } == nil)
      try await receive(scratch, "1")
      let received = scratch.now
      #expect(try await scratch.write { try $0.nextItemTime() } == received)
      let row = try #require(try await lease(scratch).first)
      let leaseEnd = scratch.now.adding(seconds: 60)
      // What is under way is looked at again when its lease ends.
      #expect(try await scratch.write { try $0.nextItemTime() } == leaseEnd)
      #expect(try await scratch.read { try $0.oldestWaitingItem() } == received)
      try await scratch.write { try $0.finishItem(row.id, owner: 1) }
      #expect(try await lease(scratch).isEmpty)
      #expect(try await scratch.write { try $0.nextItemTime() } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A flood of one actor keeps nobody waiting, and costs a lease no more than its batch`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await scratch.write { transaction throws in
        for number in 1...2_000 { _ = try transaction.insertItem(Drafts.item("flood \(number)", from: Self.zoe)) }
      }
      try await receive(scratch, "y", from: Self.yan)
      let flood = try await lease(scratch, limit: 5)
      #expect(flood.map(\.activityKey) == (1...5).map { "flood \($0)" })
      #expect(try await lease(scratch, limit: 5).map(\.activityKey) == ["y"])
      for row in flood { try await scratch.write { try $0.finishItem(row.id, owner: 1) } }
      #expect(try await lease(scratch, limit: 2).map(\.activityKey) == ["flood 6", "flood 7"])
      let statements = scratch.database.preparedStatements
      let senders = try #require(statements.first { $0.hasPrefix("SELECT s.actor_uri FROM inbox_sender") })
      let batch = try #require(statements.first { $0.contains("FROM inbox_item i WHERE i.actor_uri") })
      if engine == .postgres {
        for (statement, index) in [(senders, "inbox_sender_next"), (batch, "inbox_item_due")] {
          let plan = try await GrownDatabase.one.plan(of: statement)
          #expect(plan.contains { $0.contains(index) }, "\(plan)")
          #expect(!plan.contains { PlanList.isWide($0, .postgres) }, "\(plan)")
        }
        return
      }
      #expect(
        try await scratch.database.explain(senders) == [
          "SEARCH s USING COVERING INDEX inbox_sender_next (next_at<?)", "CORRELATED SCALAR SUBQUERY 1",
          "SEARCH o USING COVERING INDEX inbox_item_leased (actor_uri=? AND leased_until>?)",
        ])
      #expect(
        try await scratch.database.explain(batch) == [
          "SEARCH i USING INDEX inbox_item_due (actor_uri=? AND next_attempt_at<?)", "CORRELATED SCALAR SUBQUERY 1",
          "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)",
        ])
    }
  }
}
