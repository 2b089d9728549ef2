internal import Foundation
internal import Glibc

/// What came of all rounds.
struct KillOutcome: Sendable {
  /// For the reader, several lines.
  let text: String
  /// What was missed, each in a few words; empty when all is well.
  let complaints: [String]
  let verdict: KillVerdict
}

/// The rounds: load, the blow, restart; then the judgement.
struct KillRun {
  let options: KillOptions
  let site: ServerSite
  let world: PeerWorld
  private let log: AcknowledgedLog
  var barrage: Barrage
  private let letters: [Letter]
  private let roundTimes: [Int64]
  var publications: Publications
  var tally = KillTally()

  /// Runs all of it in a temporary folder.
  ///
  /// Throws ``MeasuringError`` when it cannot be carried out.
  static func carriedOut(_ options: KillOptions) async throws -> KillOutcome {
    var site = try ServerSite(binary: options.server, parent: options.folder, postgres: options.postgres)
    site.databaseURL = options.database
    let world = try PeerWorld()
    defer {
      world.stop()
      if options.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
    }
    let readers = world.actors(options.readers, on: Publications.hosts, prefix: "reader")
    let office = PostOffice(key: world.key, authority: site.authority)
    let settled = site
    let (folk, publications) = try await WorkerThread.run("settle") {
      let server = try settled.serve()
      defer { server.stop() }
      _ = try server.waitUntilReady()
      let folk = try Townsfolk.settle(settled, names: ["ada", "bela", "cleo"], papers: max(2, min(8, options.rounds / 3)))
      try follow(readers, folk.persons[0], office, settled, server, options)
      return (folk, try Publications(settled, readers: readers, author: "ada", rounds: options.rounds))
    }
    world.forgetArrivals()
    if options.by == .power {
      site.faults = try FaultControl(in: site.folder, besides: site.binary, hasJournal: true)
      site.faultsCommands = true
      if options.lying { site.faults?.turnOn(.lying) }
    }
    var dice = Dice(seed: options.seed ?? 1)
    let nanoseconds = Int64(options.shortest * 1e9)...Int64(options.longest * 1e9)
    let times = (0..<options.rounds).map { _ in Int64.random(in: nanoseconds, using: &dice) }
    let plan = KillPlan(actors: world.actors(options.actors, on: 4, prefix: "peer"), folk: folk, run: "k\(options.seed ?? 1)")
    let perRound = options.open + (options.by == .stop ? options.rate : 0)
    let letters = plan.letters(Int(times.reduce(0, +) / 1_000_000) * options.rate / 1_000 + perRound * options.rounds)
    Progress.note("seed \(options.seed ?? 1); signing \(letters.count) activities …")
    let postings = try await office.sign(letters)
    let log = try AcknowledgedLog(at: site.folder.appending(path: "acknowledged.log"))
    defer { log.close() }
    let barrage = Barrage(postings, office: office, log: log, port: site.port, options: options, dice: dice)
    var publishing = publications
    publishing.move(to: site)
    let run = KillRun(
      options: options, site: site, world: world, log: log, barrage: barrage, letters: letters, roundTimes: times,
      publications: publishing)
    return try await WorkerThread.run("kill") {
      var run = run
      return try run.torment()
    }
  }

  /// Lets the readers follow somebody, and waits until they do.
  private static func follow(
    _ readers: [PeerActor], _ person: String, _ office: PostOffice, _ site: ServerSite, _ server: RunningServer,
    _ options: KillOptions
  ) throws {
    let writer = LetterWriter(run: "readers")
    let postings = try readers.enumerated().map { try office.sign(writer.follow($0.offset, of: person, by: $0.element)) }
    guard !postings.isEmpty else { return }
    let report = try Volley(port: site.port, connections: 4).fire(postings)
    guard report.accepted == postings.count else { throw MeasuringError("follows are answered with \(report.refusals)") }
    _ = try server.waitUntilIdle(patience: options.patience, deliveriesToo: true)
  }

  private mutating func torment() throws -> KillOutcome {
    for (round, time) in roundTimes.enumerated() {
      let before = options.by == .power ? try PowerCut(of: site.data) : nil
      if let journal = site.faults?.journal { unlink(journal) }
      let server = try site.serve()
      defer { server.killAtOnce() }
      try tally.note(readyAfter: server.waitUntilReady(), isFirst: round == 0)
      try publications.begin(round)
      try barrage.fire(until: Clock.now + time, atLeast: 1)
      switch options.by {
      case .kill: try kill(server)
      case .stop: try stop(server)
      case .power: try cut(server, before)
      }
      try publications.end()
      // In its first moments a server refuses most of what comes from many unknown actors at once: it fetches few keys at a time.
      guard barrage.acknowledged > 0 || barrage.refusals.isEmpty || round < 4 else {
        throw MeasuringError("nothing is acknowledged: answers \(barrage.refusals)")
      }
      if options.checkEvery > 0, (round + 1).isMultiple(of: options.checkEvery) { check() }
      if (round + 1).isMultiple(of: max(1, options.rounds / 20)) {
        Progress.note(
          "round \(round + 1): ended after \(Number.text(time.seconds)) s, \(barrage.acknowledged) acknowledged so far, "
            + "slowest restart \(Number.text(tally.slowestRestart.seconds)) s")
      }
    }
    return try conclude()
  }

  /// Sends what is left until it is acknowledged, and judges.
  private mutating func conclude() throws -> KillOutcome {
    var calm = site
    calm.faults = nil
    let server = try calm.serve()
    defer { server.stop() }
    try tally.note(readyAfter: server.waitUntilReady(), isFirst: false)
    try barrage.finish()
    _ = try server.waitUntilIdle(patience: options.patience, deliveriesToo: true)
    let acknowledged = try log.ids()
    let judge = KillJudge(
      site: calm, letters: letters.filter { acknowledged.contains($0.id) }, known: Set(publications.readers.map(\.id)))
    let verdict = try judge.verdict(asking: options.shown)
    tally.lastStatus = server.stop()
    check()
    tally.acknowledged = acknowledged.count
    return outcome(verdict, publications.verdict(on: world.arrivals))
  }

  private mutating func check() {
    var calm = site
    calm.faults = nil
    do {
      tally.checks.append(try calm.command("db", "check"))
    } catch {
      tally.failedChecks.append("\(error)")
    }
  }
}
