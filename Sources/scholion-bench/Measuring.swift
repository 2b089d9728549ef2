// scholion-bench looks at the server from outside: it knows its commands, settings and answers, and what peers send it.

internal import ArgumentParser

/// The program that measures the server, and the one that kills it.
@main
struct Measuring: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scholion-bench", abstract: "Measure the server, or kill it again and again, from outside.",
    subcommands: [
      RunCommand.self, GrowthCommand.self, KillCommand.self, ShareCommand.self, FaultCommand.self, MigrationCommand.self,
      UpgradeCommand.self,
      HostsCommand.self, GreedyCommand.self, PagesCommand.self, SearchCommand.self,
    ], defaultSubcommand: RunCommand.self)
}
