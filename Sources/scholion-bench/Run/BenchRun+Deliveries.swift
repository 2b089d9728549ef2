internal import Foundation
internal import Glibc

extension BenchRun {
  /// Those whose inboxes get a post.
  private var readers: [PeerActor] { secureWorld.actors(scale.inboxes, on: scale.hosts, prefix: "reader") }

  /// Follows from actors the server has never seen, until each has its answer.
  mutating func measureFollows(of person: String) async throws {
    Progress.note("\(scale.inboxes) follows …")
    let (readers, writer, world) = (readers, writer, secureWorld)
    let postings = try await office.sign(readers.enumerated().map { writer.follow($0.offset, of: person, by: $0.element) })
    try await start()
    let server = try running()
    world.forgetArrivals()
    let (cpu, shown) = (ProcessFigures(id: server.id).cpu, world.documentsShown)
    let volley = Volley(port: site.port, connections: scale.connections)
    let report = try await WorkerThread.run("follows") { try volley.fire(postings) }
    let arrivals = try await arrivals(of: "Accept", atLeast: readers.count, patience: 120)
    let spent = ProcessFigures(id: server.id).cpu - cpu
    let count = Double(readers.count)
    let seconds = ((arrivals.last?.time ?? report.ended) - report.began).seconds
    let verdict = try await judge(arrivals, dueAt: readers.map(\.inbox))
    table.section("follows from \(Number.text(count)) unknown actors on \(scale.hosts) TLS hosts")
    table.add(
      Figure(
        "answered with an Accept", Double(arrivals.count) / seconds, "/s", of: (limits.signs, "signs of one core"),
        goal: .atLeast(200)))
    table.add(
      Figure(
        "server's processor time for each", spent / count * 1_000, "ms",
        of: (2_000 / limits.signs, "two signs"), goal: .atMost(6)))
    table.add(Figure("documents asked for, each", Double(world.documentsShown - shown) / count, "", goal: .atMost(3)))
    table.mustBeZero("not accepted at the door", readers.count - report.accepted, because: report.refusals)
    add(verdict)
  }

  /// A summary on its way to all inboxes.
  mutating func measureDeliveries(from folk: Townsfolk) async throws {
    Progress.note("a post to \(scale.inboxes) inboxes …")
    let server = try running()
    let (site, readers, world) = (site, readers, secureWorld)
    _ = try await WorkerThread.run("idle") { try server.waitUntilIdle(patience: 120, deliveriesToo: true) }
    world.forgetArrivals()
    _ = try await WorkerThread.run("paper") {
      try site.command("paper", "add", "arxiv:2402.01001", "--title", "The paper that everybody gets", "--author", "Ada Beispiel")
    }
    let text = site.folder.appending(path: "delivered.md")
    let paragraph =
      "It is shown that $a^2 + b^2 = c^2$ wherever the angle is right, and that nothing else is needed for the bound.\n\n"
    try String(repeating: paragraph, count: 8).write(to: text, atomically: true, encoding: .utf8)
    let (cpu, worldCPU, connections) = (ProcessFigures(id: server.id).cpu, world.cpu, world.connectionsTaken)
    _ = try await WorkerThread.run("publish") { try site.command("summary", "publish", "author", "arxiv:2402.01001", text.path) }
    let arrivals = try await arrivals(of: "Create", atLeast: readers.count, patience: 300)
    let spent = ProcessFigures(id: server.id).cpu - cpu
    let worldSpent = (world.cpu - worldCPU).seconds
    let opened = world.connectionsTaken - connections
    let span = ((arrivals.last?.time ?? 0) - (arrivals.first?.time ?? 0)).seconds
    let verdict = try await judge(arrivals, dueAt: readers.map(\.inbox))
    try await stop()
    let count = Double(max(1, arrivals.count))
    table.section("deliveries: one post to \(Number.text(Double(readers.count))) inboxes on \(scale.hosts) TLS hosts")
    table.add(Figure("delivered", count / max(span, 0.001), "/s", of: (limits.signs, "signs of one core")))
    table.add(
      Figure(
        "server's processor time for each", spent / count * 1_000, "ms", of: (1_000 / limits.signs, "one sign"),
        goal: .atMost(1.25)))
    table.add(Figure("new connections, each a handshake", Double(opened), ""))
    table.add(Figure("apart from it: the peers' for each", worldSpent / count * 1_000, "ms"))
    add(verdict)
  }

  /// What came of one type, once enough has come or the time in seconds is over.
  private func arrivals(of type: String, atLeast count: Int, patience: Int) async throws -> [Arrival] {
    let world = secureWorld
    return try await WorkerThread.run("arrivals") {
      let end = Clock.now + Int64(patience) * 1_000_000_000
      // The bodies are looked at once, at the end: looking costs time that the server needs.
      while world.arrivalCount < count, Clock.now < end { usleep(10_000) }
      while true {
        let found = world.arrivals.filter { $0.activity["type"]?.string == type }
        if found.count >= count || Clock.now >= end { return found }
        usleep(100_000)
      }
    }
  }

  private func judge(_ arrivals: [Arrival], dueAt inboxes: [String]) async throws -> ArrivalVerdict {
    let site = site
    return try await WorkerThread.run("judge") {
      var judge = ArrivalJudge(site: site)
      return judge.judge(arrivals, dueAt: inboxes)
    }
  }

  private mutating func add(_ verdict: ArrivalVerdict) {
    table.mustBeZero("bad signatures", verdict.badSignatures)
    table.mustBeZero("arrived twice", verdict.duplicates)
    table.mustBeZero("never arrived", verdict.lost)
  }
}
