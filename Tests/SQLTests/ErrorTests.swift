import LocalPostgres
import SQL
import Testing

@Suite struct ErrorTests {
  private static let failures =
    [
      ("INSERT INTO t (id, kind) VALUES (1, 'a')", .uniqueViolation),
      ("INSERT INTO t (id, kind, code) VALUES (2, 'a', 'c')", .uniqueViolation),
      ("INSERT INTO t (id, kind, parent) VALUES (2, 'a', 99)", .foreignKeyViolation),
      ("DELETE FROM t WHERE id = 1", .foreignKeyViolation),
      ("INSERT INTO t (id, kind) VALUES (2, 'b')", .checkViolation),
      ("INSERT INTO t (id) VALUES (2)", .notNullViolation),
      ("INSERT INTO t (id, kind, parent) VALUES (2, 'a', 'text')", .typeViolation),
      ("UPDATE t SET kind = 'a' WHERE code = 'guarded'", .checkViolation),
      ("INSERT INTO nowhere VALUES (1)", .misuse),
      ("SELEC", .misuse),
      ("SELECT \"no such column\"", .misuse),
      ("SELECT 1; SELECT 2", .misuse),
      ("", .misuse),
      ("-- nothing", .misuse),
    ] as [(String, SQLError.Kind)]

  @Test(arguments: Engine.allCases)
  func `Each failure has its kind, and the transaction goes on outside its savepoint`(on engine: Engine) async throws {
    let trigger =
      switch engine {
      case .sqlite:
        "CREATE TRIGGER guard BEFORE UPDATE ON t WHEN old.code = 'guarded' BEGIN SELECT RAISE(ABORT, 'guarded'); END;"
      case .postgres: "ALTER TABLE t ADD CHECK (code <> 'guarded') NOT VALID;"
      }
    try await Scratch.use(on: engine) { database, _ in
      let migration = SQLMigration(
        version: 1, name: "tables",
        sql: """
          CREATE TABLE t (id \(database.dialect.integerType) PRIMARY KEY, kind TEXT NOT NULL CHECK (kind = 'a'),
            code TEXT UNIQUE, parent \(database.dialect.integerType) REFERENCES t (id))\(database.dialect.tableSuffix);
          INSERT INTO t VALUES (1, 'a', 'c', NULL), (5, 'a', 'guarded', 1);
          \(trigger)
          """)
      try await database.migrate([migration])
      for (number, (sql, expected)) in Self.failures.enumerated() {
        try await database.write { connection in
          let error = #expect(throws: SQLError.self) { try connection.savepoint { try connection.execute(sql) } }
          #expect(error?.kind == expected, "\(sql)")
          let changed = try connection.execute("INSERT INTO t (id, kind) VALUES ($1, 'a')", [10 + number])
          #expect(changed == 1)
        }
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A comment or a semicolon behind a statement is no second one`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let found = try await database.read { connection in
        try ["SELECT 1;", "SELECT 1 ; -- one\n", "SELECT 1 /* one */"].map { try connection.first($0) { try $0.integer(0) } }
      }
      #expect(found == [1, 1, 1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Arguments are not in the message`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      try await database.addNote(1, "secret")
      do {
        try await database.addNote(1, "secret")
        Issue.record("a second row of the same key was taken")
      } catch let error as SQLError {
        #expect(!error.description.contains("secret"))
        #expect(error.description.contains("note"))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `The claim of work rows runs on this engine`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let found = try await database.write { connection in
        try connection.query("SELECT id FROM note ORDER BY id LIMIT 1" + connection.dialect.claimSuffix) { try $0.integer(0) }
      }
      #expect(found == [])
      #expect((database.dialect == .sqlite) == (engine == .sqlite))
    }
  }
}
