internal import ArgumentParser
internal import Foundation

/// `scholion-bench greedy`: slow and greedy clients and peers, and whether the server stays well beside them.
struct GreedyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "greedy",
    abstract: "Play thousands of slow clients and hundreds of greedy peers; health must stay fast, memory bounded.",
    discussion: """
      Starts the server in a temporary folder and attacks it in stages: clients that send heads and bodies a byte a second or take \
      no answer, a flood of unknown keys, peers that answer a byte a second, with bombs, endless redirects and endless threads. \
      Asks /livez all the while over new connections. Exit 1 when its 99th percentile or the memory passes the bound, when more \
      requests left than the budgets allow, or when honest requests are not served.
      """)

  @OptionGroup var options: GreedyOptions

  func run() async throws {
    let table = try await GreedyRun.carriedOut(options)
    Progress.line(table.text)
    let missed = table.faults + table.missedGoals
    guard missed.isEmpty else { throw MeasuringError("missed: \(missed.joined(separator: ", "))") }
  }
}

/// How greedy they are.
struct GreedyOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Option(help: "Slow clients.") var clients = 5_000
  @Option(help: "Hosts of slow and greedy peers.") var peers = 500
  @Option(help: "Requests signed with keys nobody has seen.") var keys = 2_000
  @Option(help: "Seconds of each stage.") var seconds = 20
  @Option(help: "Milliseconds that 99 of 100 health requests may take.") var health = 200.0
  @Option(help: "MiB of memory that the server may use.") var memory = 256.0

  func validate() throws {
    guard (1...50_000).contains(clients), (1...2_000).contains(peers), (1...100_000).contains(keys),
      (1...3_600).contains(seconds),
      health > 0, memory > 0
    else { throw ValidationError("a count is out of range") }
  }
}
