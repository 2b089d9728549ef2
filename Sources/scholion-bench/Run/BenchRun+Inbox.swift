internal import SQL

/// What the database says of the notes that were posted.
struct StoredNotes: Sendable {
  /// Posts with an id of this run, and how many of those ids differ.
  var posts = 0
  var distinct = 0
  /// How many of them are by somebody whom a local person follows, and so stand in a timeline.
  var followed = 0
  /// Received activities that were not carried out, by reason.
  var undone: [String] = []

  /// Looks into the server's own file, beside the server.
  ///
  /// - mark: what the ids of this run contain
  static func read(_ path: String, mark: String) async throws -> StoredNotes {
    let database = try Database(opening: .sqlite(path: path))
    let stored = try await database.read { connection in
      var stored = StoredNotes()
      (stored.posts, stored.distinct) =
        try connection.first("SELECT count(*), count(DISTINCT uri) FROM post WHERE local = 0 AND instr(uri, $1) > 0", [mark]) {
          (Int(try $0.integer(0)), Int(try $0.integer(1)))
        } ?? (0, 0)
      stored.followed =
        try connection.first(
          """
          SELECT count(*) FROM post p WHERE p.local = 0 AND instr(p.uri, $1) > 0 AND p.visibility IN ('public', 'unlisted')
            AND EXISTS (SELECT 1 FROM follow f WHERE f.target_id = p.actor_id AND f.state = 'accepted')
          """, [mark]
        ) { Int(try $0.integer(0)) } ?? 0
      stored.undone = try connection.query(
        "SELECT state, coalesce(reason, '-'), count(*) FROM inbox_item WHERE state <> 'done' GROUP BY 1, 2"
      ) { "\(try $0.integer(2)) \(try $0.text(0)) (\(try $0.text(1)))" }
      return stored
    }
    await database.close()
    return stored
  }
}

extension BenchRun {
  /// Accepted and processed activities, processor time of each, bytes of each.
  mutating func measureInbox(_ folk: Townsfolk) async throws {
    Progress.note("signing \(scale.activities) activities …")
    let (posters, writer) = (posters, writer)
    let letters = (1...scale.activities).map { number in
      let poster = posters[number % posters.count]
      // Every third is a reply in a thread that mentions its author; the others are for followers.
      let summary = folk.summaries[number % folk.summaries.count]
      return number.isMultiple(of: 3)
        ? writer.note(number, by: poster, replyingTo: summary.id, of: summary.author) : writer.note(number, by: poster)
    }
    let postings = try await office.sign(letters)
    let bytesBefore = site.databaseBytes
    try await start()
    let server = try running()
    Progress.note("posting …")
    let volley = Volley(port: site.port, connections: scale.connections)
    let worldCPU = world.cpu
    let cpu = ProcessFigures(id: server.id).cpu
    let (report, idleAt) = try await WorkerThread.run("volley") {
      let report = try volley.fire(postings)
      return (report, try server.waitUntilIdle(patience: 600))
    }
    let spent = ProcessFigures(id: server.id).cpu - cpu
    let stored = try await StoredNotes.read(site.database, mark: "/statuses/\(writer.run)-")
    try await stop()
    add(report, processedIn: (idleAt - report.began).seconds, cpu: spent, peersCPU: (world.cpu - worldCPU).seconds)
    let count = Double(scale.activities)
    table.add(Figure("disk per stored post", Double(site.databaseBytes - bytesBefore) / count, "bytes", goal: .atMost(1_600)))
    table.mustBeZero("bad signatures", report.statuses.count { $0 == 401 })
    table.mustBeZero("unanswered", report.unanswered)
    table.mustBeZero("other refusals", report.statuses.count { $0 != 0 && $0 != 401 && $0 / 100 != 2 }, because: report.refusals)
    // The note with the formula is one more.
    table.mustBeZero(
      "accepted and lost", max(0, report.accepted + 1 - stored.distinct), because: stored.undone.joined(separator: ", "))
    table.mustBeZero("stored and in no timeline", stored.posts - stored.followed)
    table.mustBeZero("stored twice", stored.posts - stored.distinct)
  }

  private mutating func add(_ report: VolleyReport, processedIn seconds: Double, cpu: Double, peersCPU: Double) {
    let count = Double(scale.activities)
    table.section("inbox: \(Number.text(count)) activities of \(scale.actors) actors over \(scale.connections) connections")
    let durable = (limits.groupedRows, "durable rows, 20 a commit")
    table.add(Figure("accepted", Double(report.accepted) / report.elapsed, "/s", of: durable, goal: .atLeast(2_000)))
    table.add(Figure("answered within, p50", report.spans.percentile(50) / 1_000_000, "ms"))
    table.add(Figure("answered within, p99", report.spans.percentile(99) / 1_000_000, "ms", goal: .atMost(25)))
    table.add(Figure("processed", count / seconds, "/s", of: durable, goal: .atLeast(2_000)))
    table.add(
      Figure(
        "server's processor time for each, door to timeline", cpu / count * 1_000, "ms",
        of: (1_000 / limits.verifies, "one verify"),
        goal: .atMost(0.5)))
    table.add(Figure("apart from it: the sender's for each", report.cpu.seconds / count * 1_000, "ms"))
    table.add(Figure("apart from it: the peers' for each", peersCPU / count * 1_000, "ms"))
  }
}
