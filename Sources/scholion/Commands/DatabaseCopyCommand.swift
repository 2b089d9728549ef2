internal import ArgumentParser
internal import Foundation
internal import SQL
internal import Store

/// The command `scholion db copy FROM TO`.
struct DatabaseCopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Move an instance between SQLite and PostgreSQL; no server may run on either.",
    discussion: """
      FROM and TO look like sqlite:PATH or postgres://user@host/name; '-' is the database of the settings. TO must be empty, or a \
      copy of the same instance that was broken off, which is gone on with. At the end both are compared row by row. FROM stays as \
      it is: serve only one of the two from then on.
      """)

  @Option(help: ArgumentHelp("YAML file with settings (default: scholion.yaml, if there is one).", valueName: "file"))
  var config: String?
  @Argument(help: "The database to copy.") var from: String
  @Argument(help: "The database to fill.") var to: String

  func run() async throws {
    let (source, target) = (try await location(from), try await location(to))
    if let path = source.path { try DatabaseFile.mustExist(path) }
    guard source != target, source.path.map({ DatabaseFile.isSame($0, target.path ?? "") }) != true else {
      throw Refusal("a database is not copied to itself")
    }
    let locks = try [source, target].compactMap(\.path).map { path in
      try TextFile.makeFolder(TextFile.folder(of: path))
      return try ServeLock(database: path)
    }
    defer { withExtendedLifetime(locks) {} }
    let opened = try await OpenedDatabase(source)
    try await opened.closing {
      let filled = try await OpenedDatabase(target)
      try await filled.closing { try await copy(opened, to: filled) }
    }
  }

  private func copy(_ source: OpenedDatabase, to target: OpenedDatabase) async throws {
    guard source.hasSchema else { throw Refusal("there is no instance in the database that is to be copied") }
    do {
      let rows = try await source.database.whileNoServerRuns {
        try await target.database.whileNoServerRuns {
          try await source.migrate()
          try await target.migrate()
          return try await StoreCopy(from: source.database, to: target.database).run { table, rows in
            // How many there are is not known before; the line is drawn over itself.
            if Console.hasTerminal { Console.write("\r\u{1B}[K\(table) \(rows)", to: 2) }
          }
        }
      }
      if Console.hasTerminal { Console.complaint("") }
      Console.line("\(rows) rows copied, and compared one by one")
    } catch let error as StoreCopyError {
      throw Refusal(error.message)
    }
  }

  private func location(_ text: String) async throws -> DatabaseLocation {
    guard text == "-" else { return try SettingsReader.typedLocation(text) }
    return try await SettingsReader(flags: [:], environment: ProcessInfo.processInfo.environment, file: config).settings()
      .database
  }
}
