/// What came of posting to the inbox for a while.
struct InboxOutcome: Sendable {
  let report: VolleyReport
  /// From the first request until nothing waited any more, in seconds.
  let processedIn: Double
  /// Processor time in seconds: of the server, of a database server beside it, and of the peers.
  let cpu: Double
  let databaseCPU: Double
  let peersCPU: Double

  var count: Double { Double(max(1, report.sent)) }
  var acceptedRate: Double { Double(report.accepted) / report.elapsed }
  var processedRate: Double { count / processedIn }
  /// Milliseconds of the server's processor time for an activity.
  var cpuEach: Double { cpu / count * 1_000 }
  var p99: Double { report.spans.percentile(99) / 1_000_000 }
}

extension BenchRun {
  /// Notes with numbers of their own, of which every third is a reply in a thread that mentions its author; the others are for
  /// followers.
  func letters(_ numbers: Range<Int>, to folk: Townsfolk) -> [Letter] {
    let posters = posters
    return numbers.map { number in
      let poster = posters[number % posters.count]
      let summary = folk.summaries[number % folk.summaries.count]
      return number.isMultiple(of: 3)
        ? writer.note(number, by: poster, replyingTo: summary.id, of: summary.author) : writer.note(number, by: poster)
    }
  }

  /// Posts what is signed to the running server, all or for some seconds, and waits until nothing of it waits.
  func post(_ postings: [Posting], for seconds: Int? = nil) async throws -> InboxOutcome {
    let server = try running()
    var volley = Volley(port: site.port, connections: scale.connections)
    volley.duration = seconds.map { Int64($0) * 1_000_000_000 }
    let (worldCPU, cpu, databaseCPU) = (world.cpu, ProcessFigures(id: server.id).cpu, self.databaseCPU)
    let (report, idleAt) = try await WorkerThread.run("volley") { [volley] in
      let report = try volley.fire(postings)
      return (report, try server.waitUntilIdle(patience: 600))
    }
    return InboxOutcome(
      report: report, processedIn: (idleAt - report.began).seconds, cpu: ProcessFigures(id: server.id).cpu - cpu,
      databaseCPU: self.databaseCPU - databaseCPU, peersCPU: (world.cpu - worldCPU).seconds)
  }
}
