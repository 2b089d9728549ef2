import LocalPostgres
import SQL
import Testing

@Suite struct ValueTests {
  @Test(
    arguments: [
      .null, .integer(.min), .integer(.max), .integer(0), .double(0.1), .double(-1e300), .double(.infinity), .text(""),
      .text("Grüße, 論文 🦉"), .text("e\u{301}"), .blob([]), .blob([0, 255, 0]), .blob([UInt8](repeating: 7, count: 100_000)),
    ] as [SQLValue])
  func `A value comes back as it went in`(_ value: SQLValue) async throws {
    try await Scratch.use { database, _ in
      _ = try await database.write { connection in
        try connection.execute("CREATE TABLE anything (value ANY) STRICT")
        try connection.execute("INSERT INTO anything VALUES ($1)", [value])
      }
      let found = try await database.read { try $0.query("SELECT value FROM anything") { try $0.value(0) } }
      #expect(found == [value])
    }
  }

  @Test func `Text that looks alike is not equal`() {
    #expect(SQLValue.text("\u{e9}") != .text("e\u{301}"))
    #expect(SQLValue.text("a") == .text("a"))
    #expect(SQLValue.integer(1) != .double(1))
    #expect(SQLValue.null == .null)
  }

  @Test func `Swift values become the engine's`() {
    let values: [any SQLBindable] = [7, Int64(8), true, false, 0.5, "a", [UInt8](), Int?.none, String?.some("b"), SQLValue.null]
    let expected: [SQLValue] = [
      .integer(7), .integer(8), .integer(1), .integer(0), .double(0.5), .text("a"), .blob([]), .null, .text("b"), .null,
    ]
    #expect(values.map(\.sqlValue) == expected)
  }

  @Test(arguments: Engine.allCases)
  func `Parameters are bound by number, in any order and repeatedly`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let found = try await database.read { connection in
        try connection.first("SELECT $3, $1, $2, $1, $10::bigint, $4 + $5 + $6 + $7 + $8 + $9", (1...10).map { $0 }) { row in
          try (0..<6).map { try row.integer($0) }
        }
      }
      #expect(found == [3, 1, 2, 1, 10, 39])
    }
  }

  private static let misfits = [
    ("SELECT $1", 0), ("SELECT $1", 2), ("SELECT $2", 2), ("SELECT $1, $3", 3), ("SELECT ?", 1), ("SELECT :a", 1),
    ("SELECT @a", 1),
    ("SELECT $0", 1), ("SELECT $01", 1), ("SELECT $a", 1), ("SELECT ?1", 1), ("SELECT $99999999999999999999", 1),
    ("SELECT $1a", 1),
  ]

  @Test(arguments: Engine.allCases)
  func `Parameters that do not fit are refused`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      for (sql, count) in Self.misfits {
        let arguments = [Int](repeating: 1, count: count)
        let found = await kind(of: { _ = try await database.read { try $0.query(sql, arguments) { _ in } } })
        #expect(found == .misuse, "\(sql)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `What one engine cannot keep is refused`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      for value in [SQLValue.text("a\0b"), .text("\0"), .double(.nan)] {
        #expect(await kind(of: { _ = try await database.read { try $0.execute("SELECT $1", [value]) } }) == .misuse)
      }
      // The statement that was refused its argument is in order.
      let found = try await database.read { try $0.first("SELECT $1", ["a"]) { try $0.text(0) } }
      #expect(found == "a")
    }
  }

  @Test(arguments: Engine.allCases)
  func `Arguments of an earlier run do not linger`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let found = try await database.read { connection in
        try [SQLValue.text("secret"), .null].map { try connection.first("SELECT $1", [$0]) { try $0.value(0) } }
      }
      #expect(found == [.text("secret"), .null])
    }
  }

  @Test func `Getters are strict about types`() async throws {
    try await Scratch.use { database, _ in
      let row = "SELECT 1, 0.5, 'a', x'01', NULL, 2"
      let getters: [@Sendable (SQLRow, Int) throws -> Void] = [
        { _ = try $0.integer($1) }, { _ = try $0.double($1) }, { _ = try $0.text($1) }, { _ = try $0.blob($1) },
      ]
      let optional: [@Sendable (SQLRow, Int) throws -> Void] = [
        { _ = try $0.optionalInteger($1) }, { _ = try $0.optionalDouble($1) }, { _ = try $0.optionalText($1) },
        { _ = try $0.optionalBlob($1) },
      ]
      try await database.read { connection in
        _ = try connection.first(row) { row in
          for column in 0..<5 {
            for (index, getter) in getters.enumerated() where index != column {
              #expect(throws: SQLError.self) { try getter(row, column) }
            }
            for (index, getter) in optional.enumerated() where index != column && column != 4 {
              #expect(throws: SQLError.self) { try getter(row, column) }
            }
          }
          let plain = (try row.integer(0), try row.double(1), try row.text(2), try row.blob(3))
          #expect(plain == (1, 0.5, "a", [1]))
          let there = (
            try row.optionalInteger(0), try row.optionalDouble(1), try row.optionalText(2), try row.optionalBlob(3)
          )
          #expect(there == (1, 0.5, "a", [1]))
          let absent = (
            try row.optionalInteger(4), try row.optionalDouble(4), try row.optionalText(4), try row.optionalBlob(4)
          )
          #expect(absent == (nil, nil, nil, nil))
          let truths = [try row.bool(0), try row.isNull(4), try row.isNull(0)]
          #expect(truths == [true, true, false])
          for column in [4, 5, 6, -1, .max] {
            let error = #expect(throws: SQLError.self) { try row.bool(column) }
            #expect(error?.kind == .decode)
          }
        }
      }
    }
  }

  @Test func `Stored bytes that are no UTF-8 are no text`() async throws {
    try await Scratch.use { database, _ in
      let found = await kind(of: {
        _ = try await database.read { try $0.first("SELECT CAST(x'ff41' AS TEXT)") { try $0.text(0) } }
      })
      #expect(found == .decode)
    }
  }

  @Test(arguments: Engine.allCases)
  func `The count of changed rows is the statement's own`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      let counts = try await database.write { connection in
        [
          try connection.execute("CREATE TABLE t (a BIGINT PRIMARY KEY, b BIGINT REFERENCES t (a) ON DELETE CASCADE)"),
          try connection.execute("INSERT INTO t VALUES (1, NULL), (2, 1), (3, 1)"),
          try connection.execute("CREATE INDEX i ON t (b)"),
          try connection.execute("SELECT * FROM t"),
          try connection.execute("INSERT INTO t VALUES (1, NULL) ON CONFLICT DO NOTHING"),
          try connection.execute("UPDATE t SET b = NULL WHERE a = 3 RETURNING a"),
          try connection.execute("DELETE FROM t WHERE a = 1"),
          try connection.execute("DELETE FROM t"),
        ]
      }
      #expect(counts == [0, 3, 0, 0, 0, 1, 1, 1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Reading only the first row of a writing statement does all its work`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let first = try await database.write {
        try $0.first("INSERT INTO note VALUES (1, 'a'), (2, 'b'), (3, 'c') RETURNING id") { try $0.integer(0) }
      }
      #expect(first == 1)
      #expect(try await database.noteIDs() == [1, 2, 3])
    }
  }
}
