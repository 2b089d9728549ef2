import Dispatch
import LocalPostgres
import SQL
import Testing

@Suite struct PostgresTests {
  /// Runs a body with two databases opened on one, as two processes have.
  private func useTwo(_ body: (Database, Database) async throws -> Void) async throws {
    try await TemporaryCluster.useDatabase { url in
      let location = DatabaseLocation.postgres(try PostgresAddress(parsing: url))
      let (one, other) = (try Database(opening: location), try Database(opening: location))
      do {
        try await one.makeNotes()
        try await body(one, other)
      } catch {
        await one.close()
        await other.close()
        throw error
      }
      await one.close()
      await other.close()
    }
  }

  @Test func `Writers of two processes take turns, so that none overwrites what it has not seen`() async throws {
    try await useTwo { one, other in
      try await one.addNote(1, "0")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await (number.isMultiple(of: 2) ? one : other).write { connection in
              let text = try connection.first("SELECT body FROM note WHERE id = 1") { try $0.text(0) } ?? ""
              try connection.execute("UPDATE note SET body = $1 WHERE id = 1", [String((Int(text) ?? 0) + 1)])
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await other.read { try $0.first("SELECT body FROM note") { try $0.text(0) } } == "100")
      #expect(one.statistics.faults + other.statistics.faults == 0)
    }
  }

  @Test func `Claims skip what another process has claimed, and wait for no writer`() async throws {
    try await useTwo { one, other in
      try await one.write { connection in
        for id in 1...4 { try connection.execute("INSERT INTO note VALUES ($1, 'free')", [id]) }
      }
      let claim: @Sendable (SQLConnection) throws -> [Int64] = { connection in
        try connection.query(
          "SELECT id FROM note WHERE body = 'free' ORDER BY id LIMIT 2" + connection.dialect.claimSuffix
        ) { try $0.integer(0) }
      }
      // While the writer of one and a claim of it are under way, the other claims.
      let gate = DispatchSemaphore(value: 0)
      let entered = AsyncStream<Void>.makeStream()
      async let written: Void = one.write { _ in gate.wait() }
      async let first = one.claim { connection in
        let ids = try claim(connection)
        entered.continuation.finish()
        gate.wait()
        return ids
      }
      for await _ in entered.stream {}
      #expect(try await other.claim(claim) == [3, 4])
      gate.signal()
      gate.signal()
      #expect(try await first == [1, 2])
      try await written
    }
  }

  @Test func `Who loses against another process is tried again, and both are done`() async throws {
    try await useTwo { one, other in
      for id in [1, 2] { try await one.addNote(id, "0") }
      // Each takes hold of one row, then wants the other's: one must give way.
      let (left, right) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
      let add = "UPDATE note SET body = body || $2 WHERE id = $1"
      async let writing: Void = one.write { connection in
        try connection.execute(add, [1, "w"])
        left.signal()
        _ = right.wait(timeout: .now() + 2)
        try connection.execute(add, [2, "w"])
      }
      async let claiming: Void = other.claim { connection in
        try connection.execute(add, [2, "c"])
        right.signal()
        _ = left.wait(timeout: .now() + 2)
        try connection.execute(add, [1, "c"])
      }
      _ = try await (writing, claiming)
      let bodies = try await one.read { try $0.query("SELECT body FROM note ORDER BY id") { try $0.text(0) } }
      #expect(bodies.map { $0.sorted() } == [["0", "c", "w"], ["0", "c", "w"]])
    }
  }

  @Test func `Processes have different numbers, and one that leaves is missed`() async throws {
    try await useTwo { one, other in
      #expect(one.slot == nil)
      try await one.join(asServer: true)
      try await other.join(asServer: false)
      let (first, second) = (try #require(one.slot), try #require(other.slot))
      #expect(first != second)
      #expect(try await one.slots() == [first, second])
      #expect(await kind(of: { try await other.whileNoServerRuns {} }) == .busy)
      await one.close()
      while try await other.slots() != [second] { await Task.yield() }
      try await other.whileNoServerRuns {
        #expect(await kind(of: { try await other.whileNoServerRuns {} }) == .busy)
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A word is heard once the transaction is committed, and not if it never was`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      try await database.join(asServer: true)
      var heard = database.wakeUps("note").makeAsyncIterator()
      struct Regret: Error {}
      _ = try? await database.write { connection in
        connection.signal("other")
        throw Regret()
      }
      try await database.write { connection in
        try connection.execute("INSERT INTO note VALUES (1, 'x')")
        connection.signal("note")
      }
      await heard.next()
      #expect(try await database.noteIDs() == [1])
    }
  }

  @Test func `A word is heard in another process`() async throws {
    try await useTwo { one, other in
      try await other.join(asServer: true)
      var heard = other.wakeUps("note").makeAsyncIterator()
      try await one.write { connection in
        try connection.execute("INSERT INTO note VALUES (1, 'x')")
        connection.signal("note")
      }
      await heard.next()
    }
  }

  @Test func `A server that goes away fails what is under way, and nothing is the worse when it is back`() async throws {
    let cluster = try TemporaryCluster()
    let name = try cluster.makeDatabase()
    let database = try Database(opening: .postgres(try PostgresAddress(parsing: cluster.url(of: name))))
    try await database.makeNotes()
    try await database.join(asServer: true)
    try await database.addNote(1)
    _ = try await database.noteIDs()
    try await cluster.restart {
      for _ in 1...3 {
        #expect(await kind(of: { try await database.addNote(2) }) == .away)
        #expect(await kind(of: { _ = try await database.noteIDs() }) == .away)
      }
    }
    try await database.addNote(3)
    for _ in 1...8 { #expect(try await database.noteIDs() == [1, 3]) }
    while try await database.slots()?.contains(database.slot ?? -1) != true { await Task.yield() }
    await database.close()
  }

  @Test func `What was killed before its commit fails, and only once`() async throws {
    try await useTwo { one, other in
      let end =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state LIKE 'idle in%' AND datname = current_database()"
      let found = await kind(of: {
        try await one.write { connection in
          try connection.execute("INSERT INTO note VALUES (1, 'x')")
          let done = DispatchSemaphore(value: 0)
          Task {
            _ = try await other.read { try $0.query(end) { _ in } }
            done.signal()
          }
          done.wait()
          try connection.execute("INSERT INTO note VALUES (2, 'x')")
        }
      })
      #expect(found == .away)
      try await one.addNote(3)
      #expect(try await one.noteIDs() == [3])
    }
  }

  @Test(
    arguments: [
      ("postgres://ada:s3cret@db.example:5433/papers?sslmode=require", "postgres://ada@db.example:5433/papers", true),
      ("postgresql://ada@/papers?host=/run/postgresql", "postgres://ada@/run/postgresql/papers", false),
      ("postgres:///papers?password=s3cret", "postgres:///papers", true), ("postgres://", "postgres:///", false),
    ])
  func `An address is shown without its password`(_ url: String, _ shown: String, _ holds: Bool) throws {
    let address = try PostgresAddress(parsing: url)
    #expect(address.description == shown && address.holdsPassword == holds)
    #expect("\(DatabaseLocation.postgres(address))" == shown)
  }

  @Test(arguments: ["postgres://ada:s3cret@host:port:5/x?nonsense=1", "mysql://x", "postgres://a\0b", ""])
  func `What is no address is refused, and not repeated`(_ url: String) {
    let error = #expect(throws: SQLError.self) { try PostgresAddress(parsing: url) }
    #expect(error?.kind == .misuse && error?.message.contains("s3cret") == false)
  }

  @Test func `Text is compared by its bytes whatever the locale of the database`() async throws {
    try await TemporaryCluster.useDatabase { url in
      let database = try Database(opening: .postgres(try PostgresAddress(parsing: url)))
      try await database.makeNotes()
      let words = ["zebra", "\u{f6}re", "ore", "Zebra", "o\u{308}re", "\u{e5}", "z", ""]
      for (id, word) in words.enumerated() { try await database.addNote(id, word) }
      let (ours, theirs) = try await database.read { connection in
        (
          try connection.query("SELECT body FROM note ORDER BY body") { Array(try $0.text(0).utf8) },
          try connection.query("SELECT body FROM note ORDER BY body COLLATE \"default\"") { Array(try $0.text(0).utf8) }
        )
      }
      #expect(ours == words.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
      // Else the test would prove nothing.
      #expect(ours != theirs)
      #expect(try await database.check() == [])
      try await database.writeAlone { _ = try $0.execute("CREATE TABLE loose (word TEXT)") }
      #expect(try await database.check() == ["column loose.word is not COLLATE \"C\""])
      await database.close()
    }
  }

  @Test func `A sum is a whole number, or none of ours`() async throws {
    try await TemporaryCluster.useDatabase { url in
      let database = try Database(opening: .postgres(try PostgresAddress(parsing: url)))
      let values = [
        "0", "1", "-1", "10000", "99999999", "-100000000", "9223372036854775807", "-9223372036854775808", "1234567890123",
      ]
      for value in values {
        let found = try await database.read {
          try $0.first("SELECT sum(x) FROM (SELECT '\(value)'::bigint x) y") { try $0.integer(0) }
        }
        #expect(found.map { String($0) } == value)
      }
      for value in ["9223372036854775808", "0.5", "1e30", "NaN", "-12345.678"] {
        let found = await kind(of: {
          _ = try await database.read { try $0.first("SELECT '\(value)'::numeric") { try $0.integer(0) } }
        })
        #expect(found == .decode, "\(value)")
      }
      await database.close()
    }
  }
}
