import Testing

@testable import Transport

@Suite("Names", .timeLimit(.minutes(2)))
struct NameTests {
  private let start = ContinuousClock.now
  private let here: [IPAddress] = [.loopback]

  private func state(_ answer: NameDirectory.Answer) -> String {
    switch answer {
    case .known: "known"
    case .failed(let error): error.name
    case .pending: "pending"
    }
  }

  @Test("Those who ask for one name at once share a lookup, and its answer holds for a minute")
  func coalescing() {
    var names = NameDirectory(TransportPolicy())
    for id in 1...5 { #expect(state(names.ask("a.test", for: UInt64(id), now: start)) == "pending") }
    #expect(names.nextLookup(now: start) == "a.test" && names.nextLookup(now: start) == nil)
    #expect(state(names.ask("a.test", for: 6, now: start)) == "pending")
    #expect(names.finish("a.test", .success(here), now: start) == [1, 2, 3, 4, 5, 6])
    #expect(state(names.ask("a.test", for: 7, now: start + .seconds(59))) == "known")
    #expect(state(names.ask("a.test", for: 8, now: start + .seconds(60))) == "pending")
  }

  @Test("A name without an answer is not asked for again for half a minute", arguments: [true, false])
  func negative(_ isEmpty: Bool) {
    var names = NameDirectory(TransportPolicy())
    _ = names.ask("a.test", for: 1, now: start)
    _ = names.nextLookup(now: start)
    _ = names.finish("a.test", isEmpty ? .success([]) : .failure(.nameResolution), now: start)
    #expect(state(names.ask("a.test", for: 2, now: start + .seconds(29))) == "name_resolution")
    #expect(state(names.ask("a.test", for: 3, now: start + .seconds(30))) == "pending")
  }

  @Test("A lookup that hangs is given up after five seconds, keeps its thread, and its late answer counts")
  func overdue() {
    var names = NameDirectory(TransportPolicy())
    _ = names.ask("a.test", for: 1, now: start)
    _ = names.nextLookup(now: start)
    #expect(names.nextOverdue == start + .seconds(5))
    #expect(names.overdue(now: start + .seconds(4)).isEmpty)
    #expect(names.overdue(now: start + .seconds(5)) == [1])
    #expect(names.overdue(now: start + .seconds(6)).isEmpty && names.nextOverdue == nil)
    #expect(state(names.ask("a.test", for: 2, now: start + .seconds(6))) == "resolve_timeout" && names.running == 1)
    #expect(names.finish("a.test", .success(here), now: start + .seconds(9)).isEmpty)
    #expect(state(names.ask("a.test", for: 3, now: start + .seconds(10))) == "known" && names.running == 0)
  }

  @Test("Of eight threads new names get six and failing ones three, so a known name always finds one")
  func reserved() {
    var names = NameDirectory(TransportPolicy())
    for host in ["known", "bad1", "bad2", "bad3", "bad4"] {
      _ = names.ask(host, for: 1, now: start)
      _ = names.nextLookup(now: start)
      _ = names.finish(host, host == "known" ? .success(here) : .failure(.nameResolution), now: start)
    }
    let later = start + .seconds(90)
    for host in ["bad1", "bad2", "bad3", "bad4"] { _ = names.ask(host, for: 1, now: later) }
    #expect((0..<4).map { _ in names.nextLookup(now: later) } == ["bad1", "bad2", "bad3", nil])
    for index in 0..<10 { _ = names.ask("new\(index)", for: 1, now: later) }
    #expect((0..<4).map { _ in names.nextLookup(now: later) } == ["new0", "new1", "new2", nil])
    _ = names.ask("known", for: 1, now: later)
    #expect(names.nextLookup(now: later) == "known" && names.running == 7)
  }

  @Test("The line of names and the names remembered are bounded, and a name nobody waits for leaves the line")
  func bounds() {
    var policy = TransportPolicy()
    policy.waitingNames = 10
    policy.rememberedNames = 20
    var names = NameDirectory(policy)
    for index in 0..<10 { _ = names.ask("n\(index)", for: UInt64(index), now: start) }
    #expect(state(names.ask("one-more", for: 99, now: start)) == "overloaded")
    for index in 0..<10 { names.withdraw(UInt64(index), "n\(index)") }
    #expect(names.nextLookup(now: start) == nil && names.count == 0)
    for index in 0..<200 {
      _ = names.ask("m\(index)", for: 1, now: start)
      _ = names.nextLookup(now: start)
      _ = names.finish("m\(index)", .success(here), now: start)
      #expect(names.count <= 20)
    }
  }

  @Test("Two hundred transfers to names that are never answered leave a live host served")
  func deadNames() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let silent = SilentResolver()
    let policy = loopbackPolicy {
      $0.resolveTimeout = .seconds(3_600)
      $0.positiveCache = .zero
    }
    let client = HTTPClient(policy: policy, resolver: silent)
    let live = "http://live.test:\(server.port)/"
    _ = try await client.send(try fetch(live))
    let dead = (0..<200).map { index in
      Task { await client.fault(try fetch("http://n\(index).dead.test:\(server.port)/")) }
    }
    try await until { client.load.resolving == 200 && client.load.lookups == 6 }
    // Its answer does not hold (cache of zero), so each of these needs a lookup of its own amid the silent ones.
    for _ in 0..<50 { #expect(try await client.send(try fetch(live)).status == 200) }
    #expect(try await client.send(try fetch("http://localhost:\(server.port)/")).status == 200)
    #expect(client.load.resolving == 200 && client.load.lookups == 6 && server.requests.count == 52)
    for task in dead { task.cancel() }
    for task in dead { #expect(try await task.value == .cancelled) }
    silent.gate.open()
    await client.shutdown()
  }

  @Test("The latency of a live host amid dead names is measured over requests that all succeed")
  func latency() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let silent = SilentResolver()
    let client = HTTPClient(policy: loopbackPolicy { $0.resolveTimeout = .seconds(3_600) }, resolver: silent)
    let live = try WebURL(parsing: "http://live.test:\(server.port)/")
    let report = try await deadNameLatency(client, live: live, dead: 200, requests: 50)
    #expect(server.requests.count == 150 && report.quiet > 0 && report.burdened > 0)
    print("p99 of a live host: \(report.quiet) us quiet, \(report.burdened) us amid 200 dead names")
    silent.gate.open()
    await client.shutdown()
  }

  @Test("A name that is not answered in time ends its transfer, and the client goes on")
  func resolveTimeout() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let silent = SilentResolver()
    let client = HTTPClient(policy: loopbackPolicy { $0.resolveTimeout = .milliseconds(50) }, resolver: silent)
    for index in 0..<3 {
      let request = try fetch("http://n\(index).dead.test:\(server.port)/")
      #expect(await client.fault(request) == .resolveTimeout)
    }
    #expect(try await client.send(try fetch("http://live.test:\(server.port)/")).status == 200)
    silent.gate.open()
    try await until { client.load.lookups == 0 }
    await client.shutdown()
  }

  @Test("The system's resolver finds this machine's own name for loopback and no name that cannot be")
  func system() throws {
    #expect(try SystemResolver().addresses(of: "127.0.0.1") == [.loopback])
    let found = try? SystemResolver().addresses(of: "no-such-name.invalid")
    #expect(found == nil || found == [])
  }
}
