internal import CSQLite
import Dispatch
import Glibc

/// Opens connections to one SQLite file, all set up alike.
final class SQLiteEngine: DatabaseEngine {
  let path: String
  let options: DatabaseOptions
  let ledger = Ledger()
  let signals = SignalBoard()
  let dialect = SQLDialect.sqlite
  /// One writer at a time, so there is nothing to gain.
  let hasClaimLane = false
  let slot: Int? = nil

  /// Makes the file if there is none, and opens it once, so that what is wrong with it shows here.
  init(_ path: String, _ options: DatabaseOptions) throws(SQLError) {
    self.path = path
    self.options = options
    // SQLite gives names that begin like these a meaning of its own.
    guard !path.isEmpty, !path.hasPrefix(":"), !path.hasPrefix("file:"), !path.utf8.contains(0) else {
      throw SQLError(.misuse, "this is no path of a database: \(path)")
    }
    try createFile(path)
    try open(.writer).close()
  }

  /// A connection ready for use; its role decides whether it may write.
  func open(_ role: EngineRole) throws(SQLError) -> any EngineSession {
    let handle = try Self.openHandle(path, options)
    do throws(SQLError) {
      try Self.pragma(handle, "synchronous = FULL")
      try Self.pragma(handle, "foreign_keys = ON")
      try Self.pragma(handle, "cell_size_check = ON")
      try Self.pragma(handle, "temp_store = MEMORY")
      try Self.pragma(handle, "secure_delete = FAST")
      let cache = role == .writer ? options.writerCacheKibibytes : options.cacheKibibytes
      try Self.pragma(handle, "cache_size = -\(max(64, cache))")
      switch role {
      case .writer, .claimer:
        try Self.requireWriteAheadLog(handle)
        // The log is put back into the file every 16 MB: a page that changes often is written back once for many changes. It is cut
        // to 32 MB if a long reader made it grow.
        try Self.pragma(handle, "wal_autocheckpoint = 4000")
        try Self.pragma(handle, "journal_size_limit = 33554432")
        if let limit = options.sizeLimit { try Self.pragma(handle, "max_page_count = \(max(1, limit / 4_096))") }
      case .reader:
        try Self.pragma(handle, "query_only = ON")
      }
    } catch {
      sqlite3_close_v2(handle)
      throw error
    }
    return SQLiteSession(handle, ledger, statementLimit: options.statementLimit)
  }

  /// The file is held by one server at most (`ServeLock`), and the kernel knows who has it open.
  func join(asServer: Bool) {}

  func holdAlone(until end: DispatchSemaphore) {}

  func close() {}

  /// An open handle with the switches that guard against a hostile file and careless SQL; used by one thread at a time.
  static func openHandle(_ path: String, _ options: DatabaseOptions) throws(SQLError) -> OpaquePointer {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let handle = opened else {
      let error = SQLError(sqlite: code, on: opened)
      sqlite3_close_v2(opened)
      throw SQLError(error.kind, "\(path): \(error.message)")
    }
    // Where a file cannot be opened for writing, be it for a moment without descriptors, SQLite opens it for reading.
    guard sqlite3_db_readonly(handle, "main") == 0 else {
      sqlite3_close_v2(handle)
      throw SQLError(.io, "\(path): the file cannot be opened for writing")
    }
    sqlite3_busy_timeout(handle, Int32(clamping: options.busyMilliseconds))
    let switches = [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
    ]
    for (option, value) in switches {
      let code = scholion_sqlite_switch(handle, option, Int32(value))
      guard code == SQLITE_OK else {
        sqlite3_close_v2(handle)
        throw SQLError(sqlite: code, "\(path): the engine lacks switch \(option)")
      }
    }
    return handle
  }

  static func pragma(_ handle: OpaquePointer, _ setting: String) throws(SQLError) {
    let code = sqlite3_exec(handle, "PRAGMA " + setting, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLError(sqlite: code, on: handle) }
  }

  /// The lines a pragma answers with, columns joined by a space.
  static func lines(_ handle: OpaquePointer, _ pragma: String) throws(SQLError) -> [String] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    var code = sqlite3_prepare_v2(handle, "PRAGMA " + pragma, -1, &statement, nil)
    var lines: [String] = []
    if code == SQLITE_OK {
      code = sqlite3_step(statement)
      while code == SQLITE_ROW {
        let columns = (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
        }
        lines.append(columns.joined(separator: " "))
        code = sqlite3_step(statement)
      }
    }
    guard code == SQLITE_DONE else { throw SQLError(sqlite: code, on: handle) }
    return lines
  }

  private static func requireWriteAheadLog(_ handle: OpaquePointer) throws(SQLError) {
    let mode = try lines(handle, "journal_mode = WAL").first ?? "none"
    guard mode == "wal" else { throw SQLError(.io, "the file system allows no write-ahead log (journal mode \(mode))") }
  }
}

/// Makes an empty file that only its owner can read, unless there is one.
///
/// SQLite gives its log the mode of the file.
func createFile(_ path: String) throws(SQLError) {
  // A file that was there is not opened: closing it would drop the locks this process has on it (POSIX advisory locks).
  let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
  if descriptor >= 0 {
    Glibc.close(descriptor)
  } else if errno != EEXIST {
    throw SQLError(.io, "\(path) cannot be made: \(String(cString: strerror(errno)))")
  }
}
