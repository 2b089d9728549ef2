import Glibc
import SQL
import Testing

@Suite struct CareTests {
  @Test func `Only the owner can read the database, its log and its copies`() async throws {
    try await Scratch.use { database, scratch in
      let old = umask(0)
      defer { umask(old) }
      try await database.makeNotes()
      _ = try await database.noteIDs()
      try await database.backup(to: scratch.folder + "/copy.db")
      #expect(scratch.names == ["copy.db", "test.db", "test.db-shm", "test.db-wal"])
      #expect(scratch.names.map { scratch.mode(of: $0) } == [0o600, 0o600, 0o600, 0o600])
    }
  }

  @Test func `A copy made under writes is whole, and holds what was durable when it began`() async throws {
    try await Scratch.use { database, scratch in
      try await database.makeNotes()
      for id in 1...20 { try await database.addNote(id, String(repeating: "x", count: 10_000)) }
      let path = scratch.folder + "/copy.db"
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<4 {
          group.addTask {
            for round in 0..<25 {
              let id = 1_000 + lane * 1_000 + round * 2
              try await database.write { connection in
                for id in [id, id + 1] { try connection.execute("INSERT INTO note VALUES ($1, 'pair')", [id]) }
              }
            }
          }
        }
        group.addTask { for _ in 0..<3 { try await database.backup(to: path) } }
        try await group.waitForAll()
      }
      #expect(try await database.noteIDs().count == 220)
      let copy = try Database(opening: .sqlite(path: path))
      let ids = try await copy.noteIDs()
      #expect(Array(ids.prefix(20)) == Array(1...20))
      let pairs = Set(ids.dropFirst(20).map { $0 / 2 })
      #expect(pairs.count * 2 == ids.count - 20)
      #expect(try await copy.check() == [])
      try await copy.addNote(100_000)
      // A copy that is open is not overwritten.
      #expect(await kind(of: { try await database.backup(to: path) }) == .misuse)
      await copy.close()
      try await database.backup(to: path)
    }
  }

  @Test func `A copy that cannot be written leaves nothing behind`() async throws {
    try await Scratch.use { database, scratch in
      try await database.makeNotes()
      #expect(await kind(of: { try await database.backup(to: scratch.folder + "/none/copy.db") }) == .io)
      #expect(await kind(of: { try await database.backup(to: scratch.path) }) == .misuse)
      try #require(mkdir(scratch.folder + "/taken", 0o700) == 0)
      defer { rmdir(scratch.folder + "/taken") }
      #expect(await kind(of: { try await database.backup(to: scratch.folder + "/taken") }) == .io)
      #expect(!scratch.names.contains { $0.contains("partial") })
      try await database.addNote(1)
    }
  }

  @Test func `The check finds a reference to nothing, and names the table`() async throws {
    try await Scratch.use { database, scratch in
      let family = """
        CREATE TABLE parent (id TEXT PRIMARY KEY) STRICT;
        CREATE TABLE child (id INTEGER PRIMARY KEY, name TEXT, parent TEXT REFERENCES parent (id)) STRICT;
        INSERT INTO parent VALUES ('parent-key');
        INSERT INTO child VALUES (1, 'child-name', 'parent-key');
        """
      try await database.migrate([SQLMigration(version: 1, name: "family", sql: family)])
      #expect(try await database.check() == [])
      await database.close()
      try change(scratch.path, replacing: "child-nameparent-key", by: "child-nameparent-lie")
      let changed = try Database(opening: .sqlite(path: scratch.path))
      let problems = try await changed.check()
      await changed.close()
      #expect(problems.count == 1 && problems.contains { $0.contains("child 1 parent") })
    }
  }

  @Test func `The check finds damage, and no copy is made of it`() async throws {
    try await Scratch.use { database, scratch in
      try await database.makeNotes()
      for id in 1...50 { try await database.addNote(id, String(repeating: "word", count: 500)) }
      await database.close()
      try change(scratch.path, at: 2 * 4_096, to: [UInt8](repeating: 0xa5, count: 4_096))
      let damaged = try Database(opening: .sqlite(path: scratch.path))
      #expect(try await !damaged.check().isEmpty)
      #expect(await kind(of: { try await damaged.backup(to: scratch.folder + "/copy.db") }) == .corrupt)
      #expect(scratch.mode(of: "copy.db") == nil)
      await damaged.close()
    }
  }

  private func change(_ path: String, replacing old: String, by new: String) throws {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1_000_000)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    let place = bytes.indices.first { bytes[$0...].starts(with: old.utf8) }
    try change(path, at: try #require(place), to: Array(new.utf8))
  }

  private func change(_ path: String, at offset: Int, to bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    #expect(pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count)
  }
}
