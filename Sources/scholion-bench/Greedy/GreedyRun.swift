internal import Foundation
internal import Glibc
internal import Signatures

/// The stages of the attack, one after another on one server, each watched and judged.
struct GreedyRun {
  private let options: GreedyOptions
  private let site: ServerSite
  private let world: GreedyWorld
  private let office: PostOffice
  private let writer: LetterWriter
  private var table = FigureTable()

  /// Runs all of it in a temporary folder; throws ``MeasuringError`` when it cannot be carried out.
  static func carriedOut(_ options: GreedyOptions) async throws -> FigureTable {
    allowOpenFiles()
    let site = try ServerSite(binary: options.server, parent: options.folder)
    let world = try GreedyWorld()
    defer {
      world.stop()
      if options.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
    }
    let server = try site.serve()
    defer { server.stop() }
    let folk = try await WorkerThread.run("settle") { () throws -> Townsfolk in
      _ = try server.waitUntilReady()
      return try Townsfolk.settle(site, names: ["ada", "bela"], papers: 2)
    }
    var run = GreedyRun(
      options: options, site: site, world: world, office: PostOffice(key: world.key, authority: site.authority),
      writer: LetterWriter(run: "g\(UInt32.random(in: 0...UInt32.max))"))
    return try await run.attack(server, folk)
  }

  private init(options: GreedyOptions, site: ServerSite, world: GreedyWorld, office: PostOffice, writer: LetterWriter) {
    (self.options, self.site, self.world, self.office, self.writer) = (options, site, world, office, writer)
  }

  private mutating func attack(_ server: RunningServer, _ folk: Townsfolk) async throws -> FigureTable {
    let watch = HealthWatch(server)
    defer { watch.stop() }
    let time = Int64(options.seconds) * 1_000_000_000
    usleep(3_000_000)
    judge("quiet", watch)

    Progress.note("\(options.clients) slow clients …")
    let (clients, port, authority) = (options.clients, site.port, site.authority)
    let crowd = try await WorkerThread.run("crowd") { () -> SlowCrowd in
      var crowd = SlowCrowd(clients, authority: authority, port: port)
      crowd.press(for: time)
      return crowd
    }
    judge("slow clients", watch)
    table.add(Figure("connected at once", Double(crowd.mostOpen), "", goal: .atLeast(Double(clients) * 0.99)))
    table.add(Figure("sent away, and come back", Double(crowd.dismissals), "", goal: .atLeast(time > 15_000_000_000 ? 1 : 0)))
    // Somebody honest comes in the middle of the crowd.
    let friends = (0..<options.peers).map { PeerActor(host: "s\($0).localhost:\(world.port)", name: "peer\($0)") }
    try await expectAccepted("honest letters amid the crowd", [writer.note(0, by: friends[0], replyingTo: folk.summaries[0].id)])
    var leaving = crowd
    leaving.leave()

    Progress.note("\(options.peers) followers on as many hosts …")
    try await expectAccepted("followers", friends.enumerated().map { writer.follow($0, of: folk.persons[0], by: $1) })
    _ = try await WorkerThread.run("idle") { try server.waitUntilIdle(patience: 120) }
    _ = watch.take()

    Progress.note("slow peers …")
    world.turn(.slow)
    let posts = world.posts
    let summary = try await publish()
    try await pause(time)
    judge("deliveries to slow peers", watch)
    table.add(Figure("deliveries that reached them", Double(world.posts - posts), "", goal: .atLeast(1)))
    table.mustBeZero("summaries not published", summary ? 0 : 1)

    Progress.note("\(options.keys) unknown keys …")
    let asked = world.requests
    let strangers = (0..<options.keys).map { PeerActor(host: "k.localhost:\(world.port)", name: "stranger\($0)") }
    let flood = try await fire(
      strangers.enumerated().map { writer.note(1_000 + $0, by: $1, replyingTo: folk.summaries[0].id) }, tries: 0)
    judge("unknown keys of a slow host", watch)
    // Every two retries of a waiting item aside, 120 a minute and host.
    let minutes = 1 + (flood.ended - flood.began) / 60_000_000_000
    table.add(
      Figure("requests that left for them", Double(world.requests - asked), "", goal: .atMost(Double(120 * minutes + 60))))
    table.mustBeZero("accepted of them", flood.accepted)

    for (temper, name) in [(GreedyWorld.Temper.bombs, "bombs"), (.redirects, "endless redirects"), (.threads, "endless threads")]
    {
      Progress.note("\(name) …")
      world.turn(temper)
      let asked = world.requests
      let letters = (0..<options.peers).map { index in
        let friend = friends[index]
        let parent = "\(friend.id)/statuses/endless-\(name.utf8.count)-\(index)"
        return writer.note(100_000 * (temper.rawValue + 1) + index, by: friend, replyingTo: parent, of: folk.persons[0])
      }
      try await expectAccepted("letters that lead to \(name)", letters)
      try await pause(time)
      judge(name, watch)
      table.add(
        Figure("requests that left", Double(world.requests - asked), "", goal: .atMost(Double(letters.count * 21))))
    }

    world.turn(.honest)
    try await expectAccepted(
      "honest letters afterwards", [writer.note(9_999_999, by: friends[1], replyingTo: folk.summaries[1].id)])
    let status = server.stop()
    table.mustBeZero("exit status", Int(status))
    return table
  }

  private mutating func judge(_ name: String, _ watch: HealthWatch) {
    let seen = watch.take()
    table.section(name)
    table.add(Figure("/livez, p99 of \(seen.asked)", seen.p99, "ms", goal: .atMost(options.health)))
    table.mustBeZero("not answered within 10 s", seen.unanswered)
    table.add(Figure("resident memory, most", seen.memory, "MiB", goal: .atMost(options.memory)))
  }

  private mutating func expectAccepted(_ name: String, _ letters: [Letter]) async throws {
    let report = try await fire(letters, tries: 20)
    table.mustBeZero("\(name), not accepted", letters.count - report.accepted, because: report.refusals)
  }

  private func fire(_ letters: [Letter], tries: Int) async throws -> VolleyReport {
    let postings = try await office.sign(letters)
    let port = site.port
    return try await WorkerThread.run("volley") {
      var volley = Volley(port: port, connections: 16)
      volley.tries = tries
      return try volley.fire(postings)
    }
  }

  private func publish() async throws -> Bool {
    let site = site
    return try await WorkerThread.run("publish") {
      let text = site.folder.appending(path: "second.md")
      try "Another word on it.\n".write(to: text, atomically: true, encoding: .utf8)
      try site.command(
        "paper", "add", "arxiv:2402.01001", "--title", "One more paper", "--author", "Ada Beispiel", "--year", "2024")
      return try !site.command("summary", "publish", "ada", "arxiv:2402.01001", text.path).isEmpty
    }
  }

  private func pause(_ time: Int64) async throws {
    try await WorkerThread.run("pause") { _ = usleep(UInt32(clamping: time / 1_000)) }
  }

  /// As many as this process may have; the server inherits it.
  private static func allowOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
