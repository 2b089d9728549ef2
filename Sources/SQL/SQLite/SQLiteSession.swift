internal import CSQLite

/// One open SQLite connection.
final class SQLiteSession: EngineSession {
  let dialect = SQLDialect.sqlite
  private(set) var fault: SQLError?
  private(set) var broken: SQLError?
  private(set) var isSpoiled = false
  private(set) var signals: Set<String> = []
  let isStale = false
  private var isBegun = false
  private let handle: OpaquePointer
  private let ledger: Ledger
  private var statements: StatementCache
  /// The steps of transactions are kept apart: no user statement can reach them.
  private var steps = StatementCache(limit: 32)

  /// Takes over an open handle.
  init(_ handle: OpaquePointer, _ ledger: Ledger, statementLimit: Int) {
    self.handle = handle
    self.ledger = ledger
    statements = StatementCache(limit: statementLimit)
  }

  func close() {
    statements.removeAll()
    steps.removeAll()
    // A statement still alive somewhere delays the closing, nothing else.
    sqlite3_close_v2(handle)
  }

  var isInTransaction: Bool { isBegun && sqlite3_get_autocommit(handle) == 0 }

  func execute(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> Int {
    let statement = try start(sql, arguments)
    defer { finish(statement) }
    let before = sqlite3_total_changes64(handle)
    while try advance(statement) {}
    // What `sqlite3_changes64` says is older than this statement if nothing was changed by it.
    return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
  }

  func select(_ sql: String, _ arguments: [any SQLBindable], _ each: (SQLRow) throws -> Bool) throws {
    let statement = try start(sql, arguments)
    defer { finish(statement) }
    while try advance(statement), try each(SQLRow(statement)) {}
  }

  func explain(_ sql: String) throws -> [String] {
    // Compiled anew each time: a plan is asked for once, and is no statement of the program.
    let statement = try prepare("EXPLAIN QUERY PLAN " + sql)
    defer { statement.reset() }
    var lines: [String] = []
    while try advance(statement) { lines.append(try SQLRow(statement).text(3)) }
    return lines
  }

  func script(_ sql: String) throws(SQLError) {
    var rest = sql
    repeat {
      try requireTransaction()
      let (statement, tail) = try compile(rest, isKept: false)
      if let statement {
        defer { statement.reset() }
        while try advance(statement) {}
      }
      rest = tail
    } while !rest.isEmpty
  }

  func control(_ step: TransactionStep) throws(SQLError) {
    switch step {
    case .beginReading: try begin("BEGIN")
    case .beginWriting: try begin("BEGIN IMMEDIATE")
    case .commit: try end("COMMIT")
    case .rollback: try end("ROLLBACK")
    case .savepoint(let name):
      // Outside a transaction it would begin one.
      try requireTransaction()
      try run("SAVEPOINT \(name)")
    case .release(let name): try run("RELEASE \(name)")
    case .undo(let name):
      broken = nil
      try run("ROLLBACK TO \(name)")
      try run("RELEASE \(name)")
    }
  }

  func checkDeferredConstraints() throws(SQLError) {
    var current: Int32 = 0
    var unused: Int32 = 0
    guard sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &unused, 0) == SQLITE_OK, current == 0 else {
      throw SQLError(.foreignKeyViolation, "a deferred foreign key has no row to refer to")
    }
  }

  func signal(_ word: String) { signals.insert(word) }

  private func begin(_ sql: String) throws(SQLError) {
    fault = nil
    broken = nil
    signals = []
    try run(sql)
    isBegun = true
  }

  private func end(_ sql: String) throws(SQLError) {
    try run(sql)
    isBegun = false
  }

  private func run(_ sql: String) throws(SQLError) {
    let statement: SQLiteStatement
    if let kept = steps.take(sql) {
      statement = kept
    } else {
      guard let fresh = try compile(sql, isKept: true, isStep: true).statement else { return }
      statement = fresh
    }
    defer {
      statement.reset()
      steps.put(statement)
    }
    while try advance(statement) {}
  }

  private func start(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> SQLiteStatement {
    try requireTransaction()
    let statement = if let kept = statements.take(sql) { kept } else { try prepare(sql) }
    do throws(SQLError) {
      try statement.bind(arguments)
    } catch {
      finish(statement)
      throw error
    }
    return statement
  }

  private func finish(_ statement: SQLiteStatement) {
    statement.reset()
    statements.put(statement)
  }

  /// After a fault SQLite would run statements outside any transaction, each durable by itself.
  private func requireTransaction() throws(SQLError) {
    guard isInTransaction else {
      throw SQLError(.aborted, "the transaction has ended" + (fault.map { ": \($0.message)" } ?? ""))
    }
    // As on an engine that refuses to go on.
    if let broken { throw SQLError(.aborted, "a statement before has failed: \(broken.message)") }
  }

  private func advance(_ statement: SQLiteStatement) throws(SQLError) -> Bool {
    let code = statement.step()
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let error = SQLError(sqlite: code, on: handle)
    statement.reset()
    broken = error
    switch error.kind {
    case .io, .corrupt, .outOfMemory: isSpoiled = true
    default: break
    }
    if isBegun, sqlite3_get_autocommit(handle) != 0 {
      isBegun = false
      fault = error
    }
    throw error
  }

  private func prepare(_ sql: String) throws(SQLError) -> SQLiteStatement {
    let (statement, tail) = try compile(sql, isKept: true)
    guard let statement else { throw SQLError(.misuse, "there is no statement in: \(sql)") }
    if !tail.isEmpty, try compile(tail, isKept: false).statement != nil {
      throw SQLError(.misuse, "there is more than one statement in: \(sql)")
    }
    if !sql.hasPrefix("EXPLAIN"), !sql.hasSuffix("-- own") { ledger.notePrepared(sql) }
    return statement
  }

  /// Compiles the first statement of a text, nil if there is only space and comments, and gives what follows it.
  private func compile(
    _ sql: String, isKept: Bool, isStep: Bool = false
  ) throws(SQLError) -> (statement: SQLiteStatement?, tail: String) {
    var text = sql
    let (code, compiled, used) = text.withUTF8 { bytes -> (Int32, OpaquePointer?, Int) in
      guard let start = bytes.baseAddress else { return (SQLITE_OK, nil, 0) }
      var compiled: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { start in
        let code = sqlite3_prepare_v3(handle, start, Int32(clamping: bytes.count), flags, &compiled, &tail)
        return (code, compiled, tail.map { $0 - start } ?? bytes.count)
      }
    }
    guard code == SQLITE_OK else {
      let error = SQLError(sqlite: code, on: handle)
      broken = error
      throw SQLError(error.kind, "\(error.message) in: \(sql)")
    }
    let tail = String(decoding: sql.utf8.dropFirst(used), as: UTF8.self)
    guard let compiled else { return (nil, "") }
    let statement = try SQLiteStatement(sql, compiled)
    if !isStep, let word = ReservedWord.leading(sql) {
      throw SQLError(.misuse, "\(word) belongs to the database, not to a closure: \(sql)")
    }
    return (statement, tail)
  }
}
