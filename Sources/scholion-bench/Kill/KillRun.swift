internal import Foundation
internal import Glibc

/// What came of all rounds.
struct KillOutcome: Sendable {
  /// For the reader, several lines.
  let text: String
  /// What was missed, each in a few words; empty when all is well.
  let complaints: [String]
}

/// The rounds: load, SIGKILL, restart; then the judgement.
struct KillRun {
  private let options: KillOptions
  private let site: ServerSite
  private let log: AcknowledgedLog
  private var barrage: Barrage
  private let letters: [Letter]
  private let killTimes: [Int64]
  private var slowestRestart: Int64 = 0

  /// Runs all of it in a temporary folder.
  ///
  /// Throws ``MeasuringError`` when it cannot be carried out.
  static func carriedOut(_ options: KillOptions) async throws -> KillOutcome {
    let site = try ServerSite(binary: options.server, parent: options.folder)
    let world = try PeerWorld()
    defer {
      world.stop()
      if options.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
    }
    let first = try site.serve()
    defer { first.stop() }
    let folk = try await WorkerThread.run("settle") { () throws -> Townsfolk in
      _ = try first.waitUntilReady()
      return try Townsfolk.settle(site, names: ["ada", "bela", "cleo"], papers: max(2, min(8, options.rounds / 3)))
    }
    var dice = Dice(seed: options.seed ?? 1)
    let killTimes = (0..<options.rounds).map { _ in Int64.random(in: 200_000_000...5_000_000_000, using: &dice) }
    let plan = KillPlan(actors: world.actors(options.actors, on: 4, prefix: "peer"), folk: folk, run: "k\(options.seed ?? 1)")
    let needed = Int(killTimes.reduce(0, +) / 1_000_000) * options.rate / 1_000 + options.open * options.rounds
    let letters = plan.letters(needed)
    Progress.note("seed \(options.seed ?? 1); signing \(letters.count) activities …")
    let office = PostOffice(key: world.key, authority: site.authority)
    let postings = try await office.sign(letters)
    let log = try AcknowledgedLog(at: site.folder.appending(path: "acknowledged.log"))
    defer { log.close() }
    let barrage = Barrage(postings, office: office, log: log, port: site.port, options: options, dice: dice)
    let run = KillRun(options: options, site: site, log: log, barrage: barrage, letters: letters, killTimes: killTimes)
    return try await WorkerThread.run("kill") {
      var run = run
      return try run.torment(first)
    }
  }

  private mutating func torment(_ first: RunningServer) throws -> KillOutcome {
    var server = first
    defer { server.stop() }
    for (round, time) in killTimes.enumerated() {
      try barrage.fire(until: Clock.now + time) { server.killAtOnce() }
      server.wait()
      guard barrage.acknowledged > 0 || barrage.refusals.isEmpty else {
        throw MeasuringError("nothing is acknowledged: answers \(barrage.refusals)")
      }
      server = try site.serve()
      let span = try server.waitUntilReady()
      slowestRestart = max(slowestRestart, span)
      Progress.note(
        "round \(round + 1): killed after \(Number.text(time.seconds)) s, \(barrage.acknowledged) acknowledged so far, "
          + "ready again after \(Number.text(span.seconds)) s")
    }
    try barrage.finish()
    _ = try server.waitUntilIdle(patience: options.patience)
    let acknowledged = try log.ids()
    let judge = KillJudge(site: site, letters: letters.filter { acknowledged.contains($0.id) })
    let verdict = try judge.verdict(asking: options.shown)
    let status = server.stop()
    let check = Result { try site.command("db", "check") }
    return outcome(acknowledged.count, verdict, stopped: status, check)
  }

  private func outcome(
    _ acknowledged: Int, _ verdict: KillVerdict, stopped status: Int32, _ check: Result<String, any Error>
  ) -> KillOutcome {
    var complaints: [String] = []
    if !verdict.lost.isEmpty { complaints.append("\(verdict.lost.count) acknowledged lost") }
    if verdict.duplicates > 0 { complaints.append("\(verdict.duplicates) effects twice") }
    if verdict.strangers > 0 { complaints.append("\(verdict.strangers) effects that nobody sent") }
    if !verdict.undone.isEmpty { complaints.append("\(verdict.undone.count) not done") }
    let odd = barrage.refusals.filter { $0.key != 503 }
    if !odd.isEmpty { complaints.append("answers \(odd)") }
    if slowestRestart.seconds > options.readyWithin { complaints.append("slow restart") }
    if status != 0 { complaints.append("the server ended with \(status)") }
    let checked: String
    switch check {
    case .success(let text): checked = text
    case .failure(let error):
      checked = "\(error)"
      complaints.append("db check")
    }
    var lines = [
      "rounds            \(options.rounds), seed \(options.seed ?? 1), \(options.rate) a second, \(options.open) open",
      "requests          \(barrage.attempts), \(barrage.repeats) of them repeated; answered 503: \(barrage.refusals[503] ?? 0)",
      "acknowledged      \(acknowledged) activities", "lost              \(verdict.lost.count)",
      "effects twice     \(verdict.duplicates)", "effects unsent    \(verdict.strangers)",
      "not done          \(verdict.undone.count) of \(verdict.asked) asked for with federation show",
      "slowest restart   \(Number.text(slowestRestart.seconds)) s", "db check          \(checked)",
    ]
    lines += (verdict.lost + verdict.undone).prefix(20).map { "  \($0)" }
    return KillOutcome(text: lines.joined(separator: "\n"), complaints: complaints)
  }
}
