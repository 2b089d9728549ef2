import LocalPostgres
import SQL
import Testing

@testable import Store

@Suite struct SchemaTests {
  @Test(arguments: [SQLDialect.sqlite, .postgres])
  func `Every type word of the schema is known to the engine, and no brace is left`(dialect: SQLDialect) {
    let words: Set<Substring> = ["id", "integer", "real", "text", "bytes", "short actor_uri"]
    for statement in Migration0001.statements + Migration0002.statements + Migration0004.statements(for: dialect)
      + MigrationWritingDrafts.statements + MigrationMedia.statements
    {
      let used = statement.split(separator: "{").dropFirst().map { $0.prefix { $0 != "}" } }
      #expect(words.isSuperset(of: used), "\(used)")
    }
    for migration in Schema.migrations(for: dialect) {
      #expect(!migration.sql.contains("{") && !migration.sql.contains("}"))
      guard migration.sql.contains("CREATE TABLE") else { continue }
      #expect(migration.sql.contains("STRICT") == (dialect == .sqlite))
      #expect(migration.sql.contains("COLLATE \"C\"") == (dialect == .postgres))
    }
  }

  @Test(arguments: Engine.allCases)
  func `A fresh store passes the engine's own check, and migrating again does nothing`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await Store.migrate(scratch.database)
      #expect(try await scratch.database.check() == [])
      #expect(try await scratch.database.schemaVersion() == 6)
      #expect(try await scratch.database.digest() == [])
    }
  }
}
