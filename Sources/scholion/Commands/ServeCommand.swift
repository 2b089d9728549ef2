internal import ArgumentParser
internal import Foundation
internal import Logging
internal import Metrics
internal import Outbox
internal import SQL
internal import Store

/// The command `scholion serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server.")

  @OptionGroup var flags: SettingsFlags
  @Option(help: ArgumentHelp("Folder with papers, people and summaries for an empty database.", valueName: "folder"))
  var seed: String?

  func run() async throws {
    let settings = try await flags.settings(and: seed.map { [.seed: $0] } ?? [:])
    let logger = LogSetup.logger(settings)
    LoggingSystem.bootstrap { label in
      LineLog(label: label, level: max(settings.log, .notice), isPlain: Console.hasTerminal, now: Clock.now)
    }
    let registry = MetricsRegistry()
    MetricsSystem.bootstrap(registry)
    // Several may serve one database of a server; a file belongs to one.
    let lock = try settings.database.path.map { path in
      try TextFile.makeFolder(TextFile.folder(of: path))
      return try ServeLock(database: path)
    }
    let (assembly, port) = try await Assembly.open(settings, logger: logger) { try HeldPort($0) }
    defer { withExtendedLifetime(lock) {} }
    guard let port else { throw Refusal("there is no port to listen on") }
    Console.line("origin \(assembly.instance.origin.text)")
    Console.line("database \(settings.database.path.map(Self.absolute) ?? settings.database.description)")
    Console.line("key \(assembly.masterKeys.current.id)")
    warn(of: settings, assembly, logger)
    do {
      // Whoever holds the lock of a SQLite file is its only server: what the last one had leased, nobody works on.
      if assembly.store.database.dialect == .sqlite {
        let ended = try await assembly.store.write { try $0.endLeases(lanes: Courier.lanes) }
        for (queue, count) in [("inbox", ended.items), ("deliveries", ended.deliveries)] where count > 0 {
          Counter(label: "scholion_leases_rescued_total", dimensions: [("queue", queue)]).increment(by: count)
          logger.notice("leases were left behind by the last server", metadata: ["queue": "\(queue)", "count": "\(count)"])
        }
      }
      if let folder = settings.seed { try await Seeding(assembly: assembly, seed: try Seed(folder: folder)).plant() }
      try await House(assembly: assembly, registry: registry).run(on: port)
    } catch {
      await assembly.close()
      throw error
    }
    await assembly.close()
  }

  /// What works, and less well than it could.
  private func warn(of settings: Settings, _ assembly: Assembly, _ logger: Logger) {
    if !assembly.math.isAvailable {
      logger.warning("formulas are shown as their source: KaTeX (libjs-katex) or scholion-math is not there")
    }
    if Self.absolute(settings.keys).hasPrefix(Self.absolute(settings.data) + "/") {
      logger.warning("the master key lies in the data folder: a copy of that folder opens everything that is sealed")
    }
    if assembly.masterKeys.former != nil {
      logger.warning("a change of the master key was broken off: stop the server and run `scholion keys rotate --master`")
    }
    if settings.allowsPrivatePeers { logger.warning("private peers are let through: this is for tests only") }
  }

  private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
