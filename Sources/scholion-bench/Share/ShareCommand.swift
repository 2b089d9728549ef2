internal import ArgumentParser
internal import Foundation

/// `scholion-bench share`: several servers share one PostgreSQL database, and one of them is killed again and again.
struct ShareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Run three servers on one PostgreSQL database, and kill one of them again and again.",
    discussion: """
      Starts a PostgreSQL of its own, posts signed activities to all servers, publishes to all followers, and kills the second \
      server with SIGKILL. Every activity must act once and every delivery arrive; one may arrive twice only if it was on its way \
      from the server that was killed. Exit 1 otherwise.
      """)

  @OptionGroup var options: ShareOptions

  func run() async throws {
    var options = options
    if options.seed == nil { options.seed = UInt64.random(in: 1...UInt64(UInt32.max)) }
    let outcome = try await ShareRun.carriedOut(options)
    Progress.line(outcome.text)
    guard outcome.complaints.isEmpty else { throw MeasuringError("missed: \(outcome.complaints.joined(separator: ", "))") }
  }
}

/// How much is shared.
struct ShareOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Option(help: "How often the second server is killed.") var kills = 5
  @Option(help: "Activities to post.") var activities = 300
  @Option(help: "Remote actors, who all follow.") var actors = 12
  @Option(help: "Summaries published meanwhile.") var summaries = 6
  @Option(help: "Seed of all that is random; the one used is printed.") var seed: UInt64?
  @Option(help: "Seconds to wait at the end until everything is done.") var patience = 120

  func validate() throws {
    guard (0...1_000).contains(kills), (1...100_000).contains(activities), (1...500).contains(actors),
      (1...50).contains(summaries),
      (1...3_600).contains(patience)
    else { throw ValidationError("a count is out of range") }
  }
}
