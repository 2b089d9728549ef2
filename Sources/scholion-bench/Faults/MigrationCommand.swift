internal import ArgumentParser
internal import Foundation

/// `scholion-bench migrations`: migrations die at any point, and the next start finishes them.
struct MigrationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrations", abstract: "Kill migrations at the N-th call that changes a file; the next start must finish them.",
    discussion: """
      First `scholion db migrate` on an empty database, then an upgrade of three sample migrations with data, of which a copy \\
      is taken before. Every second time the power goes, too: what was not synced is lost. On PostgreSQL there is \\
      neither copy nor power cut. Exit 1 when a next start does not finish, the database is damaged or differs, or a copy is not whole.
      """)

  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "On a PostgreSQL that is started for it; the calls are those that talk with it.") var postgres = false
  @Option(help: "The first call at which it dies.") var from = 1
  @Option(help: "Calls from one death to the next.") var step = 1
  @Option(help: "Seed of all that is random.") var seed: UInt64 = 1

  func validate() throws {
    guard (1...10_000).contains(from), (1...10_000).contains(step) else { throw ValidationError("a count is out of range") }
  }

  func run() async throws {
    let site = try ServerSite(binary: server, parent: folder, postgres: postgres)
    defer { site.remove() }
    var run = try MigrationRun(site: site, from: from, step: step, seed: seed)
    let first = try await run.first()
    let upgrade = try await run.upgrade()
    Progress.line("first migration   killed at \(first.killed) of \(first.calls) calls, finished by the next start each time")
    Progress.line("upgrade           killed at \(upgrade.killed) of \(upgrade.calls) calls, \(upgrade.copies) whole copies kept")
    guard run.complaints.isEmpty else { throw MeasuringError("missed: \(run.complaints.prefix(10).joined(separator: "; "))") }
  }
}

/// `scholion-bench upgrade-sample`: the program that dies in ``MigrationRun/upgrade()``.
struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade-sample", abstract: "Bring a sample database to a version.", shouldDisplay: false)

  @Argument(help: "The file, or the URL.") var path: String
  @Argument(help: "The version.") var version: Int

  func run() async throws { try await SampleSchema.upgrade(path, to: version) }
}
