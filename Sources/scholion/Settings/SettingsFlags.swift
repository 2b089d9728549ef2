internal import ArgumentParser
internal import Foundation

/// The settings as flags, shared by every command; each wins over the environment and the file.
struct SettingsFlags: ParsableArguments {
  @Option(help: ArgumentHelp("YAML file with settings (default: scholion.yaml, if there is one).", valueName: "file"))
  var config: String?
  @Option(help: ArgumentHelp("Public origin, such as https://papers.example.", valueName: "url"))
  var origin: String?
  @Option(help: ArgumentHelp("Address and port to listen on; port 0 picks one.", valueName: "address:port"))
  var listen: String?
  @Option(help: ArgumentHelp("Folder of the database and its copies.", valueName: "folder"))
  var data: String?
  @Option(help: ArgumentHelp("Folder of the master key.", valueName: "folder"))
  var keys: String?
  @Option(help: ArgumentHelp("Database, as sqlite:PATH or postgres://user@host/name.", valueName: "database"))
  var database: String?
  @Option(help: ArgumentHelp("Log level: trace, debug, info, notice, warning, error or critical.", valueName: "level"))
  var log: String?

  /// What was typed, by setting.
  var typed: [SettingName: String] {
    let pairs: [(SettingName, String?)] = [
      (.origin, origin), (.listen, listen), (.data, data), (.keys, keys), (.database, database), (.log, log),
    ]
    return pairs.reduce(into: [:]) { typed, pair in typed[pair.0] = pair.1 }
  }

  /// The settings of this run; tells of names that mean nothing.
  ///
  /// Throws ``Refusal``.
  func settings(and more: [SettingName: String] = [:]) async throws -> Settings {
    if let database { _ = try SettingsReader.typedLocation(database) }
    let flags = typed.merging(more) { first, _ in first }
    let reader = try await SettingsReader(flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
    for warning in reader.warnings { Console.complaint("warning: \(warning)") }
    return try reader.settings()
  }
}
