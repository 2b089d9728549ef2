internal import Foundation
internal import Glibc

/// What is noted while the rounds go by.
struct KillTally: Sendable {
  var slowestRestart: Int64 = 0
  var slowestStop: Int64 = 0
  /// Changes of files that nobody had waited for when the power went.
  var undecided = 0
  /// Requests that were whole, in time, and got no answer from a server that was asked to stop.
  var cutOff = 0
  /// Rounds in which a server that was asked to stop did not say so on `/readyz`.
  var neverUnready = 0
  /// What servers ended with that were asked to stop.
  var badStatuses: [Int32] = []
  var lastStatus: Int32 = 0
  var checks: [String] = []
  var failedChecks: [String] = []
  var acknowledged = 0

  mutating func note(readyAfter span: Int64, isFirst: Bool) {
    if !isFirst { slowestRestart = max(slowestRestart, span) }
  }
}

extension KillRun {
  mutating func kill(_ server: RunningServer) throws {
    server.killAtOnce()
    try barrage.hearLast()
    server.wait()
  }

  /// SIGTERM; the senders go on for half a second, and whatever was sent whole by then has to be answered.
  mutating func stop(_ server: RunningServer) throws {
    let (start, unanswered) = (Clock.now, barrage.unanswered)
    server.askToStop()
    var isUnready = false
    while Clock.now < start + 500_000_000 || (!isUnready && Clock.now < start + 5_000_000_000 && server.isRunning) {
      try barrage.fire(until: Clock.now + 50_000_000)
      if !isUnready { isUnready = site.get("/readyz", within: 2_000)?.status == 503 }
    }
    if !isUnready { tally.neverUnready += 1 }
    try barrage.letEnd(within: 12_000_000_000)
    tally.cutOff += barrage.unanswered - unanswered
    let status = server.wait()
    tally.slowestStop = max(tally.slowestStop, Clock.now - start)
    if status != 0 { tally.badStatuses.append(status) }
  }

  /// The power goes: the server dies, the command beside it, and all that was not on the disk.
  mutating func cut(_ server: RunningServer, _ before: PowerCut?) throws {
    publications.kill()
    server.killAtOnce()
    try barrage.hearLast()
    server.wait()
    try publications.end()
    guard var disk = before, let journal = site.faults?.journal else { return }
    let remains = options.lying ? .nothing : PowerCut.Remains.allCases.randomElement(using: &barrage.dice) ?? .nothing
    tally.undecided += try disk.strike(after: PowerJournal(at: journal), leaving: remains, dice: &barrage.dice)
  }

  func outcome(_ verdict: KillVerdict, _ published: PublicationVerdict) -> KillOutcome {
    // Of each host that many were under way at most when it ended.
    let mayRepeat = options.by == .stop ? 0 : options.rounds * Publications.hosts * Publications.lanes
    var complaints: [String] = []
    func complain(_ isWrong: Bool, _ words: String) { if isWrong { complaints.append(words) } }
    let odd = barrage.refusals.filter { $0.key != 503 }
    complain(!verdict.lost.isEmpty, "\(verdict.lost.count) acknowledged lost")
    complain(verdict.duplicates > 0, "\(verdict.duplicates) effects twice")
    complain(verdict.strangers > 0, "\(verdict.strangers) effects that nobody sent")
    complain(!verdict.undone.isEmpty, "\(verdict.undone.count) not done")
    complain(!published.lost.isEmpty, "\(published.lost.count) deliveries lost")
    complain(published.repeated > mayRepeat, "\(published.repeated) deliveries repeated")
    complain(published.renamed > 0, "\(published.renamed) deliveries under another id")
    complain(!publications.complaints.isEmpty, publications.complaints.first ?? "")
    complain(!odd.isEmpty, "answers \(odd)")
    complain(tally.slowestRestart.seconds > options.readyWithin, "slow restart")
    complain(tally.slowestStop.seconds > 10, "slow stop")
    complain(tally.cutOff > 0, "\(tally.cutOff) requests cut off")
    complain(tally.neverUnready > 0, "\(tally.neverUnready) times ready although stopping")
    complain(!tally.badStatuses.isEmpty || tally.lastStatus != 0, "ended with \(tally.badStatuses + [tally.lastStatus])")
    complain(!tally.failedChecks.isEmpty, "db check: \(tally.failedChecks.first ?? "")")
    var lines = [
      "rounds            \(options.rounds) by \(options.by.rawValue), seed \(options.seed ?? 1), \(options.rate) a second, "
        + "\(options.open) open, \(options.shortest) to \(options.longest) s",
      "requests          \(barrage.attempts), \(barrage.repeats) of them repeated; answered 503: \(barrage.refusals[503] ?? 0)",
      "acknowledged      \(tally.acknowledged) activities", "lost              \(verdict.lost.count)",
      "effects twice     \(verdict.duplicates)", "effects unsent    \(verdict.strangers)",
      "not done          \(verdict.undone.count) of \(verdict.asked) asked for with federation show",
      "deliveries        \(published.arrived) arrived of \(publications.stored.count) posts to \(publications.readers.count), "
        + "lost \(published.lost.count), twice \(published.repeated), under another id \(published.renamed)",
      "slowest restart   \(Number.text(tally.slowestRestart.seconds)) s",
    ]
    if options.by == .stop {
      lines.append("slowest stop      \(Number.text(tally.slowestStop.seconds)) s, requests cut off \(tally.cutOff)")
    }
    if options.by == .power { lines.append("changes unsynced  \(tally.undecided)") }
    lines.append("db check          \(tally.failedChecks.first ?? tally.checks.last ?? "-"), \(tally.checks.count) times")
    lines += (verdict.lost + verdict.undone + published.lost).prefix(20).map { "  \($0)" }
    return KillOutcome(text: lines.joined(separator: "\n"), complaints: complaints, verdict: verdict)
  }
}
