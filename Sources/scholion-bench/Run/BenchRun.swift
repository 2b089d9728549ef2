internal import Foundation

/// One measurement from the first start to the last stop; the stages are in files of their own.
struct BenchRun {
  let scale: RunScale
  let site: ServerSite
  let world: PeerWorld
  /// Peers that speak TLS.
  let secureWorld: PeerWorld
  let identity: TLSIdentity
  let limits: MachineLimits
  /// What the PostgreSQL of the run does at best.
  let postgresLimits: PostgresLimits?
  let writer: LetterWriter
  let office: PostOffice
  var table = FigureTable()
  /// The most memory any server process of this run used, in MiB.
  var peak = 0.0
  var mathPeak = 0.0
  private(set) var server: RunningServer?

  /// Opens the peers and measures the machine; nothing of the server runs yet.
  static func prepared(_ scale: RunScale) async throws -> BenchRun {
    var site = try ServerSite(binary: scale.server, parent: scale.folder, postgres: scale.postgres)
    let identity = try TLSIdentity(hosts: scale.hosts, in: site.folder)
    site.authorities = identity.authorities
    let world = try PeerWorld()
    let secureWorld = try PeerWorld(sharing: world, identity: identity)
    let writer = LetterWriter(run: "b\(UInt32.random(in: 0...UInt32.max))")
    Progress.note("measuring this machine …")
    let sample = writer.note(1, by: PeerActor(host: "m1.localhost:40000", name: "peer1")).body
    let limits = try await MachineLimits.measured(key: world.key, folder: site.folder, row: sample)
    var postgresLimits: PostgresLimits?
    if let cluster = site.cluster { postgresLimits = try await PostgresLimits.measured(try cluster.another(), row: sample) }
    return BenchRun(
      scale: scale, site: site, world: world, secureWorld: secureWorld, identity: identity, limits: limits,
      postgresLimits: postgresLimits, writer: writer,
      office: PostOffice(key: world.key, authority: site.authority))
  }

  /// All stages in their order.
  mutating func measure() async throws {
    describeMachine()
    let folk = try await settle()
    try await measureStarts()
    try await measureInbox(folk)
    if isOnSQLite {
      try await measureTimeline()
      try await measureFollows(of: folk.persons[1])
      try await measureDeliveries(from: folk)
      try await measureDying()
    }
    table.section("memory and names")
    table.add(Figure("peak memory, scholion", peak, "MiB", goal: .atMost(100)))
    table.add(Figure("peak memory, scholion-math", mathPeak, "MiB"))
    if isOnSQLite { try await measureDeadNames() }
  }

  /// Whether the server keeps its data in a file.
  var isOnSQLite: Bool { site.cluster == nil }
  var engineName: String { isOnSQLite ? "SQLite" : "PostgreSQL" }

  /// Bytes of the database on the disk; with SQLite the server does not run.
  func databaseBytes() throws -> Int { try site.cluster?.bytes() ?? site.databaseBytes }

  /// Processor time of a database server so far, in seconds.
  var databaseCPU: Double { site.cluster?.cpu ?? 0 }

  private mutating func describeMachine() {
    table.section("this machine, \(limits.cores) cores")
    table.add(Figure("RSA-2048 verify", limits.verifies, "/s a core"))
    table.add(Figure("RSA-2048 sign", limits.signs, "/s a core"))
    table.add(Figure("durable rows, one a commit", limits.singleRows, "/s"))
    table.add(Figure("durable rows, 20 a commit", limits.groupedRows, "/s"))
    guard let postgresLimits else { return }
    table.add(Figure("PostgreSQL: single rows, one connection", postgresLimits.single, "/s"))
    table.add(Figure("PostgreSQL: single rows, 16 connections", postgresLimits.sixteen, "/s"))
  }

  private mutating func measureDeadNames() async throws {
    Progress.note("names that never resolve …")
    let names = try await DeadNames.measured(port: world.port, dead: scale.deadNames)
    table.add(Figure("GET from a live host, p99", names.quiet, "ms"))
    table.add(
      Figure(
        "the same beside \(scale.deadNames) dead names, p99", names.burdened, "ms", of: (names.quiet, "without them")))
    table.add(Figure("ratio of the two", names.ratio, "×", goal: .atMost(2)))
  }

  /// Starts the server and waits until it is ready; gives the time in seconds.
  @discardableResult
  mutating func start() async throws -> Double {
    let site = site
    let (server, span) = try await WorkerThread.run("start") {
      let server = try site.serve()
      return (server, try server.waitUntilReady())
    }
    self.server = server
    return span.seconds
  }

  /// Stops the server, after a look at its memory.
  mutating func stop() async throws {
    guard let server else { return }
    notePeak()
    self.server = nil
    let status = try await WorkerThread.run("stop") { server.stop() }
    guard status == 0 else { throw MeasuringError("the server ended with \(status): see \(site.log.path)") }
  }

  /// Takes down the most memory used so far.
  mutating func notePeak() {
    guard let server else { return }
    let figures = ProcessFigures(id: server.id)
    peak = max(peak, figures.peak)
    mathPeak = figures.children(named: "scholion-math").map(\.peak).reduce(mathPeak, max)
  }

  /// The server, which has to run.
  func running() throws -> RunningServer {
    guard let server else { throw MeasuringError("no server runs") }
    return server
  }

  func cleanUp() {
    server?.stop()
    world.stop()
    secureWorld.stop()
    if scale.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
  }
}
