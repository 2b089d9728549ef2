internal import Foundation
internal import Glibc
internal import SQL

/// The rounds in which calls fail.
struct FaultRun {
  /// One way to fail.
  struct Fault {
    let name: String
    let number: Int32
    let classes: CallClasses
    let isLasting: Bool

    /// All of them on an engine; rounds take turns.
    static func all(onPostgres: Bool) -> [Fault] { onPostgres ? ofTheLine : ofTheDisk }

    /// The database in another process.
    private static let ofTheLine: [Fault] = [false, true].flatMap { isLasting in
      [
        Fault(name: "ECONNRESET", number: ECONNRESET, classes: .line, isLasting: isLasting),
        Fault(name: "EMFILE", number: EMFILE, classes: [.open, .map, .socket], isLasting: isLasting),
        Fault(name: "ETIMEDOUT", number: ETIMEDOUT, classes: .line, isLasting: isLasting),
      ]
    }

    /// The database in files.
    private static let ofTheDisk: [Fault] = [false, true].flatMap { isLasting in
      [
        Fault(name: "EIO", number: EIO, classes: .files, isLasting: isLasting),
        Fault(name: "ENOSPC", number: ENOSPC, classes: [.open, .write, .size, .name], isLasting: isLasting),
        Fault(name: "EMFILE", number: EMFILE, classes: [.open, .map, .socket], isLasting: isLasting),
        Fault(name: "EIO of fsync", number: EIO, classes: .sync, isLasting: isLasting),
      ]
    }
  }

  let options: FaultOptions
  var site: ServerSite
  let control: FaultControl
  let office: PostOffice
  let actors: [PeerActor]
  let folk: Townsfolk
  var tally = FaultTally()

  /// Where the data of the first start is put aside; with PostgreSQL, also the database that others are copied from.
  private var template: URL { site.folder.appending(path: "template") }
  private var templateDatabase: String?

  /// Runs all of it in a temporary folder.
  ///
  /// Throws ``MeasuringError`` when it cannot be carried out.
  static func carriedOut(_ options: FaultOptions) async throws -> FaultOutcome {
    var site = try ServerSite(binary: options.server, parent: options.folder, postgres: options.postgres)
    let world = try PeerWorld()
    defer {
      world.stop()
      if options.keep { Progress.note("kept: \(site.folder.path)") } else { site.remove() }
    }
    let settled = site
    let control = try FaultControl(in: site.folder, besides: site.binary, hasJournal: false)
    let folk = try await WorkerThread.run("settle") {
      let server = try settled.serve()
      defer { server.stop() }
      _ = try server.waitUntilReady()
      return try Townsfolk.settle(settled, names: ["ada"], papers: 1)
    }
    site.faults = control
    var run = FaultRun(
      options: options, site: site, control: control, office: PostOffice(key: world.key, authority: site.authority),
      actors: world.actors(4, on: 2, prefix: "peer"), folk: folk)
    run.templateDatabase = site.cluster?.database
    return try await run.torment()
  }

  private func torment() async throws -> FaultOutcome {
    // On PostgreSQL there may be nothing in it.
    try FileManager.default.createDirectory(at: site.data, withIntermediateDirectories: true)
    try FileManager.default.moveItem(at: site.data, to: template)
    // How many calls of each kind there are when none fails.
    var reach: [Int] = []
    let faults = Fault.all(onPostgres: options.postgres)
    for fault in faults {
      let dry = try await judged("no fault") { run, place in try run.round(1 << 40, fault, place, endsInOrder: true) }
      reach.append(max(1, dry.tally.calls))
      guard dry.tally.complaints.isEmpty else { return FaultOutcome(text: dry.tally.text, complaints: dry.tally.complaints) }
    }
    var run = self
    run.tally.reach = zip(faults, reach).filter { !$0.0.isLasting }.map { "\($0.1) of \($0.0.name)" }.joined(separator: ", ")
    for (index, number) in stride(from: options.from, through: options.calls, by: options.step).enumerated() {
      let place = index % faults.count
      let (fault, nth) = (faults[place], (number - 1) % reach[place] + 1)
      run = try await run.judged("call \(nth), \(fault.name)\(fault.isLasting ? " lasting" : "")") { run, place in
        try run.round(nth, fault, place, endsInOrder: index % 10 == 9)
      }
      if index % 50 == 49 { Progress.note("call \(nth): \(run.tally.line)") }
    }
    if options.full > 0 {
      run = try await run.judged(options.postgres ? "database away" : "full disk") { run, _ in
        try options.postgres ? run.takeDatabaseAway() : run.fillDisk()
      }
    }
    return FaultOutcome(text: run.tally.text, complaints: run.tally.complaints)
  }

  /// Lets something be done with a fresh copy of the database, and looks for what was acknowledged meanwhile.
  private func judged(
    _ place: String, _ body: @escaping @Sendable (inout FaultRun, String) throws -> [Letter]
  ) async throws -> FaultRun {
    var (run, acknowledged) = try await WorkerThread.run("faults") {
      var run = self
      try run.restoreTemplate()
      let acknowledged = try body(&run, place)
      return (run, acknowledged)
    }
    let database = try Database(opening: run.site.location)
    let stored = Set(
      try await database.read { connection in
        try connection.query("SELECT activity_key FROM inbox_item") { try $0.text(0) }
      })
    for problem in try await database.check().prefix(3) { run.tally.complain("\(place): db check: \(problem)") }
    await database.close()
    let lost = acknowledged.count { !stored.contains($0.id) }
    run.tally.acknowledged += acknowledged.count
    run.tally.lost += lost
    if lost > 0 { run.tally.complain("\(place): \(lost) acknowledged and not stored") }
    return run
  }

  private mutating func restoreTemplate() throws {
    try? FileManager.default.removeItem(at: site.data)
    try FileManager.default.copyItem(at: template, to: site.data)
    if let templateDatabase { try site.cluster?.begin(from: templateDatabase) }
  }

  /// Posts letters over connections of their own; those that were acknowledged, and what is wrong with the other answers.
  func post(_ letters: [Letter]) throws -> (acknowledged: [Letter], refused: Int, odd: [String]) {
    var (acknowledged, refused, odd): ([Letter], Int, [String]) = ([], 0, [])
    var unanswered = 0
    // Without descriptors a server hears nobody: that is no answer, and no reason to wait for each.
    for letter in letters where unanswered < 2 {
      let posting = try office.sign(letter)
      guard let answer = Exchange(port: site.port).send(posting.bytes, within: 3_000) else {
        unanswered += 1
        continue
      }
      if (200..<300).contains(answer.status) {
        acknowledged.append(letter)
      } else if [503, 507].contains(answer.status), answer.field("retry-after") != nil {
        refused += 1
      } else {
        odd.append("an answer \(answer.status) \(answer.field("retry-after") ?? "without Retry-After")")
      }
    }
    return (acknowledged, refused, odd)
  }

  /// Letters that differ from those of other rounds.
  func letters(_ count: Int, round: Int) -> [Letter] {
    let writer = LetterWriter(run: "f\(round)")
    return (0..<count).map { number in
      let actor = actors[number % actors.count]
      return number % 4 == 3
        ? writer.like(number, of: folk.summaries[0].id, by: actor)
        : writer.note(number, by: actor, replyingTo: folk.summaries[0].id, of: folk.summaries[0].author)
    }
  }

  private mutating func round(_ nth: Int, _ fault: Fault, _ place: String, endsInOrder: Bool) throws -> [Letter] {
    let output = site.folder.appending(path: "round.log")
    try? FileManager.default.removeItem(at: output)
    control.fail(nth, of: fault.classes, with: fault.number, isLasting: fault.isLasting)
    let server = try site.serve(to: output.path)
    defer { server.killAtOnce() }
    var acknowledged: [Letter] = []
    if try server.answersLife(mayBeDeaf: fault.isLasting && fault.classes.contains(.socket)) {
      let (good, refused, odd) = try post(letters(12, round: nth))
      acknowledged = good
      tally.refused += refused
      for answer in odd { tally.complain("\(place): \(answer)") }
      if server.isRunning {
        tally.servedOn += 1
        if !fault.isLasting { acknowledged += try recovery(nth, place) }
      }
    }
    let diedByItself = !server.isRunning
    if endsInOrder { server.askToStop() } else { server.killAtOnce() }
    let status = server.wait()
    tally.rounds += 1
    if control.failed == 0 { tally.unreached += 1 }
    if diedByItself {
      tally.ended += 1
      let words = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
      let last = words.split(separator: "\n").last ?? ""
      if status != 1 || !last.hasPrefix("scholion: ") { tally.complain("\(place): ended with \(status): \(last.prefix(200))") }
      tally.sentences.insert(String(last.prefix(160)))
    } else if endsInOrder, ![0, 1].contains(status) {
      tally.complain("\(place): stopping ended with \(status)")
    }
    tally.calls = control.counted
    control.clear()
    try restart(place)
    return acknowledged
  }

  /// A fault that has passed leaves no trace: soon one more activity is taken.
  private mutating func recovery(_ nth: Int, _ place: String) throws -> [Letter] {
    let more = letters(32, round: nth).dropFirst(12)
    for letter in more {
      let taken = try post([letter]).acknowledged
      guard taken.isEmpty else { return taken }
      usleep(100_000)
    }
    tally.complain("\(place): does not recover")
    return []
  }

  /// The next start, without faults, is clean.
  mutating func restart(_ place: String) throws {
    var calm = site
    calm.faults = nil
    let server = try calm.serve()
    defer {
      server.killAtOnce()
      server.wait()
    }
    do {
      tally.slowestStart = max(tally.slowestStart, try server.waitUntilReady())
    } catch {
      tally.complain("\(place): the next start: \(error)")
    }
  }
}

/// What is noted while the rounds go by.
struct FaultTally: Sendable {
  var rounds = 0
  /// Rounds in which the server did not come as far as the call.
  var unreached = 0
  /// Calls that counted in the last round; and in rounds without a fault, in words.
  var calls = 0
  var reach = ""
  var acknowledged = 0
  var lost = 0
  /// Activities answered with 503 or 507.
  var refused = 0
  /// Servers that were there to the end, and that ended by themselves.
  var servedOn = 0
  var ended = 0
  var sentences: Set<String> = []
  var slowestStart: Int64 = 0
  var disk: [String] = []
  var complaints: [String] = []

  mutating func complain(_ words: String) {
    Progress.note("missed: \(words)")
    complaints.append(words)
  }

  var line: String { "\(acknowledged) acknowledged, \(lost) lost, \(refused) refused, \(servedOn) served on, \(ended) ended" }

  var text: String {
    var lines = [
      "rounds            \(rounds), in \(unreached) of them the call was not reached",
      "calls             \(reach)",
      "acknowledged      \(acknowledged) activities, \(refused) more refused with 503 or 507", "lost              \(lost)",
      "served on         \(servedOn) servers; \(ended) ended by themselves with one line",
      "slowest restart   \(Number.text(slowestStart.seconds)) s",
    ]
    lines += disk + sentences.sorted().map { "  said: \($0)" } + ["missed            \(complaints.count)"]
    return lines.joined(separator: "\n")
  }
}
