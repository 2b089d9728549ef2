extension BenchRun {
  /// Accepted and processed activities, processor time of each, bytes of each.
  mutating func measureInbox(_ folk: Townsfolk) async throws {
    let warmUp = max(100, min(2_000, (scale.activities ?? 20_000) / 10))
    let first = try await office.sign(letters(1..<(1 + warmUp), to: folk))
    try await start()
    Progress.note("posting \(warmUp) activities …")
    let pace = try await post(first)
    let count = scale.activities ?? Int(clamping: Int64(pace.acceptedRate * 1.3 * Double(scale.seconds))) + 1_000
    // What was posted first is stored by now, and is no part of the growth.
    try await stop()
    let bytesBefore = try databaseBytes()
    Progress.note("signing \(count) activities …")
    let postings = try await office.sign(letters((1 + warmUp)..<(1 + warmUp + count), to: folk))
    try await start()
    Progress.note("posting …")
    let outcome = try await post(postings, for: scale.activities == nil ? scale.seconds : nil)
    let stored = try await StoredNotes.read(site, mark: "/statuses/\(writer.run)-")
    try await stop()
    table.section("inbox: \(scale.actors) actors over \(scale.connections) connections, \(engineName)")
    add(outcome)
    let growth = Double(try databaseBytes() - bytesBefore)
    table.add(Figure("disk per stored post", growth / outcome.count, "bytes", goal: isOnSQLite ? .atMost(1_600) : nil))
    let report = outcome.report
    let refused = report.statuses.count { $0 > 0 && $0 != 401 && $0 / 100 != 2 }
    table.mustBeZero("bad signatures", report.statuses.count { $0 == 401 })
    table.mustBeZero("unanswered", report.unanswered)
    table.mustBeZero("other refusals", refused, because: report.refusals)
    // The note with the formula is one more.
    let due = pace.report.accepted + report.accepted + 1
    table.mustBeZero("accepted and lost", max(0, due - stored.distinct), because: stored.undone.joined(separator: ", "))
    table.mustBeZero("stored and in no timeline", stored.posts - stored.followed)
    table.mustBeZero("stored twice", stored.posts - stored.distinct)
  }

  private mutating func add(_ outcome: InboxOutcome) {
    let (report, count) = (outcome.report, outcome.count)
    let durable =
      postgresLimits.map { ($0.sixteen, "single rows over 16 connections") } ?? (limits.groupedRows, "durable rows, 20 a commit")
    func goal(_ goal: Goal) -> Goal? { isOnSQLite ? goal : nil }
    table.add(Figure("activities", count, ""))
    table.add(Figure("time until all were processed", outcome.processedIn, "s"))
    table.add(Figure("accepted", outcome.acceptedRate, "/s", of: durable, goal: goal(.atLeast(2_000))))
    table.add(Figure("answered within, p50", report.spans.percentile(50) / 1_000_000, "ms"))
    table.add(Figure("answered within, p99", outcome.p99, "ms", goal: goal(.atMost(25))))
    table.add(Figure("processed", outcome.processedRate, "/s", of: durable, goal: .atLeast(isOnSQLite ? 2_000 : 500)))
    table.add(
      Figure(
        "server's processor time for each, door to timeline", outcome.cpuEach, "ms", of: (1_000 / limits.verifies, "one verify"),
        goal: goal(.atMost(0.5))))
    if !isOnSQLite { table.add(Figure("apart from it: PostgreSQL's for each", outcome.databaseCPU / count * 1_000, "ms")) }
    table.add(Figure("apart from it: the sender's for each", report.cpu.seconds / count * 1_000, "ms"))
    table.add(Figure("apart from it: the peers' for each", outcome.peersCPU / count * 1_000, "ms"))
  }
}
