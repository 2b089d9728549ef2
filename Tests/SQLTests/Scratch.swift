import Dispatch
import Glibc
import LocalPostgres
import SQL
import Testing

/// A folder with a database that is closed and removed at the end.
struct Scratch: Sendable {
  let folder: String
  var path: String { folder + "/test.db" }

  static func use(
    _ options: DatabaseOptions = DatabaseOptions(), on engine: Engine = .sqlite,
    _ body: (Database, Scratch) async throws -> Void
  ) async throws {
    let scratch = try Scratch()
    switch engine {
    case .sqlite: try await use(.sqlite(path: scratch.path), options, scratch, body)
    case .postgres:
      try await TemporaryCluster.useDatabase { url in
        try await use(.postgres(try PostgresAddress(parsing: url)), options, scratch, body)
      }
    }
  }

  private static func use(
    _ location: DatabaseLocation, _ options: DatabaseOptions, _ scratch: Scratch,
    _ body: (Database, Scratch) async throws -> Void
  ) async throws {
    let database = try Database(opening: location, options: options)
    do {
      try await body(database, scratch)
    } catch {
      await database.close()
      scratch.remove()
      throw error
    }
    await database.close()
    scratch.remove()
  }

  private init() throws {
    var template = Array("/tmp/scholion-sql-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    folder = try #require(made)
  }

  func remove() {
    for name in names { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  var names: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func mode(of name: String) -> mode_t? {
    var status = stat()
    return stat(folder + "/" + name, &status) == 0 ? status.st_mode & 0o777 : nil
  }
}

/// The kind of the database error a piece of work throws, nil if it throws none.
func kind(of work: () async throws -> Void) async -> SQLError.Kind? {
  do {
    try await work()
  } catch {
    return (error as? SQLError)?.kind
  }
  return nil
}

extension Database {
  func makeNotes() async throws {
    _ = try await writeAlone {
      try $0.execute(
        "CREATE TABLE note (id \($0.dialect.integerType) PRIMARY KEY, body \($0.dialect.textType) NOT NULL)\($0.dialect.tableSuffix)"
      )
    }
  }

  func addNote(_ id: Int, _ body: String = "x") async throws {
    _ = try await write { try $0.execute("INSERT INTO note (id, body) VALUES ($1, $2)", [id, body]) }
  }

  func noteIDs() async throws -> [Int64] {
    try await read { try $0.query("SELECT id FROM note ORDER BY id") { try $0.integer(0) } }
  }

  /// Runs tasks while the writer is held, so that they all wait for it when it is let go, which is after `then`.
  func whileWriterIsHeld(
    startingInOrder tasks: [@Sendable (Database) async throws -> Void], then: () async -> Void = {}
  ) async throws -> [SQLError.Kind?] {
    let gate = DispatchSemaphore(value: 0)
    let entered = AsyncStream<Void>.makeStream()
    async let held: Void = write { _ in
      entered.continuation.finish()
      gate.wait()
    }
    for await _ in entered.stream {}
    let kinds = await withTaskGroup(of: (Int, SQLError.Kind?).self) { group in
      for (index, task) in tasks.enumerated() {
        group.addTask { (index, await kind(of: { try await task(self) })) }
        while statistics.waitingWrites <= index { await Task.yield() }
      }
      await then()
      gate.signal()
      return await group.reduce(into: [Int: SQLError.Kind?]()) { $0[$1.0] = .some($1.1) }
    }
    try await held
    return tasks.indices.map { kinds[$0] ?? nil }
  }
}
