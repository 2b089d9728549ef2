import Dispatch
import LocalPostgres
import SQL
import Testing

@Suite struct TransactionTests {
  @Test(arguments: Engine.allCases)
  func `A savepoint that throws undoes its part, and only that`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      struct Regret: Error {}
      try await database.write { connection in
        try connection.execute("INSERT INTO note VALUES (1, 'kept')")
        #expect(throws: Regret.self) {
          try connection.savepoint {
            try connection.execute("INSERT INTO note VALUES (2, 'undone')")
            try connection.savepoint { try connection.execute("INSERT INTO note VALUES (3, 'undone with it')") }
            throw Regret()
          }
        }
        let changed = try connection.savepoint {
          #expect(throws: SQLError.self) {
            try connection.savepoint { try connection.execute("INSERT INTO note VALUES (1, 'twice')") }
          }
          return try connection.execute("INSERT INTO note VALUES (4, 'kept')")
        }
        #expect(changed == 1)
      }
      #expect(try await database.noteIDs() == [1, 4])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A reader sees one snapshot while writes go on`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      try await database.addNote(1)
      let gate = DispatchSemaphore(value: 0)
      let looked = AsyncStream<Void>.makeStream()
      async let counts = database.read { connection in
        let first = try connection.first("SELECT count(*) FROM note") { try $0.integer(0) }
        looked.continuation.finish()
        gate.wait()
        return [first, try connection.first("SELECT count(*) FROM note") { try $0.integer(0) }]
      }
      for await _ in looked.stream {}
      try await database.addNote(2)
      #expect(try await database.noteIDs() == [1, 2])
      gate.signal()
      #expect(try await counts == [1, 1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `As many readers run at once as there are`(on engine: Engine) async throws {
    var options = DatabaseOptions()
    options.readers = 3
    try await Scratch.use(options, on: engine) { database, _ in
      let arrivals = DispatchSemaphore(value: 0)
      let leave = DispatchSemaphore(value: 0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            try await database.read { _ in
              arrivals.signal()
              leave.wait()
            }
          }
        }
        // It would wait for ever if a reader had to wait for another.
        group.addTask {
          try await database.write { _ in
            for _ in 0..<3 { arrivals.wait() }
            for _ in 0..<3 { leave.signal() }
          }
        }
        try await group.waitForAll()
      }
      #expect(database.statistics.reads == 3)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A reader cannot write`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let found = await kind(of: { _ = try await database.read { try $0.execute("DELETE FROM note") } })
      #expect(found == .readOnly)
      #expect(try await database.noteIDs() == [])
    }
  }

  private static let steps = [
    "COMMIT", "commit;", "  -- a word\n BEGIN", "/* a */ROLLBACK", "SAVEPOINT x", "RELEASE x", "END", "PRAGMA foreign_keys = OFF",
    "VACUUM", "ATTACH 'x' AS y", "; COMMIT", "NOTIFY x", "PREPARE x AS SELECT 1",
  ]

  @Test(arguments: Engine.allCases)
  func `Steps of a transaction are refused to closures`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      for (number, sql) in Self.steps.enumerated() {
        // What SQLite does not know is no statement there, and nothing goes on behind it.
        try await database.write { connection in
          try connection.execute("INSERT INTO note VALUES ($1, 'one')", [number])
          let error = #expect(throws: SQLError.self) { try connection.savepoint { try connection.execute(sql) } }
          #expect(error?.kind == .misuse, "\(sql)")
        }
        let found = await kind(of: {
          try await database.write { connection in
            try connection.execute("INSERT INTO note VALUES (1000, 'two')")
            try connection.execute(sql)
          }
        })
        #expect(found == .misuse, "\(sql)")
      }
      #expect(try await database.noteIDs() == Self.steps.indices.map { Int64($0) })
    }
  }

  @Test(arguments: Engine.allCases)
  func `A row is refused after its closure`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.read { connection in
        let rows = try connection.query("SELECT 1 UNION ALL SELECT 2") { $0 }
        for row in rows {
          let error = #expect(throws: SQLError.self) { try row.integer(0) }
          #expect(error?.kind == .misuse)
        }
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A statement may run inside its own row closure`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let sql = "SELECT $1 + 1 UNION ALL SELECT $1 + 2 ORDER BY 1"
      let found = try await database.read { connection in
        try connection.query(sql, [0]) { outer in
          let inner = try connection.query(sql, [2]) { try $0.integer(0) }
          return [try outer.integer(0)] + inner
        }
      }
      #expect(found == [[1, 3, 4], [2, 3, 4]])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A statement is compiled once for a connection, and the least used go first`(on engine: Engine) async throws {
    var options = DatabaseOptions()
    options.statementLimit = 2
    options.readers = 1
    try await Scratch.use(options, on: engine) { database, _ in
      func compiled(_ texts: [String]) async throws -> Int {
        let before = database.statistics.statementsPrepared
        try await database.read { connection in
          for text in texts { _ = try connection.first(text) { try $0.integer(0) } }
        }
        return database.statistics.statementsPrepared - before
      }
      let first = try await compiled(["SELECT 1", "SELECT 1", "SELECT 2", "SELECT 1"])
      let second = try await compiled(["SELECT 3", "SELECT 1"])
      let third = try await compiled(["SELECT 2"])
      #expect([first, second, third] == [2, 1, 1])
      #expect(database.preparedStatements == ["SELECT 1", "SELECT 2", "SELECT 3"])
    }
  }

  @Test func `A plan tells a scan from a search`() async throws {
    try await Scratch.use { database, _ in
      try await database.makeNotes()
      #expect(try await database.explain("SELECT * FROM note WHERE body = $1") == ["SCAN note"])
      let search = try await database.explain("DELETE FROM note WHERE id = $1")
      #expect(search == ["SEARCH note USING INTEGER PRIMARY KEY (rowid=?)"])
      #expect(!database.preparedStatements.contains { $0.hasPrefix("SELECT * FROM note") })
    }
  }
}
