internal import ArgumentParser
internal import Glibc
internal import SQL
internal import Store

/// The command `scholion db …`.
struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "The database: upgrade, check, copy, bring back.",
    subcommands: [Migrate.self, Check.self, Backup.self, Restore.self, DatabaseCopyCommand.self])

  /// The command `db migrate`.
  struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring the schema up to date; serve does it too. An older database is copied first.")

    @OptionGroup var flags: SettingsFlags

    func run() async throws {
      let opened = try await OpenedDatabase(try await flags.settings())
      try await opened.closing { try await opened.migrate() }
    }
  }

  /// The command `db check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Look for damage and dangling references.")

    @OptionGroup var flags: SettingsFlags

    func run() async throws {
      let settings = try await flags.settings()
      if let path = settings.database.path { try DatabaseFile.mustExist(path) }
      let opened = try await OpenedDatabase(settings)
      let problems = try await opened.closing { try await opened.database.check() }
      for problem in problems { Console.line(problem) }
      guard problems.isEmpty else { throw Refusal("\(problems.count) problems in \(settings.database)") }
      Console.line("ok, schema \(opened.version)")
    }
  }

  /// The command `db backup FILE`.
  struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy the database and the pictures while the server runs.",
      discussion: """
        The copy is one consistent moment, and checked. Pictures go to the folder FILE.media after it; those that lie there from \
        an earlier copy are not copied again, and those that are gone here go there. The master key is not in it: keep a copy of \
        that elsewhere.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The file to write.") var file: String
    @Flag(help: "Copy the database alone.") var withoutPictures = false

    func run() async throws {
      let settings = try await flags.settings()
      guard let path = settings.database.path else {
        throw Refusal(
          "a PostgreSQL database is not copied to a file of ours: use pg_dump --format=custom, which runs while the server does, "
            + "and pg_restore; scholion db copy moves it to SQLite")
      }
      try DatabaseFile.mustExist(path)
      guard !DatabaseFile.isSame(file, path) else { throw Refusal("\(file) is the database itself") }
      let opened = try await OpenedDatabase(settings)
      try await opened.closing {
        try await opened.database.backup(to: file)
        Console.line(file)
        // After the database, so that no text in the copy shows a picture that is not.
        if !withoutPictures { try await copyPictures(settings, opened) }
      }
    }

    private func copyPictures(_ settings: Settings, _ opened: OpenedDatabase) async throws {
      let pictures = PictureCopy(of: file)
      guard !DatabaseFile.isSame(pictures.folder, settings.mediaFolder) else {
        throw Refusal("\(pictures.folder) holds the pictures themselves")
      }
      let (outcome, leftovers) = try pictures.take(from: settings.shelf)
      var removed = 0
      for name in leftovers {
        // What the database still tells of is missing here: then the copy is all there is.
        let isKnown = (try? await opened.store.read { try $0.media(name) != nil }) ?? true
        guard !isKnown else {
          Console.complaint("\(name.text) is missing in \(settings.mediaFolder)")
          continue
        }
        pictures.remove(name)
        removed += 1
      }
      if outcome.count + removed > 0 {
        Console.line("\(pictures.folder) \(outcome.count) pictures, \(outcome.copied) copied, \(removed) removed")
      }
      try outcome.complain(of: settings.mediaFolder)
    }
  }

  /// The command `db restore FILE`.
  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a copy in the place of the database; no server may run.",
      discussion: """
        The copy is checked first. The database that was there stays beside it, with '.before-restore' at its end. Pictures that \
        lie in FILE.media and are not here are put back; none is removed.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The file made by backup.") var file: String

    func run() async throws {
      let settings = try await flags.settings()
      guard let path = settings.database.path else {
        throw Refusal("a PostgreSQL database is brought back with pg_restore, while no server runs on it")
      }
      let pictures = PictureCopy(of: file)
      var outcome = PictureCopy.Outcome()
      let kept = try await DatabaseFile(path: path).restore(from: file) { outcome = try pictures.bring(to: settings.shelf) }
      Console.line(kept.map { "restored; the former database is \($0)" } ?? "restored")
      Console.line("\(outcome.count) pictures in \(pictures.folder), \(outcome.copied) of them put back")
      try outcome.complain(of: pictures.folder)
    }
  }
}

extension OpenedDatabase {
  /// Runs the body and closes the database, whatever comes of it.
  func closing<T>(_ body: () async throws -> T) async throws -> T {
    do {
      let result = try await body()
      await database.close()
      return result
    } catch {
      await database.close()
      throw error
    }
  }
}
