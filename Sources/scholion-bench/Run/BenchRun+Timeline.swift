internal import Foundation

/// How fast a person's home timeline comes.
struct TimelineOutcome: Sendable {
  let home: VolleyReport
  /// The same pages over a quarter of the connections.
  let calm: VolleyReport
  /// A JSON route without a look into the database, over as many connections as the first.
  let constantRate: Double
  let cpuEach: Double
  /// Posts on the page.
  let shown: Int

  var rate: Double { Double(home.accepted) / home.elapsed }
  var p99: Double { home.spans.percentile(99) / 1_000_000 }
  var faults: Int { home.sent - home.accepted + calm.sent - calm.accepted }
}

extension BenchRun {
  /// Of a page of the server.
  private static let pageSize = 20

  /// Lets a person read with the running server.
  func readTimeline(seconds: Double) async throws -> TimelineOutcome {
    let (server, site, connections) = (try running(), site, scale.connections)
    return try await WorkerThread.run("timeline") {
      let page = try Reader("reader", at: site).request("/home")
      let constant = Array("GET /.well-known/nodeinfo HTTP/1.1\r\nHost: \(site.authority)\r\n\r\n".utf8)
      func insists(_ request: [UInt8], _ seconds: Double, _ connections: Int) throws -> VolleyReport {
        try Reader.insists(request, of: site, seconds: seconds, connections: connections)
      }
      _ = try insists(page, 1, connections)
      let before = try insists(constant, seconds / 2, connections)
      let cpu = ProcessFigures(id: server.id).cpu
      let home = try insists(page, seconds, connections)
      let spent = ProcessFigures(id: server.id).cpu - cpu
      let after = try insists(constant, seconds / 2, connections)
      let calm = try insists(page, seconds / 2, max(1, connections / 4))
      return TimelineOutcome(
        home: home, calm: calm, constantRate: Double(before.accepted + after.accepted) / (before.elapsed + after.elapsed),
        cpuEach: spent / Double(max(1, home.sent)) * 1_000,
        shown: String(decoding: home.lastBody, as: UTF8.self).components(separatedBy: "second lemma").count - 1)
    }
  }

  /// The home timeline among many stored posts, beside a constant answer.
  mutating func measureTimeline() async throws {
    let filling = try await Filling(site, followed: scale.followed)
    Progress.note("filling up to \(scale.posts) posts …")
    try await filling.fill(upTo: scale.posts)
    try await start()
    let outcome = try await readTimeline(seconds: 8)
    try await stop()
    table.section("home timeline from \(Number.text(Double(scale.posts))) posts, \(scale.followed) authors followed")
    table.add(Figure("constant JSON route (/.well-known/nodeinfo)", outcome.constantRate, "/s"))
    table.add(Figure("pages of 20", outcome.rate, "/s"))
    table.add(
      Figure("part of the constant route", outcome.rate / outcome.constantRate * 100, "%", goal: .atLeast(40)))
    table.add(Figure("answered within, p50", outcome.home.spans.percentile(50) / 1_000_000, "ms"))
    table.add(Figure("answered within, p99", outcome.p99, "ms", goal: .atMost(15)))
    let few = max(1, scale.connections / 4)
    table.add(Figure("the same over \(few) connections, p99", outcome.calm.spans.percentile(99) / 1_000_000, "ms"))
    table.add(Figure("server's processor time for each", outcome.cpuEach, "ms"))
    table.add(
      Figure("apart from it: the reader's for each", outcome.home.cpu.seconds / Double(max(1, outcome.home.sent)) * 1_000, "ms"))
    table.add(Figure("bytes of a page", Double(outcome.home.received / max(1, outcome.home.sent)), ""))
    table.mustBeZero("not answered with a page", outcome.faults, because: outcome.home.refusals)
    table.mustBeZero("posts missing on the page", max(0, Self.pageSize - outcome.shown))
  }
}
