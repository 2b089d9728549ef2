import Testing

@testable import Transport

@Suite("Cancelling and shutting down", .timeLimit(.minutes(2)))
struct EndingTests {
  /// How the tasks of a group ended, by name.
  private func ends(_ tasks: [Task<Void, Never>], _ faults: Faults) async -> [String: Int] {
    for task in tasks { await task.value }
    return await faults.counts
  }

  private actor Faults {
    var counts: [String: Int] = [:]
    func note(_ error: TransportError?) { counts[error?.name ?? "answered", default: 0] += 1 }
  }

  private func send(_ client: HTTPClient, _ texts: [String], _ faults: Faults) -> [Task<Void, Never>] {
    texts.map { text in
      Task {
        guard let request = try? fetch(text) else { return }
        await faults.note(await client.fault(request))
      }
    }
  }

  @Test("A thousand cancelled at once, before and after they started, all throw cancelled")
  func thousand() async throws {
    let server = try LoopbackServer { request, connection in if request.target == "/live" { connection.answer() } }
    defer { server.stop() }
    let silent = SilentResolver()
    let client = HTTPClient(policy: loopbackPolicy(), resolver: silent)
    let faults = Faults()
    let texts = (0..<1_000).map { index in
      switch index % 4 {
      case 0: "http://one.localhost:\(server.port)/"
      case 1: "http://h\(index).localhost:\(server.port)/"
      case 2: "http://n\(index).dead.test:\(server.port)/"
      default: "http://localhost:\(server.port)/"
      }
    }
    let tasks = send(client, texts, faults)
    for task in tasks.suffix(300) { task.cancel() }
    try await until { client.load.running > 0 && client.load.waiting > 0 && client.load.resolving > 0 }
    for task in tasks { task.cancel() }
    #expect(await ends(tasks, faults) == ["cancelled": 1_000])
    #expect(try await client.send(try fetch("http://localhost:\(server.port)/live")).status == 200)
    #expect(client.load.running == 0 || client.load.waiting == 0)
    silent.gate.open()
    await client.shutdown()
  }

  @Test("A task that is cancelled already sends nothing")
  func before() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let gate = Gate()
    let task = Task {
      gate.wait()
      return await client.fault(try fetch("http://localhost:\(server.port)/"))
    }
    task.cancel()
    gate.open()
    #expect(try await task.value == .cancelled)
    #expect(server.requests.isEmpty)
    await client.shutdown()
  }

  @Test("Shutting down resumes what resolves, what waits and what runs, and refuses what comes later")
  func shutdown() async throws {
    let gate = Gate()
    let server = try LoopbackServer { _, _ in gate.wait() }
    defer { server.stop() }
    let silent = SilentResolver()
    let client = HTTPClient(policy: loopbackPolicy { $0.resolveTimeout = .seconds(3_600) }, resolver: silent)
    let faults = Faults()
    let tasks = send(
      client,
      (0..<60).map { $0 < 30 ? "http://localhost:\(server.port)/" : "http://n\($0).dead.test:\(server.port)/" }, faults)
    try await until { client.load == TransportLoad(resolving: 30, waiting: 26, running: 4, lookups: 6) }
    await client.shutdown()
    #expect(await ends(tasks, faults) == ["shut_down": 60])
    #expect(await client.fault(try fetch("http://localhost:\(server.port)/")) == .shutDown)
    await client.shutdown()
    gate.open()
    silent.gate.open()
  }

  @Test("A client that never sent anything shuts down, and so does one between two threads")
  func unused() async throws {
    await HTTPClient(policy: loopbackPolicy()).shutdown()
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    for _ in 0..<50 {
      let client = HTTPClient(policy: loopbackPolicy { $0.idleLinger = .zero })
      _ = try await client.send(try fetch("http://localhost:\(server.port)/"))
      await client.shutdown()
      #expect(await client.fault(try fetch("http://localhost:\(server.port)/")) == .shutDown)
    }
  }
}
