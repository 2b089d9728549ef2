import Domain
import Glibc
import LocalPostgres
import SQL
import Store
import Synchronization
import TestSupport
import Testing

/// A store on a database of its own, with a clock that stands still until it is told to move.
///
/// When a test ends, every statement it made the store prepare is explained: a scan that is not on the list fails the test.
struct Scratch: Sendable {
  /// 2026-11-20T10:00:00Z.
  static let start: Int64 = 1_795_168_800_000

  let store: Store
  let database: Database
  private let clock: Dial

  static func use(_ engine: Engine, _ body: (Scratch) async throws -> Void) async throws {
    switch engine {
    case .sqlite:
      try await useFile { file in
        try await MigratedFile.copy(to: file)
        try await use(.sqlite(path: file), body)
      }
    case .postgres: try await TemporaryCluster.useDatabase(from: migrated) { try await use(location($0), body) }
    }
  }

  /// A folder with a file that is not there yet.
  static func useFile(_ body: (String) async throws -> Void) async throws {
    var template = Array("/tmp/scholion-store-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let folder = try #require(made)
    defer {
      for suffix in ["", "-wal", "-shm"] { unlink("\(folder)/test.db\(suffix)") }
      rmdir(folder)
    }
    try await body(folder + "/test.db")
  }

  /// The migrated database that those of the tests are copied from.
  static var migrated: TemplateDatabase { MigratedFile.onPostgres }

  static func location(_ url: String) throws -> DatabaseLocation { .postgres(try PostgresAddress(parsing: url)) }

  private static func use(_ location: DatabaseLocation, _ body: (Scratch) async throws -> Void) async throws {
    let database = try Database(opening: location)
    do {
      let scratch = Scratch(database)
      try await body(scratch)
      try await PlanList.check(database)
    } catch {
      await database.close()
      throw error
    }
    await database.close()
  }

  private init(_ database: Database) {
    let clock = Dial()
    self.clock = clock
    self.database = database
    store = Store(
      database: database, ids: RowIDSource(clock: { clock.time }), now: { Timestamp(milliseconds: clock.time) })
  }

  var now: Timestamp { store.now() }

  func wait(milliseconds: Int64) { clock.add(milliseconds) }

  func wait(days: Int64) { clock.add(days * 86_400_000) }

  @discardableResult
  func write<T: Sendable>(_ body: @Sendable @escaping (WriteTransaction) throws -> T) async throws -> T {
    clock.add(1)
    return try await store.write(body)
  }

  @discardableResult
  func claim<T: Sendable>(_ body: @Sendable @escaping (WriteTransaction) throws -> T) async throws -> T {
    clock.add(1)
    return try await store.claim(body)
  }

  func read<T: Sendable>(_ body: @Sendable @escaping (ReadTransaction) throws -> T) async throws -> T {
    try await store.read(body)
  }

  /// What the first column of a query holds, for looking behind the store.
  func integers(_ sql: String) async throws -> [Int64] {
    try await database.read { connection in try connection.query(sql + " -- test") { try $0.integer(0) } }
  }
}

private final class Dial: Sendable {
  private let now = Mutex(Scratch.start)
  var time: Int64 { now.withLock { $0 } }
  func add(_ milliseconds: Int64) { now.withLock { $0 += milliseconds } }
}

/// The store's error that a piece of work throws, nil if it throws none.
func refusal(of work: () async throws -> Void) async throws -> StoreError? {
  do {
    try await work()
    return nil
  } catch let error as StoreError {
    return error
  }
}
