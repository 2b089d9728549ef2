internal import SQL

/// The migrations in order, with the type words of an engine put in.
enum Schema {
  /// What each is about, and its statements.
  static func steps(for dialect: SQLDialect) -> [(String, [String])] {
    [
      ("accounts, papers, posts and queues", Migration0001.statements),
      ("keys that are replaced", Migration0002.statements),
      ("what sources say of papers, topics, ranks", Migration0003.statements),
      ("search", Migration0004.statements(for: dialect)),
      ("questions", MigrationQuestions.statements),
      ("bookmarks and reading lists", MigrationReadingLists.statements),
      ("mail", MigrationMail.statements),
      ("papers that are merged and split", MigrationPaperMerges.statements),
      ("views of pages, ORCIDs of people", MigrationPageViews.statements),
      ("private summaries", MigrationPrivateSummaries.statements),
      ("pseudonyms", MigrationPseudonyms.statements),
      ("licences", MigrationLicences.statements),
      ("drafts of summaries", MigrationWritingDrafts.statements),
      ("pictures", MigrationMedia.statements),
      ("imports", MigrationImports.statements),
      ("archives", MigrationArchives.statements),
      ("papers that sources are asked about again", MigrationRefreshes.statements),
    ]
  }

  static func migrations(for dialect: SQLDialect) -> [SQLMigration] {
    switch dialect {
    case .sqlite: sqlite
    case .postgres: postgres
    }
  }

  private static let sqlite = made(for: .sqlite)
  private static let postgres = made(for: .postgres)

  private static func made(for dialect: SQLDialect) -> [SQLMigration] {
    steps(for: dialect).enumerated().map { index, step in
      let statements = step.1.map { expanded($0, for: dialect) + ";" }
      return SQLMigration(version: index + 1, name: step.0, sql: statements.joined(separator: "\n"))
    }
  }

  /// Replaces `{id}`, `{integer}`, `{real}`, `{text}` and `{bytes}` and `{short NAME}`, and ends tables as the engine wants it.
  static func expanded(_ statement: String, for dialect: SQLDialect) -> String {
    var text = ""
    var rest = statement[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      text += word(rest[rest.index(after: open)..<close], for: dialect)
      rest = rest[rest.index(after: close)...]
    }
    return text + rest + (statement.hasPrefix("CREATE TABLE") ? dialect.tableSuffix : "")
  }

  private static func word(_ name: Substring, for dialect: SQLDialect) -> String {
    switch name {
    case "id": "\(dialect.integerType) PRIMARY KEY"
    case "integer": dialect.integerType
    case "real": dialect.doubleType
    case "text": dialect.textType
    case "bytes": dialect.blobType
    case let short where short.hasPrefix("short "): dialect.shortened(String(short.dropFirst(6)))
    default: String(name)
    }
  }
}
