internal import ArgumentParser
internal import Foundation

/// `scholion-bench faults`: calls of the server fail, and nothing acknowledged may be missing.
struct FaultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults", abstract: "Let the N-th call of the server fail, and fill its disk; nothing acknowledged may be lost.",
    discussion: """
      A round starts the server on the same small database, lets the N-th call that touches its files (or opens a socket) fail \\
      with EIO, ENOSPC or EMFILE, once or from then on, posts activities, and starts the server once more without faults. \\
      Then one round on a disk that is full for a while. On PostgreSQL it is the talk with the database that fails, with \\
      ECONNRESET or ETIMEDOUT, and in the last round the database is away for a while. \\
      Exit 1 when anything acknowledged is not stored, an answer is neither \\
      2xx nor 503 with Retry-After, the server ends without saying why in one line, or the next start is not clean.
      """)

  @OptionGroup var options: FaultOptions

  func run() async throws {
    let outcome = try await FaultRun.carriedOut(options)
    Progress.line(outcome.text)
    guard outcome.complaints.isEmpty else {
      throw MeasuringError("missed: \(outcome.complaints.prefix(10).joined(separator: "; "))")
    }
  }
}

/// Which calls fail.
struct FaultOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "On a PostgreSQL that is started for it.") var postgres = false
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Option(help: "The first call that fails.") var from = 1
  @Option(help: "The last call that fails.") var calls = 500
  @Option(help: "Calls from one round to the next.") var step = 1
  @Option(help: "Seconds the disk is full, or the PostgreSQL away; 0 leaves that round out.") var full = 3.0

  func validate() throws {
    guard (1...100_000).contains(from), (0...100_000).contains(calls), (1...100_000).contains(step), (0...3_600).contains(full)
    else { throw ValidationError("a count is out of range") }
  }
}

/// What came of all rounds.
struct FaultOutcome: Sendable {
  var text = ""
  var complaints: [String] = []
}
