import Domain
import LocalPostgres
import Store
import Testing

extension Scratch {
  /// Stores an activity about an object and queues its deliveries.
  @discardableResult
  func send(_ name: String, from actor: ActorRow, about object: String? = nil, to targets: [DeliveryTarget]) async throws -> RowID
  {
    let id = store.ids.next()
    try await write { transaction in
      try transaction.insertActivity(
        id: id, uri: "https://home.example/activities/\(name)", actorID: actor.id, type: "Create",
        objectURI: object ?? "https://home.example/s/\(name)", isListed: true, body: Array(name.utf8))
      try transaction.enqueue(
        activityID: id, signerID: actor.id, objectURI: object ?? "https://home.example/s/\(name)", to: targets)
    }
    return id
  }

  /// The bodies of what is leased, as text.
  func lease(_ owner: Int64 = 1, lanes: Int = 4, limit: Int = 64) async throws -> [DeliveryRow] {
    try await claim { try $0.leaseDeliveries(owner: owner, lanes: lanes, limit: limit, duration: 60_000) }
  }
}

extension DeliveryRow {
  fileprivate var name: String { String(decoding: body, as: UTF8.self) }
}

@Suite struct DeliveryTests {
  @Test(arguments: Engine.allCases)
  func `An activity is queued once for each inbox, and is found by its id`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let targets = [Drafts.target("a.example"), Drafts.target("a.example"), Drafts.target("b.example", "zoe")]
      let id = try await scratch.send("1", from: ada, to: targets)
      try await scratch.write { try $0.enqueue(activityID: id, signerID: ada.id, objectURI: "o", to: targets) }
      #expect(try await scratch.read { try $0.waitingDeliveries() == 2 })
      #expect(try await scratch.read { try $0.activity(uri: "https://home.example/activities/1")?.body == Array("1".utf8) })
      #expect(try await scratch.read { try $0.activity(uri: "https://home.example/activities/2") == nil })
      #expect(try await scratch.read { try $0.outboxCount(of: ada.id) == 1 })
      #expect(try await scratch.read { try $0.outbox(of: ada.id, offset: 0, limit: 5).map(\.id) == [id] })
      #expect(try await scratch.read { try $0.deliveries(ofActivity: "https://home.example/activities/1").count == 2 })
      #expect(try await scratch.read { try $0.peers().map(\.waiting) == [1, 1] })
      #expect(try await scratch.read { try $0.peers(after: "a.example").map(\.peer.host) == ["b.example"] })
      #expect(try await scratch.read { try $0.isDeliveryDue() })
    }
  }

  @Test(arguments: Engine.allCases)
  func `Of a host the oldest few are under way, whoever leases, and the next follow as these end`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for number in 1...6 { try await scratch.send("\(number)", from: ada, to: [Drafts.target("a.example")]) }
      let first = try await scratch.lease(1, lanes: 3)
      #expect(first.map(\.name) == ["1", "2", "3"] && first.allSatisfy { $0.attempts == 1 })
      #expect(try await scratch.lease(2, lanes: 3).isEmpty)
      let second = try #require(first.dropFirst().first)
      try await scratch.write { try $0.finishDelivery(second.id, host: second.host) }
      #expect(try await scratch.lease(2, lanes: 3).map(\.name) == ["4"])
      for row in first { try await scratch.write { try $0.finishDelivery(row.id, host: row.host) } }
      #expect(try await scratch.lease(1, lanes: 3).map(\.name) == ["5", "6"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Deliveries about one object reach an inbox in order, others pass them`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let box = Drafts.target("a.example")
      try await scratch.send("create", from: ada, about: "x", to: [box, Drafts.target("a.example", "zoe")])
      try await scratch.send("update", from: ada, about: "x", to: [box])
      try await scratch.send("other", from: ada, about: "y", to: [box])
      let first = try await scratch.lease(lanes: 9)
      #expect(first.map(\.name).sorted() == ["create", "create", "other"])
      let create = try #require(first.first { $0.name == "create" && $0.isShared })
      try await scratch.write { try $0.releaseDelivery(create.id, error: "timeout") }
      #expect(try await scratch.lease(lanes: 9).map(\.name) == ["create"])
      try await scratch.write { try $0.finishDelivery(create.id, host: create.host) }
      #expect(try await scratch.lease(lanes: 9).map(\.name) == ["update"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A lease runs out; who had it then changes nothing by letting go late`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      try await scratch.send("1", from: ada, to: [Drafts.target("a.example")])
      let row = try #require(try await scratch.lease(1).first)
      #expect(try await scratch.lease(2).isEmpty)
      scratch.wait(milliseconds: 60_001)
      #expect(try await scratch.lease(2).map(\.attempts) == [2])
      try await scratch.write { try $0.releaseDelivery(row.id, error: "late", owner: 1) }
      #expect(try await scratch.lease(1).isEmpty)
      try await scratch.write { try $0.releaseDelivery(row.id, error: "mine", owner: 2) }
      #expect(try await scratch.lease(1).map(\.attempts) == [3])
      let waiting = try await scratch.read { try $0.deliveries(ofActivity: "https://home.example/activities/1") }
      #expect(waiting.map(\.lastError) == ["mine"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What one who is gone had leased is given back at once, what others lease is not`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for host in ["a.example", "b.example"] { try await scratch.send(host, from: ada, to: [Drafts.target(host)]) }
      for key in ["1", "2"] {
        try await scratch.write { _ = try $0.insertItem(Drafts.item(key, from: "https://far.example/\(key)")) }
      }
      for owner in [Int64(7), 8] {
        #expect(try await scratch.lease(owner, limit: 1).count == 1)
        #expect(try await scratch.claim { try $0.leaseItems(owner: owner, limit: 1, duration: 60_000) }.count == 1)
      }
      #expect(try await scratch.read { try $0.leaseOwners() } == [RowID(7), RowID(8)])
      #expect(try await scratch.write { try $0.releaseLeases(of: RowID(7)) } == 2)
      #expect(try await scratch.read { try $0.leaseOwners() } == [RowID(8)])
      #expect(try await scratch.lease(9).count == 1)
      #expect(try await scratch.claim { try $0.leaseItems(owner: 9, limit: 9, duration: 60_000) }.count == 1)
      #expect(try await scratch.write { try $0.releaseLeases(of: RowID(7)) } == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `What fails together is one failure, and then the oldest alone is tried`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for number in 1...4 { try await scratch.send("\(number)", from: ada, to: [Drafts.target("a.example")]) }
      let rows = try await scratch.lease()
      let next = scratch.now.adding(seconds: 60)
      for row in rows {
        try await scratch.write { transaction throws in
          try transaction.releaseDelivery(row.id, error: "refused")
          try transaction.hostFailed(row.host, error: "refused", next: next.adding(seconds: row.attempts == 1 ? 0 : 999))
        }
      }
      let peer = try await scratch.read { try $0.peer("a.example") }
      #expect(peer?.failures == 1 && peer?.nextAttemptAt == next && peer?.lastError == "refused")
      #expect(try await scratch.lease().isEmpty)
      #expect(try await scratch.read { try $0.isDeliveryDue() } == false)
      #expect(try await scratch.write { try $0.nextDeliveryTime() } == next)
      scratch.wait(milliseconds: 61_000)
      let probe = try await scratch.lease()
      #expect(probe.map(\.name) == ["1"])
      #expect(try await scratch.lease(2).isEmpty)
      let later = scratch.now.adding(seconds: 300)
      try await scratch.write { try $0.hostFailed("a.example", error: "again", next: later) }
      #expect(try await scratch.read { try $0.peer("a.example")?.failures } == 2)
      try await scratch.write { try $0.hostSucceeded("a.example") }
      #expect(try await scratch.lease().map(\.name) == ["2", "3", "4"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Hosts that answer are told from those that fail and those not heard from for a day`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let hosts = ["answers", "failed", "unknown", "old"].map { "\($0).example" }
      try await scratch.write { try $0.hostSucceeded("old.example") }
      scratch.wait(milliseconds: (HostGroup.memory + 1) * 1_000)
      let now = scratch.now
      try await scratch.write { transaction throws in
        for host in hosts.prefix(2) { try transaction.hostSucceeded(host) }
        try transaction.hostFailed("failed.example", error: "e", next: now)
      }
      try await scratch.send("1", from: ada, to: hosts.map { Drafts.target($0) })
      func lease(_ group: HostGroup) async throws -> [String] {
        try await scratch.write { transaction throws in
          try transaction.leaseDeliveries(owner: 1, from: group, lanes: 4, limit: 64, duration: 60_000).map(\.host)
        }
      }
      #expect(try await lease(.answering) == ["answers.example"])
      #expect(try await lease(.silent) == ["failed.example", "old.example", "unknown.example"])
      #expect(try await lease(.all).isEmpty)
    }
  }

  @Test(arguments: Engine.allCases)
  func `An answer of any kind ends a back-off, and an operator may`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      try await scratch.send("1", from: ada, to: [Drafts.target("a.example"), Drafts.target("b.example")])
      let next = scratch.now.adding(seconds: 60)
      func fail() async throws {
        try await scratch.write { transaction throws in
          for host in ["a.example", "b.example"] { try transaction.hostFailed(host, error: "e", next: next) }
        }
      }
      try await fail()
      try await scratch.write { try $0.hostAnswered("a.example") }
      #expect(try await scratch.lease().map(\.host) == ["a.example"])
      #expect(try await scratch.write { try $0.retryNow(host: "b.example") } == 1)
      #expect(try await scratch.lease().map(\.host) == ["b.example"])
      try await fail()
      #expect(try await scratch.write { try $0.retryNow(host: nil) } == 2)
      #expect(try await scratch.write { try $0.retryNow(host: "c.example") } == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A blocked host gets nothing, and neither success nor failure changes what is known of it`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for number in 1...3 { try await scratch.send("\(number)", from: ada, to: [Drafts.target("a.example")]) }
      try await scratch.write { try $0.hostFailed("a.example", error: "e", next: $0.now.adding(seconds: 60)) }
      try await scratch.write { try $0.blockHost("a.example") }
      let before = try await scratch.read { try $0.peer("a.example") }
      try await scratch.write { transaction throws in
        try transaction.hostSucceeded("a.example")
        try transaction.hostAnswered("a.example")
        try transaction.hostFailed("a.example", error: "e2", next: transaction.now)
        _ = try transaction.retryNow(host: "a.example")
      }
      #expect(try await scratch.read { try $0.peer("a.example") } == before)
      try await scratch.send("4", from: ada, to: [Drafts.target("a.example")])
      #expect(try await scratch.read { try $0.waitingDeliveries() } == 0)
      #expect(try await scratch.lease().isEmpty)
      #expect(try await scratch.read { try $0.isBlocked(host: "a.example") })
      #expect(try await scratch.write { try $0.unblockHost("a.example") })
      #expect(try await scratch.write { try $0.unblockHost("a.example") } == false)
      try await scratch.send("5", from: ada, to: [Drafts.target("a.example")])
      #expect(try await scratch.lease().map(\.name) == ["5"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Where more hosts are due than are asked for, they take turns`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let hosts = ["a.example", "b.example", "c.example"]
      for number in 1...2 { try await scratch.send("\(number)", from: ada, to: hosts.map { Drafts.target($0) }) }
      var order: [String] = []
      for _ in 1...6 {
        guard let row = try await scratch.lease(lanes: 1, limit: 1).first else { continue }
        order.append(row.host)
        try await scratch.write { try $0.finishDelivery(row.id, host: row.host) }
      }
      #expect(order == hosts + hosts)
      // Hosts whose lanes are full do not keep the others waiting for good.
      try await scratch.send("3", from: ada, to: hosts.map { Drafts.target($0) })
      var leased: Set<String> = []
      for _ in 1...9 { leased.formUnion(try await scratch.lease(lanes: 1, limit: 1).map(\.host)) }
      #expect(leased == Set(hosts))
    }
  }

  @Test(arguments: Engine.allCases)
  func `A lease looks at due hosts by an index and at the head of each queue, never at what waits behind`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for host in ["dead.example", "good.example"] { try await scratch.send(host, from: ada, to: [Drafts.target(host)]) }
      let activity = try #require(try await scratch.integers("SELECT max(id) FROM activity").first)
      try await scratch.write { transaction throws in
        for number in 1...2_000 {
          let target = Drafts.target("dead.example", "user\(number)")
          try transaction.enqueue(activityID: RowID(activity), signerID: ada.id, objectURI: "o", to: [target])
        }
        try transaction.hostFailed("dead.example", error: "e", next: transaction.now.adding(seconds: 3_600))
      }
      #expect(try await scratch.lease().map(\.host) == ["good.example"])
      let statements = scratch.database.preparedStatements
      let hosts = try #require(statements.first { $0.hasPrefix("SELECT h.host, h.failures") })
      let window = try #require(statements.first { $0.hasPrefix("SELECT d.id, d.inbox") })
      if engine == .postgres {
        for (statement, index) in [
          (hosts, "peer_queued ((queued = 1) AND (next_attempt_at <= "), (window, "delivery_host (host = "),
        ] {
          let plan = try await GrownDatabase.one.plan(of: statement)
          #expect(
            plan.contains { $0.replacing(" on peer h", with: "").replacing(" on delivery d", with: "").contains(index) },
            "\(plan)")
          #expect(!plan.contains { PlanList.isWide($0, .postgres) }, "\(plan)")
        }
        return
      }
      #expect(
        try await scratch.database.explain(hosts) == [
          "SEARCH h USING INDEX peer_queued (queued=? AND next_attempt_at<?)", "USE TEMP B-TREE FOR ORDER BY",
        ])
      #expect(try await scratch.database.explain(window) == ["SEARCH d USING INDEX delivery_host (host=?)"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What is too old is given up in pieces, and the host leaves the queue with the last`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for number in 1...5 { try await scratch.send("\(number)", from: ada, to: [Drafts.target("a.example")]) }
      let limit = scratch.now.adding(seconds: 1)
      scratch.wait(days: 11)
      try await scratch.send("young", from: ada, to: [Drafts.target("b.example")])
      #expect(try await scratch.write { try $0.dropDeliveries(olderThan: limit, atMost: 3) } == 3)
      #expect(try await scratch.write { try $0.dropDeliveries(olderThan: limit, atMost: 3) } == 2)
      #expect(try await scratch.write { try $0.dropDeliveries(olderThan: limit) } == 0)
      #expect(try await scratch.lease().map(\.name) == ["young"])
      #expect(try await scratch.integers("SELECT count(*) FROM peer WHERE queued = 1") == [1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `The queue of a blocked host that is longer than a piece is dropped later, and never sent`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let targets = (1...501).map { Drafts.target("a.example", "user\($0)") }
      try await scratch.send("1", from: ada, to: targets)
      try await scratch.write { try $0.blockHost("a.example") }
      #expect(try await scratch.read { try $0.waitingDeliveries() } == 1)
      #expect(try await scratch.lease().isEmpty)
      #expect(try await scratch.write { try $0.dropDeliveries(olderThan: .earliest) } == 1)
      #expect(try await scratch.read { try $0.waitingDeliveries() } == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Erasing an activity erases what waits of it, and a host with nothing left leaves the queue`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      try await scratch.send("1", from: ada, about: "x", to: [Drafts.target("a.example")])
      try await scratch.send("2", from: ada, about: "y", to: [Drafts.target("b.example")])
      try await scratch.write { try $0.eraseActivities(about: "x") }
      #expect(try await scratch.read { try $0.outboxCount(of: ada.id) } == 1)
      #expect(try await scratch.lease().map(\.name) == ["2"])
      #expect(try await scratch.integers("SELECT count(*) FROM peer WHERE queued = 1") == [1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What is learned of a host stays with it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await scratch.write { transaction throws in
        try transaction.setSoftware(of: "a.example", "mastodon")
        try transaction.setDialect(of: "a.example", "rfc9421")
        try transaction.noteRefusal(by: "a.example", error: "status_422")
        try transaction.hostSucceeded("a.example")
      }
      let peer = try await scratch.read { try $0.peer("a.example") }
      #expect(peer?.software == "mastodon" && peer?.dialect == "rfc9421" && peer?.lastError == "status_422")
      #expect(peer?.lastSuccessAt == scratch.now && peer?.isBlocked == false)
    }
  }
}
