internal import Foundation
internal import Glibc

extension BenchRun {
  /// One post to live hosts alone, and to as many beside dead ones: a fifth of all hosts.
  mutating func measureDying() async throws {
    let (site, office, writer, world) = (site, office, writer, secureWorld)
    let deadHosts = max(1, scale.hosts / 10)
    let liveHosts = max(1, scale.hosts - 2 * deadHosts)
    let each = scale.inboxes / scale.hosts
    let refusing = try PeerWorld(sharing: world, identity: identity)
    let hanging = try PeerWorld(sharing: world, identity: identity)
    defer { for world in [refusing, hanging] { world.stop() } }
    let live = world.actors(liveHosts * each, on: liveHosts, prefix: "live")
    let lost =
      refusing.actors(deadHosts * each, on: deadHosts, prefix: "lost")
      + hanging.actors(deadHosts * each, on: deadHosts, prefix: "mute")
    try await start()
    let server = try running()
    Progress.note("\(live.count * 2 + lost.count) follows …")
    let spreads = try await WorkerThread.run("dying") { () throws -> (calm: [Spread], loud: [Spread]) in
      let folk = try Townsfolk.settle(site, names: ["calm", "loud"], papers: 0)
      for paper in 0..<3 {
        try site.command("paper", "add", "doi:10.5555/dying.\(paper)", "--title", "Paper \(paper)", "--author", "Ada Beispiel")
      }
      let calmed = live.enumerated().map { writer.follow(1_000_000 + $0.offset, of: folk.persons[0], by: $0.element) }
      let loud = (live + lost).enumerated().map { writer.follow(2_000_000 + $0.offset, of: folk.persons[1], by: $0.element) }
      let postings = try (calmed + loud).map { try office.sign($0) }
      let report = try Volley(port: site.port, connections: 16).fire(postings)
      guard report.accepted == postings.count else { throw MeasuringError("follows are answered with \(report.refusals)") }
      _ = try server.waitUntilIdle(patience: 600, deliveriesToo: true)
      let calm = try (0..<3).map {
        try Spread.ofSummary(by: "calm", about: "doi:10.5555/dying.\($0)", to: live, in: world, at: site)
      }
      _ = try server.waitUntilIdle(patience: 60, deliveriesToo: true)
      refusing.stop()
      hanging.fallSilent()
      usleep(500_000)
      let beside = try (0..<3).map {
        try Spread.ofSummary(by: "loud", about: "doi:10.5555/dying.\($0)", to: live, in: world, at: site)
      }
      return (calm, beside)
    }
    try await stop()
    table.section("dying hosts: \(live.count) inboxes on \(liveHosts) live hosts, \(lost.count) on \(2 * deadHosts) dead ones")
    let base = spreads.calm.map(\.late).median
    table.add(Figure("99 of 100 live inboxes have it, no host dead, median of three", base, "s"))
    for (number, spread) in spreads.loud.enumerated() {
      table.add(Figure("post \(number + 1) beside the dead", spread.late, "s"))
      table.add(Figure("against the time without them", spread.late / base, "×", goal: .atMost(1.2)))
    }
    table.mustBeZero("never arrived", (spreads.calm + spreads.loud).map(\.missing).reduce(0, +))
  }
}
