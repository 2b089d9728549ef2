import LocalPostgres
import SQL
import Testing

@Suite struct GroupCommitTests {
  @Test(arguments: Engine.allCases)
  func `Writes that wait together share one commit and are visible once they return`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let before = database.statistics
      let count = 100
      let kinds = try await database.whileWriterIsHeld(
        startingInOrder: (1...count).map { id in
          { database in
            try await database.addNote(id)
            let seen = try await database.read {
              try $0.first("SELECT body FROM note WHERE id = $1", [id]) { try $0.text(0) }
            }
            #expect(seen == "x")
          }
        })
      #expect(kinds.allSatisfy { $0 == nil })
      let after = database.statistics
      #expect(after.closures - before.closures == count + 1)
      #expect(after.commits - before.commits == 2)
      #expect(after.longestBatch == count)
      #expect(after.faults == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A batch is never longer than its limit`(on engine: Engine) async throws {
    var options = DatabaseOptions()
    options.batchLimit = 7
    try await Scratch.use(options, on: engine) { database, _ in
      try await database.makeNotes()
      let before = database.statistics.commits
      _ = try await database.whileWriterIsHeld(startingInOrder: (1...20).map { id in { try await $0.addNote(id) } })
      #expect(database.statistics.longestBatch == 7)
      #expect(database.statistics.commits - before == 1 + 3)
      #expect(try await database.noteIDs().count == 20)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A closure that throws undoes its own work and nobody else's`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      struct Regret: Error {}
      let before = database.statistics.commits
      let kinds = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(1) },
        { try await $0.addNote(1, "again") },
        { database in
          await #expect(throws: Regret.self) {
            try await database.write { connection in
              try connection.execute("INSERT INTO note VALUES (2, 'two')")
              throw Regret()
            }
          }
        },
        { try await $0.addNote(3) },
      ])
      #expect(kinds == [nil, .uniqueViolation, nil, nil])
      #expect(try await database.noteIDs() == [1, 3])
      #expect(database.statistics.commits - before == 2)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Closures run in the order they came`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      _ = try await database.whileWriterIsHeld(
        startingInOrder: (1...50).map { id in
          { database in
            _ = try await database.write {
              try $0.execute("INSERT INTO note SELECT coalesce(max(id), 0) + 1, $1 FROM note", [String(id)])
            }
          }
        })
      let bodies = try await database.read { try $0.query("SELECT body FROM note ORDER BY id") { try $0.text(0) } }
      #expect(bodies == (1...50).map(String.init))
    }
  }

  @Test(arguments: Engine.allCases)
  func `A closure alone shares its commit with neither those before it nor those behind it`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let before = database.statistics.commits
      _ = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(1) },
        { try await $0.addNote(2) },
        { database in _ = try await database.writeAlone { try $0.execute("INSERT INTO note VALUES (3, 'alone')") } },
        { try await $0.addNote(4) },
        { try await $0.addNote(5) },
      ])
      #expect(database.statistics.commits - before == 1 + 3)
      #expect(database.statistics.longestBatch == 2)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A lone closure that throws leaves nothing behind`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      struct Regret: Error {}
      for alone in [true, false] {
        let body: @Sendable (SQLConnection) throws -> Void = { connection in
          try connection.execute("INSERT INTO note VALUES (1, 'one')")
          throw Regret()
        }
        await #expect(throws: Regret.self) {
          if alone { try await database.writeAlone(body) } else { try await database.write(body) }
        }
      }
      try await database.addNote(2)
      #expect(try await database.noteIDs() == [2])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A dangling deferred key fails its own closure, not the commit of all`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      _ = try await database.writeAlone {
        try $0.execute(
          """
          CREATE TABLE reply (id BIGINT PRIMARY KEY,
            note BIGINT NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)
          """)
      }
      let dangling: @Sendable (Database) async throws -> Void = { database in
        _ = try await database.write { try $0.execute("INSERT INTO reply VALUES (1, 99)") }
      }
      let kinds = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(1) }, dangling, { try await $0.addNote(2) },
      ])
      #expect(kinds == [nil, .foreignKeyViolation, nil])
      #expect(await kind(of: { try await dangling(database) }) == .foreignKeyViolation)
      #expect(try await database.noteIDs() == [1, 2])
      #expect(database.statistics.faults == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A cancelled task still gets its result`(on engine: Engine) async throws {
    try await Scratch.use(on: engine) { database, _ in
      try await database.makeNotes()
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await database.addNote(1)
        return try await database.noteIDs()
      }
      #expect(try await task.value == [1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A full queue refuses, and those in it are served`(on engine: Engine) async throws {
    var options = DatabaseOptions()
    options.queueLimit = 2
    try await Scratch.use(options, on: engine) { database, _ in
      try await database.makeNotes()
      let kinds = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(1) }, { try await $0.addNote(2) },
      ]) {
        #expect(await kind(of: { try await database.addNote(3) }) == .busy)
      }
      #expect(kinds == [nil, nil])
      #expect(try await database.noteIDs() == [1, 2])
    }
  }

  @Test func `Closing finishes what waits and refuses what comes later`() async throws {
    try await Scratch.use { database, scratch in
      try await database.makeNotes()
      _ = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(1) }, { try await $0.addNote(2) },
      ])
      await database.close()
      await database.close()
      #expect(await kind(of: { try await database.addNote(3) }) == .closed)
      #expect(await kind(of: { _ = try await database.noteIDs() }) == .closed)
      #expect(await kind(of: { try await database.backup(to: scratch.folder + "/copy") }) == .closed)
      #expect(scratch.names == ["test.db"])
      let again = try Database(opening: .sqlite(path: scratch.path))
      #expect(try await again.noteIDs() == [1, 2])
      await again.close()
    }
  }
}
