internal import Foundation
internal import Glibc

/// Migrations that die: at a call that changes a file, or at one that talks with PostgreSQL.
struct MigrationRun: Sendable {
  /// What came of one series of deaths.
  struct Series: Sendable {
    var killed = 0
    var calls = 0
    var copies = 0
  }

  private var site: ServerSite
  private let control: FaultControl
  private let start: Int
  private let step: Int
  private var dice: Dice
  private(set) var complaints: [String] = []

  init(site: ServerSite, from start: Int, step: Int, seed: UInt64) throws {
    (self.site, self.start, self.step) = (site, start, step)
    control = try FaultControl(in: site.folder, besides: site.binary, hasJournal: site.cluster == nil)
    dice = Dice(seed: seed)
    self.site.faults = control
    self.site.faultsCommands = true
  }

  /// `scholion db migrate` on nothing at all.
  mutating func first() async throws -> Series {
    let (data, cluster) = (site.data, site.cluster)
    return try await series(
      prepare: {
        try? FileManager.default.removeItem(at: data)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try cluster?.begin()
      },
      begin: { [site] in try site.begin(["db", "migrate"], to: site.log.path) },
      judge: { [site] _ in
        var calm = site
        calm.faults = nil
        try calm.command("db", "migrate")
        let checked = try calm.command("db", "check")
        return checked.hasPrefix("ok, schema ") ? (0, []) : (0, [checked])
      })
  }

  /// What the upgrade begins with, and what it is to end with.
  private struct Sample {
    /// A file, or the name of a database.
    let template: String
    let old: String
    let new: String
  }

  private func sample() async throws -> Sample {
    guard let cluster = site.cluster else {
      let template = site.folder.appending(path: "sample.template").path
      try await SampleSchema.upgrade(template, to: 1)
      let whole = site.folder.appending(path: "sample.whole").path
      try await SampleSchema.upgrade(whole, to: 3)
      return Sample(
        template: template, old: try await SampleSchema.contents(template), new: try await SampleSchema.contents(whole))
    }
    try cluster.begin()
    try await SampleSchema.upgrade(cluster.url, to: 1)
    let (template, old) = (cluster.database, try await SampleSchema.contents(cluster.url))
    try cluster.begin(from: template)
    try await SampleSchema.upgrade(cluster.url, to: 3)
    return Sample(template: template, old: old, new: try await SampleSchema.contents(cluster.url))
  }

  /// From version 1 with data to version 3, each of which may die; of a file a copy is there before anything changes.
  mutating func upgrade() async throws -> Series {
    let (data, cluster) = (site.data, site.cluster)
    let file = data.appending(path: "sample.db").path
    let sample = try await sample()
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let environment = control.environment(for: program, under: data.path)
    return try await series(
      prepare: {
        try? FileManager.default.removeItem(at: data)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        guard let cluster else { return try FileManager.default.copyItem(atPath: sample.template, toPath: file) }
        try cluster.begin(from: sample.template)
      },
      begin: { [site] in
        try ChildProcess(
          program, ["upgrade-sample", cluster?.url ?? file, "3"], environment: environment, output: site.log.path,
          errors: site.log.path)
      },
      judge: { wasKilled in
        var (copies, problems): (Int, [String]) = (0, [])
        let path = cluster?.url ?? file
        try await SampleSchema.upgrade(path, to: 3)
        let now = try await SampleSchema.contents(path)
        if now != sample.new { problems.append("\(now) instead of \(sample.new)") }
        guard cluster == nil else { return (0, problems) }
        let kept = SampleSchema.copy(of: path, at: 1)
        if FileManager.default.fileExists(atPath: kept) {
          copies = 1
          let copy = try await SampleSchema.contents(kept)
          if copy != sample.old { problems.append("the copy has \(copy) instead of \(sample.old)") }
        } else {
          problems.append("there is no copy")
        }
        return (copies, problems)
      })
  }

  /// Lets a process die at one call after the other, until it gets through.
  private mutating func series(
    prepare: () throws -> Void, begin: () throws -> ChildProcess,
    judge: (Bool) async throws -> (copies: Int, problems: [String])
  ) async throws -> Series {
    var series = Series()
    var nth = start
    while nth < 5_000 {
      try prepare()
      if let journal = control.journal { unlink(journal) }
      var disk = try PowerCut(of: site.data)
      control.die(at: nth, of: site.cluster == nil ? .changes : .line)
      let status = try begin().wait()
      series.calls = control.counted
      control.clear()
      let wasKilled = status == 128 + SIGKILL
      if !wasKilled, status != 0 { complaints.append("call \(nth): ended with \(status)") }
      if wasKilled {
        series.killed += 1
        if series.killed.isMultiple(of: 2), let journal = control.journal {
          let remains = PowerCut.Remains.allCases.randomElement(using: &dice) ?? .nothing
          _ = try disk.strike(after: PowerJournal(at: journal), leaving: remains, dice: &dice)
        }
      }
      do {
        let (copies, problems) = try await judge(wasKilled)
        series.copies += copies
        complaints += problems.map { "call \(nth): \($0)" }
      } catch {
        complaints.append("call \(nth): the next start: \(error)")
      }
      guard wasKilled else { return series }
      nth += step
    }
    throw MeasuringError("the migration never gets through")
  }
}
