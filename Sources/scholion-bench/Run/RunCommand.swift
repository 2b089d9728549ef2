internal import ArgumentParser
internal import Foundation

/// `scholion-bench run`: what `make bench` prints.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Measure a server, and set every figure against a limit of this machine.",
    discussion: """
      Starts the server in a temporary folder, plays its peers, and prints one table: the medians of several runs. Exit 1 \
      when a signature was bad, or anything was lost, came twice or was not answered; with --strict also when a stated goal was missed.
      """)

  @OptionGroup var scale: RunScale
  @Option(help: "Runs of which the medians are shown, each from an empty folder.") var runs = 3
  @Flag(help: "Exit 1 also when a stated goal is missed.") var strict = false

  func validate() throws {
    guard (1...99).contains(runs) else { throw ValidationError("1 to 99 runs") }
  }

  func run() async throws {
    var tables: [FigureTable] = []
    let scale = scale.absolute
    for number in 1...runs {
      Progress.note("run \(number) of \(runs)")
      tables.append(try await Self.measured(scale))
    }
    let table = FigureTable.medians(of: tables)
    Progress.line(table.text)
    try table.judge(isStrict: strict)
  }
}

extension RunCommand {
  private static func measured(_ scale: RunScale) async throws -> FigureTable {
    var run = try await BenchRun.prepared(scale)
    defer { run.cleanUp() }
    try await run.measure()
    return run.table
  }
}

/// How much is measured.
struct RunScale: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder; its disk is the one measured.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Flag(help: "The inbox figures on a PostgreSQL of the run's own, beside what that does at best.") var postgres = false
  @Option(help: "Seconds for which activities are posted to the inbox.") var seconds = 10
  @Option(help: "Activities posted instead of as many as the seconds hold.") var activities: Int?
  @Option(help: "Remote actors who post them.") var actors = 200
  @Option(help: "Connections they come over.") var connections = 16
  @Option(help: "Remote inboxes that get a post.") var inboxes = 2_000
  @Option(help: "Hosts those are on.") var hosts = 200
  @Option(help: "Stored posts among which a home timeline is read.") var posts = 100_000
  @Option(help: "Authors whom its reader follows.") var followed = 500
  @Option(help: "Starts of which the median is taken.") var starts = 5
  @Option(help: "Names that never resolve.") var deadNames = 200

  /// The same with whole paths: every run works in a folder of its own.
  var absolute: RunScale {
    var absolute = self
    absolute.server = URL(filePath: server).standardizedFileURL.path
    absolute.folder = folder.map { URL(filePath: $0).standardizedFileURL.path }
    return absolute
  }

  func validate() throws {
    let counts = [activities ?? 1, seconds, posts, followed, actors, connections, inboxes, hosts, starts, deadNames]
    guard counts.allSatisfy({ (1...1_000_000).contains($0) }) else { throw ValidationError("every count is 1 to 1,000,000") }
    guard hosts >= 3 else { throw ValidationError("there are at least three hosts: two of them die") }
    guard inboxes >= hosts else { throw ValidationError("there are at least as many inboxes as hosts") }
    guard inboxes <= hosts * 110 else {
      throw ValidationError("at most 110 inboxes a host: the server asks a host for 120 keys a minute")
    }
  }
}
