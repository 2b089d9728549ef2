internal import ArgumentParser
internal import Foundation

/// `scholion-bench run`: what `make bench` prints.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Measure a server, and set every figure against a limit of this machine.",
    discussion: """
      Starts the server in a temporary folder, plays its peers, and prints one table. Exit 1 when a signature was bad, or \
      anything was lost, came twice or was not answered; with --strict also when a stated goal was missed.
      """)

  @OptionGroup var scale: RunScale
  @Flag(help: "Exit 1 also when a stated goal is missed.") var strict = false

  func run() async throws {
    var run = try await BenchRun.prepared(scale)
    defer { run.cleanUp() }
    try await run.measure()
    let table = run.table
    Progress.line(table.text)
    guard table.faults.isEmpty else { throw MeasuringError("not 0: \(table.faults.joined(separator: ", "))") }
    guard !strict || table.missedGoals.isEmpty else {
      throw MeasuringError("missed: \(table.missedGoals.joined(separator: ", "))")
    }
  }
}

/// How much is measured.
struct RunScale: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder; its disk is the one measured.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Option(help: "Activities posted to the inbox.") var activities = 10_000
  @Option(help: "Remote actors who post them.") var actors = 200
  @Option(help: "Connections they come over.") var connections = 16
  @Option(help: "Remote inboxes that get a post.") var inboxes = 2_000
  @Option(help: "Hosts those are on.") var hosts = 200
  @Option(help: "Starts of which the median is taken.") var starts = 5
  @Option(help: "Names that never resolve.") var deadNames = 200

  func validate() throws {
    let counts = [activities, actors, connections, inboxes, hosts, starts, deadNames]
    guard counts.allSatisfy({ (1...1_000_000).contains($0) }) else { throw ValidationError("every count is 1 to 1,000,000") }
    guard inboxes >= hosts else { throw ValidationError("there are at least as many inboxes as hosts") }
    guard inboxes <= hosts * 110 else {
      throw ValidationError("at most 110 inboxes a host: the server asks a host for 120 keys a minute")
    }
  }
}
