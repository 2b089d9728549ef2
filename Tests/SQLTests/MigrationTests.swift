import LocalPostgres
import SQL
import Testing

@Suite struct MigrationTests {
  private let first = SQLMigration(
    version: 1, name: "papers",
    sql: "CREATE TABLE paper (id BIGINT PRIMARY KEY); -- the first\nINSERT INTO paper VALUES (1);\n")
  private let second = SQLMigration(
    version: 2, name: "titles", sql: "ALTER TABLE paper ADD COLUMN title TEXT NOT NULL DEFAULT ''")
  private let third = SQLMigration(version: 5, name: "index", sql: "CREATE INDEX paper_id ON paper (id);")

  @Test(arguments: Engine.allCases)
  func `A fresh database gets every migration once`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      #expect(try await database.schemaVersion() == 0)
      #expect(try await database.migrate([first, second]) == [1, 2])
      #expect(try await database.migrate([first, second]) == [])
      #expect(try await database.migrate([first, second, third]) == [5])
      #expect(try await database.schemaVersion() == 5)
      let rows = try await database.read {
        try $0.query("SELECT version, name, checksum, applied_at FROM schema_migration ORDER BY version") { row in
          #expect(try row.integer(3) > 1_700_000_000_000)
          return "\(try row.integer(0)) \(try row.text(1)) \(try row.text(2))"
        }
      }
      #expect(rows == [first, second, third].map { "\($0.version) \($0.name) \($0.checksum)" })
    }
  }

  @Test(arguments: Engine.allCases)
  func `A migration that fails in the middle leaves nothing, and the next start goes on from there`(on engine: Engine)
    async throws
  {
    try await Scratch.use(on: engine) { database, _ in
      let broken = SQLMigration(
        version: 2, name: "broken", sql: "CREATE TABLE half (id BIGINT PRIMARY KEY); INSERT INTO nowhere VALUES (1);")
      #expect(await kind(of: { try await database.migrate([first, broken, third]) }) == .misuse)
      #expect(try await database.schemaVersion() == 1)
      let halves = try await database.read {
        try $0.tables().filter { $0 == "half" }
      }
      #expect(halves == [])
      #expect(try await database.migrate([first, second, third]) == [2, 5])
    }
  }

  @Test(arguments: Engine.allCases)
  func `The error of a migration names it`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      do {
        try await database.migrate([SQLMigration(version: 3, name: "wrong words", sql: "CREATE TABEL x (y)")])
        Issue.record("it was applied")
      } catch let error as SQLError {
        #expect(error.message.contains("migration 3 (wrong words)"))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A newer schema is refused in clear words`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.migrate([first, second])
      do {
        try await database.migrate([first])
        Issue.record("a newer schema was taken")
      } catch let error as SQLError {
        #expect(error.kind == .newerSchema)
        #expect(error.message.contains("migration 2 (titles)") && error.message.contains("newer version"))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A shipped migration that was edited is refused before anything is done`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.migrate([first])
      let edited = SQLMigration(version: 1, name: "papers", sql: first.sql + " ")
      #expect(await kind(of: { try await database.migrate([edited, second]) }) == .editedMigration)
      #expect(try await database.schemaVersion() == 1)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A list that falls, repeats or grows in the middle is refused`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      #expect(await kind(of: { try await database.migrate([second, first]) }) == .misuse)
      #expect(await kind(of: { try await database.migrate([first, first]) }) == .misuse)
      try await database.migrate([first, third])
      #expect(await kind(of: { try await database.migrate([first, second, third]) }) == .misuse)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A migration cannot end its own transaction`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let sly = SQLMigration(version: 1, name: "sly", sql: "CREATE TABLE a (b INTEGER); COMMIT; SELECT nonsense;")
      #expect(await kind(of: { try await database.migrate([sly]) }) == .misuse)
      let version = try await database.schemaVersion()
      #expect(version == 0)
      #expect(try await database.migrate([first]) == [1])
    }
  }

  @Test func `Two processes that start together apply each migration once`() async throws {
    try await Scratch.use { database, scratch in
      let other = try Database(opening: .sqlite(path: scratch.path))
      let list = [first, second, third]
      async let here = database.migrate(list)
      async let there = other.migrate(list)
      let applied = try await here + there
      #expect(applied.sorted() == [1, 2, 5])
      await other.close()
    }
  }

  @Test func `A database with a schema is copied before it is changed`() async throws {
    try await Scratch.use { database, scratch in
      let copy = scratch.folder + "/before.db"
      try await database.migrate([first], copyingBefore: copy)
      #expect(scratch.mode(of: "before.db") == nil)
      try await database.migrate([first], copyingBefore: copy)
      #expect(scratch.mode(of: "before.db") == nil)
      try await database.migrate([first, second], copyingBefore: copy)
      #expect(scratch.mode(of: "before.db") == 0o600)
      let old = try Database(opening: .sqlite(path: copy))
      #expect(try await old.schemaVersion() == 1)
      await old.close()
    }
  }
}
