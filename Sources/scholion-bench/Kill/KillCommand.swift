internal import ArgumentParser
internal import Foundation

/// `scholion-bench kill`: the server is ended at random moments under load, and nothing acknowledged may be missing.
struct KillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kill", abstract: "End the server again and again under load; nothing acknowledged may be lost or act twice.",
    discussion: """
      Posts signed activities, writes each id that got a 2xx to a log of its own with fsync before it counts, ends the server \
      (with SIGKILL, with SIGTERM, or with SIGKILL and the loss of all that was not synced), restarts it, and goes on; in each \
      round a summary is published to followers elsewhere, too. At the end all that was acknowledged is looked for over HTTP, \
      and every publication among what the followers got. Exit 1 when any is lost, acts twice, or the server was not ready in \
      time.
      """)

  @OptionGroup var options: KillOptions

  func run() async throws {
    var options = options
    if options.seed == nil { options.seed = UInt64.random(in: 1...UInt64(UInt32.max)) }
    let outcome = try await KillRun.carriedOut(options)
    Progress.line(outcome.text)
    guard outcome.complaints.isEmpty else { throw MeasuringError("missed: \(outcome.complaints.joined(separator: ", "))") }
  }
}

/// How a round ends.
enum Blow: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// SIGKILL.
  case kill
  /// SIGTERM: what is under way is finished.
  case stop
  /// SIGKILL, and then what nobody waited for is taken off the disk.
  case power
}

/// How the server is tormented.
struct KillOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Option(help: "An empty database for SCHOLION_DATABASE; a SQLite file without.") var database: String?
  @Flag(help: "On a PostgreSQL that is started for it.") var postgres = false
  @Option(help: "How it ends: kill, stop or power.") var by = Blow.kill
  @Flag(help: "The disk forgets what was synced, too: to see whether a loss is noticed.") var lying = false
  @Option(help: "How often it is ended.") var rounds = 20
  @Option(help: "The shortest round, in seconds.") var shortest = 0.2
  @Option(help: "The longest round, in seconds.") var longest = 5.0
  @Option(help: "Activities a second.") var rate = 200
  @Option(help: "Requests open at any time.") var open = 50
  @Option(help: "Remote actors.") var actors = 20
  @Option(help: "Followers elsewhere, on four hosts, to whom a summary is published in every round.") var readers = 8
  @Option(help: "Rounds between two checks of the database; 0 for one at the end.") var checkEvery = 0
  @Option(help: "Seed of all that is random; the one used is printed.") var seed: UInt64?
  @Option(help: "Seconds within which it must be ready again.") var readyWithin = 3.0
  @Option(help: "Activities of which the command 'federation show' is asked.") var shown = 100
  @Option(help: "Seconds to wait at the end until everything is processed.") var patience = 300

  func validate() throws {
    guard (1...10_000).contains(rounds), (1...10_000).contains(rate), (1...500).contains(open), (1...1_000).contains(actors),
      (0...1_000).contains(readers), (0...100_000).contains(shown), (1...86_400).contains(patience), readyWithin > 0,
      shortest >= 0, longest >= shortest, longest <= 3_600, checkEvery >= 0
    else { throw ValidationError("a count is out of range") }
    guard by != .power || (database == nil && !postgres) else { throw ValidationError("a power cut is played on a SQLite file") }
    guard database == nil || !postgres else { throw ValidationError("either a database or a PostgreSQL of its own") }
  }
}
