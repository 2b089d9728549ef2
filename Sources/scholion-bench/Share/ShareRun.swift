internal import Foundation
internal import Glibc
internal import LocalPostgres
internal import Synchronization

/// Three servers on one database: load on all, SIGKILL for the second; then the judgement.
struct ShareRun: Sendable {
  private let options: ShareOptions
  /// One for each server; they differ in the port alone.
  private let sites: [ServerSite]
  private let world: PeerWorld
  private let folk: Townsfolk
  private let followers: [PeerActor]
  private let office: PostOffice

  static func carriedOut(_ options: ShareOptions) async throws -> KillOutcome {
    let cluster = try TemporaryCluster()
    var site = try ServerSite(binary: options.server, parent: nil)
    site.databaseURL = cluster.url(of: try cluster.makeDatabase())
    let world = try PeerWorld()
    defer {
      world.stop()
      if options.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
      withExtendedLifetime(cluster) {}
    }
    let sites =
      try [site]
      + (1...2).map { _ in
        var other = site
        other.listening = try Loopback.freePort()
        return other
      }
    let servers = try sites.prefix(1).map { try $0.serve() }
    let rest = Servers(servers)
    defer { rest.stop() }
    let folk = try await WorkerThread.run("settle") { () throws -> Townsfolk in
      _ = try servers[0].waitUntilReady()
      let folk = try Townsfolk.settle(sites[0], names: ["ada", "bela"], papers: 2)
      for site in sites.dropFirst() { rest.add(try site.serve()) }
      for server in rest.all.dropFirst() { _ = try server.waitUntilReady() }
      return folk
    }
    let run = ShareRun(
      options: options, sites: sites, world: world, folk: folk, followers: world.actors(options.actors, on: 4, prefix: "peer"),
      office: PostOffice(key: world.key, authority: site.authority))
    return try await run.judged(rest)
  }

  private func judged(_ servers: Servers) async throws -> KillOutcome {
    let writer = LetterWriter(run: "s\(options.seed ?? 1)")
    let follows = followers.enumerated().map { writer.follow($0.offset, of: folk.persons[0], by: $0.element) }
    let plan = KillPlan(actors: followers, folk: folk, run: "t\(options.seed ?? 1)")
    // Who follows the first person has done so already.
    let letters = plan.letters(options.activities).filter { letter in
      if case .follow(_, let person) = letter.effect { person != folk.persons[0] } else { true }
    }
    Progress.note("seed \(options.seed ?? 1); \(letters.count) activities to three servers …")
    let (first, postings) = (try await office.sign(follows), try await office.sign(letters))
    try await post(first)
    // Whom a post goes to is settled when it is published: the followers are to be there by then.
    _ = try await WorkerThread.run("followers") { [options] in try servers.all[0].waitUntilIdle(patience: options.patience) }
    let killed = try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask { try await WorkerThread.run("killer") { [self] in try killing(servers) } }
      group.addTask {
        try await WorkerThread.run("publisher") { [self] in try publishing() }
        return 0
      }
      for piece in 0..<3 {
        group.addTask {
          try await post(postings.enumerated().filter { $0.offset % 3 == piece }.map(\.element))
          return 0
        }
      }
      var kills = 0
      for try await count in group { kills += count }
      return kills
    }
    _ = try await WorkerThread.run("idle") { [options] in
      try servers.all[0].waitUntilIdle(patience: options.patience, deliveriesToo: true)
    }
    let verdict = try await WorkerThread.run("judge") { [self] in
      try KillJudge(site: sites[0], letters: letters + follows).verdict(asking: 20)
    }
    let statuses = servers.stop()
    return outcome(verdict, killed: killed, letters: letters.count + follows.count, statuses)
  }

  /// Posts until each is taken by some server, as a peer behind a balancer would.
  private func post(_ postings: [Posting]) async throws {
    try await WorkerThread.run("poster") { [self] in
      for (number, posting) in postings.enumerated() {
        var status = 0
        for attempt in 0..<600 where !(200..<300).contains(status) {
          if attempt > 0 { usleep(50_000) }
          let site = sites[(number + attempt) % sites.count]
          // The signature is of the origin, whoever listens.
          status =
            Exchange(port: site.listening).send(String(decoding: posting.bytes, as: UTF8.self), within: 10_000)?.status ?? 0
        }
        guard (200..<300).contains(status) else { throw MeasuringError("\(posting.letter.id) is answered \(status)") }
      }
    }
  }

  private func publishing() throws {
    let text = sites[0].folder.appending(path: "shared.md")
    try "What three share is told once.\n".write(to: text, atomically: true, encoding: .utf8)
    for number in 0..<options.summaries {
      try sites[0].command(
        "paper", "add", "arxiv:2403.0\(1_000 + number)", "--title", "Shared \(number)", "--author", "Ada Beispiel")
      try sites[0].command("summary", "publish", "ada", "arxiv:2403.0\(1_000 + number)", text.path)
    }
  }

  private func killing(_ servers: Servers) throws -> Int {
    var dice = Dice(seed: options.seed ?? 1)
    for _ in 0..<options.kills {
      usleep(UInt32.random(in: 200_000...1_200_000, using: &dice))
      servers.all[1].killAtOnce()
      servers.all[1].wait()
      servers.replace(1, by: try sites[1].serve())
      _ = try servers.all[1].waitUntilReady()
    }
    return options.kills
  }

  private func outcome(_ verdict: KillVerdict, killed: Int, letters: Int, _ statuses: [Int32]) -> KillOutcome {
    let creates = world.arrivals.filter { $0.activity["type"]?.string == "Create" }
    let due = options.summaries * followers.count
    let copies = Dictionary(grouping: creates) { "\($0.inbox) \($0.activity["id"]?.string ?? "")" }
    let repeated = copies.values.reduce(0) { $0 + $1.count - 1 }
    // Under way from one process: four lanes for each of the four hosts.
    let allowed = killed * 16
    var complaints: [String] = []
    if !verdict.lost.isEmpty { complaints.append("\(verdict.lost.count) acknowledged lost") }
    if verdict.duplicates > 0 { complaints.append("\(verdict.duplicates) effects twice") }
    if verdict.strangers > 0 { complaints.append("\(verdict.strangers) effects that nobody sent") }
    if !verdict.undone.isEmpty { complaints.append("\(verdict.undone.count) not done") }
    if copies.count != due { complaints.append("\(copies.count) of \(due) deliveries arrived") }
    if repeated > allowed { complaints.append("\(repeated) deliveries arrived twice") }
    if statuses.contains(where: { $0 != 0 }) { complaints.append("the servers ended with \(statuses)") }
    let lines = [
      "servers           3 on one PostgreSQL database, the second killed \(killed) times, seed \(options.seed ?? 1)",
      "acknowledged      \(letters) activities", "lost              \(verdict.lost.count)",
      "effects twice     \(verdict.duplicates)", "effects unsent    \(verdict.strangers)",
      "not done          \(verdict.undone.count) of \(verdict.asked) asked for with federation show",
      "deliveries        \(copies.count) of \(due), \(repeated) sent again after a kill",
    ]
    return KillOutcome(
      text: (lines + (verdict.lost + verdict.undone).prefix(20)).joined(separator: "\n"), complaints: complaints,
      verdict: verdict)
  }
}

/// The servers that run just now.
private final class Servers: Sendable {
  private let running: Mutex<[RunningServer]>

  init(_ servers: [RunningServer]) { running = Mutex(servers) }

  var all: [RunningServer] { running.withLock { $0 } }

  func add(_ server: RunningServer) { running.withLock { $0.append(server) } }

  func replace(_ index: Int, by server: RunningServer) { running.withLock { $0[index] = server } }

  /// Asks all to stop, and gives what they ended with.
  @discardableResult
  func stop() -> [Int32] {
    let servers = running.withLock { servers in
      defer { servers = [] }
      return servers
    }
    return servers.map { $0.stop() }
  }
}
