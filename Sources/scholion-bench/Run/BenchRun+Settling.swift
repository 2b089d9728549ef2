internal import Foundation
internal import Glibc
internal import JSON

extension BenchRun {
  /// Those who post to the inbox.
  var posters: [PeerActor] { world.actors(scale.actors, on: max(1, scale.actors / 10), prefix: "poster") }

  /// Makes the local people, and lets the first of them follow everybody who will post.
  mutating func settle() async throws -> Townsfolk {
    Progress.note("settling \(scale.actors) actors …")
    try await start()
    let site = site
    let folk = try await WorkerThread.run("settle") { try Townsfolk.settle(site, names: ["reader", "author"], papers: 2) }
    let posters = posters
    let count = posters.count
    _ = try await WorkerThread.spread(count) { try site.command("follow", "reader", posters[$0].handle) }
    try await answerFollows(of: posters)
    return folk
  }

  /// Accepts every follow that has come, as peers do by themselves.
  private func answerFollows(of posters: [PeerActor]) async throws {
    let world = world
    let byInbox = Dictionary(uniqueKeysWithValues: posters.map { ($0.inbox, $0) })
    let follows = try await WorkerThread.run("follows") { () throws -> [(PeerActor, JSONValue)] in
      let end = Clock.now + 60_000_000_000
      while Clock.now < end {
        let found = world.arrivals.compactMap { arrival -> (PeerActor, JSONValue)? in
          let activity = arrival.activity
          guard let poster = byInbox[arrival.inbox], activity["type"] == "Follow" else { return nil }
          return (poster, activity)
        }
        if found.count >= posters.count { return found }
        usleep(50_000)
      }
      throw MeasuringError("the follows of the local reader did not arrive")
    }
    let letters = follows.enumerated().map { writer.accept($0.offset, of: $0.element.1, by: $0.element.0) }
    let postings = try await office.sign(letters)
    let volley = Volley(port: site.port, connections: scale.connections)
    let server = try running()
    try await WorkerThread.run("accepts") {
      let report = try volley.fire(postings)
      guard report.accepted == postings.count else { throw MeasuringError("accepts answered with \(report.refusals)") }
      _ = try server.waitUntilIdle(patience: 120)
    }
    world.forgetArrivals()
  }

  /// Start to first answer and idle memory; leaves the server stopped.
  mutating func measureStarts() async throws {
    Progress.note("starting \(scale.starts) times …")
    try await stop()
    var spans: [Double] = []
    for _ in 0..<scale.starts {
      spans.append(try await start())
      if spans.count < scale.starts { try await stop() }
    }
    try await Task.sleep(for: .seconds(1))
    let figures = ProcessFigures(id: try running().id)
    table.section("start")
    table.add(
      Figure(
        "start to first answer, median of \(scale.starts)", spans.median * 1_000, "ms", goal: isOnSQLite ? .atMost(100) : nil))
    table.add(Figure("idle memory, scholion", figures.resident, "MiB", goal: .atMost(50)))
    try await measureMathChild()
    try await stop()
  }

  /// Idle memory of the child that renders formulas: a peer's note with one starts it.
  private mutating func measureMathChild() async throws {
    let letter = writer.formula(by: posters[0], to: "\(site.origin)/users/reader")
    let posting = try office.sign(letter)
    let (volley, server) = (Volley(port: site.port, connections: 1), try running())
    try await WorkerThread.run("formula") {
      _ = try volley.fire([posting])
      _ = try server.waitUntilIdle(patience: 60)
    }
    let children = ProcessFigures(id: server.id).children(named: "scholion-math")
    table.add(Figure("idle memory, scholion-math after a formula", children.map(\.resident).reduce(0, +), "MiB"))
  }
}
