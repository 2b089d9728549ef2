internal import ArgumentParser
internal import Foundation

/// `scholion-bench hosts`: whether thousands of dead hosts keep the living waiting.
struct HostsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hosts", abstract: "Publish to live hosts alone, and to as many beside thousands of dead ones.",
    discussion: """
      Every follower is on a host of its own. Some hosts die: most refuse connections, some take them and never answer, and \\
      their last sign of life is made three days old. Then one person publishes to the live hosts alone, another to as many \\
      live and all the dead ones, and once more when all the dead are due again. Exit 1 when a post does not arrive, or the \\
      live wait more than twice as long.
      """)

  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "On a PostgreSQL that is started for it.") var postgres = false
  @Option(help: "Live hosts.") var live = 1_000
  @Option(help: "Dead hosts that refuse connections.") var dead = 9_700
  @Option(help: "Dead hosts that never answer.") var hanging = 300
  @Option(help: "How much longer the live may wait beside the dead; 0 for no bound.") var ratio = 2.0
  @Option(help: "Seconds after which a dead host that failed once is due again.") var again = 70

  func validate() throws {
    guard (1...10_000).contains(live), (0...100_000).contains(dead), (0...10_000).contains(hanging), ratio >= 0, again >= 0
    else { throw ValidationError("a count is out of range") }
  }

  func run() async throws {
    let site = try ServerSite(binary: server, parent: folder, postgres: postgres)
    defer { site.remove() }
    let run = try HostsRun(scale: self, site: site)
    defer { run.stop() }
    let outcome = try await run.measured()
    Progress.line(outcome.text)
    guard outcome.complaints.isEmpty else { throw MeasuringError("missed: \(outcome.complaints.joined(separator: ", "))") }
  }
}
