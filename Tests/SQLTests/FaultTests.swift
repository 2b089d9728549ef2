import Glibc
import SQL
import Testing

@Suite struct FaultTests {
  /// Lets this process's next writes to an open file fail, as a broken disk would; gives the number of places it was open.
  private func breakWriting(to path: String) throws -> Int {
    let broken = open("/dev/null", O_RDONLY | O_CLOEXEC)
    try #require(broken >= 0)
    defer { close(broken) }
    var wanted = stat()
    try #require(stat(path, &wanted) == 0)
    var count = 0
    for descriptor in 3..<Int32(1_024) where descriptor != broken {
      var found = stat()
      guard fstat(descriptor, &found) == 0, found.st_ino == wanted.st_ino, found.st_dev == wanted.st_dev else { continue }
      dup2(broken, descriptor)
      count += 1
    }
    return count
  }

  @Test func `A failing disk fails the whole batch, and the writer recovers`() async throws {
    try await Scratch.use { database, scratch in
      try await database.makeNotes()
      try await database.addNote(1)
      let kinds = try await database.whileWriterIsHeld(startingInOrder: [
        { database in
          _ = try await database.write { connection in
            try connection.execute("INSERT INTO note VALUES (2, 'two')")
            #expect(try self.breakWriting(to: scratch.path + "-wal") == 1)
          }
        },
        { try await $0.addNote(3) },
        { try await $0.addNote(1, "an error of its own") },
      ])
      #expect(kinds == [.io, .io, .io])
      #expect(database.statistics.faults == 1)
      try await database.addNote(4)
      #expect(try await database.noteIDs() == [1, 4])
      #expect(try await database.check() == [])
    }
  }

  @Test func `A full database fails the batch, keeps reading, and writes again once there is room`() async throws {
    var options = DatabaseOptions()
    options.sizeLimit = 256 * 1_024
    try await Scratch.use(options) { database, _ in
      try await database.makeNotes()
      try await database.addNote(1)
      let large = String(repeating: "x", count: 1_000_000)
      let kinds = try await database.whileWriterIsHeld(startingInOrder: [
        { try await $0.addNote(2) }, { try await $0.addNote(3, large) }, { try await $0.addNote(4) },
      ])
      #expect(kinds == [.full, .full, .full])
      #expect(try await database.noteIDs() == [1])
      try await database.addNote(5)
      #expect(try await database.noteIDs() == [1, 5])
    }
  }

  @Test func `A closure that swallows a fault can do nothing behind its back`() async throws {
    var options = DatabaseOptions()
    options.sizeLimit = 256 * 1_024
    try await Scratch.use(options) { database, _ in
      try await database.makeNotes()
      let large = String(repeating: "x", count: 1_000_000)
      let found = await kind(of: {
        try await database.write { connection in
          _ = try? connection.execute("INSERT INTO note VALUES (1, $1)", [large])
          let error = #expect(throws: SQLError.self) { try connection.execute("INSERT INTO note VALUES (2, 'small')") }
          #expect(error?.kind == .aborted)
          #expect(throws: SQLError.self) { try connection.savepoint {} }
        }
      })
      #expect(found == .full)
      #expect(try await database.noteIDs() == [])
    }
  }

  @Test func `Another process that holds the lock makes writes busy, not broken`() async throws {
    var options = DatabaseOptions()
    options.busyMilliseconds = 1
    try await Scratch.use(options) { database, scratch in
      try await database.makeNotes()
      let other = try Database(opening: .sqlite(path: scratch.path))
      let found = try await other.whileWriterIsHeld(startingInOrder: [
        { other in
          #expect(await kind(of: { try await database.addNote(1) }) == .busy)
          try await other.addNote(2)
        }
      ])
      #expect(found == [nil])
      await other.close()
      try await database.addNote(3)
      #expect(try await database.noteIDs() == [2, 3])
    }
  }

  @Test func `What is no database is refused`() async throws {
    try await Scratch.use { _, scratch in
      let path = scratch.folder + "/letter"
      let file = try #require(fopen(path, "w"))
      for _ in 0..<200 { fputs("this is a letter, not a database\n", file) }
      fclose(file)
      #expect(throws: SQLError.self) { try Database(opening: .sqlite(path: path)) }
      #expect(await kind(of: { _ = try Database(opening: .sqlite(path: path)) }) == .corrupt)
      #expect(await kind(of: { _ = try Database(opening: .sqlite(path: scratch.folder + "/no/such/folder.db")) }) == .io)
      for name in ["", ":memory:", "file:x.db", "a\0b"] {
        #expect(await kind(of: { _ = try Database(opening: .sqlite(path: name)) }) == .misuse)
      }
    }
  }
}
