import Testing

@testable import Transport

@Suite("Lanes", .timeLimit(.minutes(2)))
struct LaneTests {
  @Test("A host gets so many at once and never more, and all are answered in the end")
  func perHost() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _, connection in
      gate.wait()
      connection.answer()
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.perHostConcurrency = 4 })
    let text = "http://localhost:\(server.port)/"
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<40 { group.addTask { try await client.send(try fetch(text)).status } }
      try await until { server.atOnce == 4 && client.load.waiting == 36 }
      #expect(client.load == TransportLoad(resolving: 0, waiting: 36, running: 4, lookups: 0))
      gate.open()
      var answered = 0
      for try await status in group where status == 200 { answered += 1 }
      #expect(answered == 40)
    }
    #expect(server.mostAtOnce == 4 && server.connections == 4)
    await client.shutdown()
  }

  @Test("A host that does not answer holds its own lanes only")
  func others() async throws {
    let gate = Gate()
    let server = try LoopbackServer { request, connection in
      if request.first("host")?.hasPrefix("stuck") == true { gate.wait() }
      connection.answer()
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.totalConcurrency = 8 })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 { group.addTask { _ = try await client.send(try fetch("http://stuck.localhost:\(server.port)/")) } }
      try await until { server.atOnce == 4 && client.load.waiting == 46 }
      for _ in 0..<20 { _ = try await client.send(try fetch("http://live.localhost:\(server.port)/")) }
      #expect(client.load.waiting == 46)
      gate.open()
      try await group.waitForAll()
    }
    await client.shutdown()
  }

  @Test("Waiting for a lane counts towards the deadline")
  func queueDeadline() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _, connection in
      gate.wait()
      connection.answer()
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.perHostConcurrency = 1 })
    let text = "http://localhost:\(server.port)/"
    async let first = client.send(try fetch(text))
    try await until { server.atOnce == 1 }
    #expect(await client.fault(try fetch(text, deadline: .milliseconds(30))) == .timeout)
    gate.open()
    #expect(try await first.status == 200 && server.requests.count == 1)
    await client.shutdown()
  }

  @Test("What would wait past the limit is refused at once")
  func overload() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _, connection in
      gate.wait()
      connection.answer()
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.waitingLimit = 10 })
    let text = "http://localhost:\(server.port)/"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { _ = try await client.send(try fetch(text)) } }
      try await until { server.atOnce == 4 }
      for _ in 0..<10 { group.addTask { _ = try await client.send(try fetch(text)) } }
      try await until { client.load.waiting == 10 }
      #expect(await client.fault(try fetch(text)) == .overloaded)
      gate.open()
      try await group.waitForAll()
    }
    await client.shutdown()
  }

  @Test("Hosts take turns, whoever came first")
  func turns() {
    var lanes = Lanes(total: 3, perHost: 2)
    for id in 1...6 { lanes.enter(UInt64(id), "many") }
    lanes.enter(7, "few")
    lanes.enter(8, "other")
    #expect([lanes.next(), lanes.next(), lanes.next(), lanes.next()] == [1, 7, 8, nil])
    lanes.leave("few")
    #expect(lanes.next() == 2)
    lanes.leave("other")
    #expect(lanes.next() == nil)
    lanes.leave("many")
    #expect(lanes.next() == 3)
  }

  @Test("Any order of entering, withdrawing and leaving keeps the limits and forgets every host in the end", arguments: 1...20)
  func random(_ seed: Int) {
    var state = UInt64(seed)
    func roll(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var lanes = Lanes(total: 5, perHost: 2)
    var waiting: [UInt64: String] = [:]
    var running: [UInt64: String] = [:]
    func start() {
      while let id = lanes.next() {
        running[id] = waiting.removeValue(forKey: id)
        #expect(running[id] != nil)
      }
    }
    for id in 1...400 as ClosedRange<UInt64> {
      let host = "host\(roll(7))"
      lanes.enter(id, host)
      waiting[id] = host
      if roll(3) == 0, let (gone, host) = waiting.min(by: { $0.key < $1.key }) {
        lanes.withdraw(gone, host)
        waiting[gone] = nil
      }
      if roll(2) == 0 { start() }
      if roll(3) > 0, let (ended, host) = running.first {
        lanes.leave(host)
        running[ended] = nil
      }
      #expect(lanes.running == running.count && running.count <= 5)
      #expect(Dictionary(grouping: running.values, by: { $0 }).values.allSatisfy { $0.count <= 2 })
    }
    while !waiting.isEmpty || !running.isEmpty {
      start()
      #expect(!running.isEmpty)
      for (_, host) in running { lanes.leave(host) }
      running = [:]
    }
    _ = lanes.next()
    #expect(lanes.hosts == 0 && lanes.running == 0)
  }
}
