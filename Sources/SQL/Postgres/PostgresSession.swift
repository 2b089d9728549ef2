internal import CPostgres
import Glibc

/// One open PostgreSQL connection.
///
/// Steps of a transaction that cannot fail are not sent by themselves: they travel with the next statement, in one pipeline.
final class PostgresSession: EngineSession {
  let dialect = SQLDialect.postgres
  private(set) var fault: SQLError?
  private(set) var broken: SQLError?
  private(set) var isSpoiled = false
  private(set) var signals: Set<String> = []
  private let link: PostgresLink
  private let role: EngineRole
  private var isBegun = false
  /// Whether the server knows of the transaction.
  private var isSent = false
  private var pending: [String] = []
  private var statements: PostgresStatements
  /// Whether any constraint waits for the commit; nil when that is not known.
  private var hasDeferrable: Bool?

  private static let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

  init(_ link: PostgresLink, _ role: EngineRole, _ ledger: Ledger, statementLimit: Int) {
    self.link = link
    self.role = role
    statements = PostgresStatements(ledger: ledger, limit: statementLimit)
  }

  func close() { link.close() }

  var isInTransaction: Bool { isBegun && fault == nil }
  var isStale: Bool { !link.isAlive() }

  func signal(_ word: String) { signals.insert(word) }

  func execute(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> Int {
    let result = try run(sql, arguments)
    defer { PQclear(result) }
    return link.changedRows(result)
  }

  func select(_ sql: String, _ arguments: [any SQLBindable], _ each: (SQLRow) throws -> Bool) throws {
    let rows = PostgresRows(try run(sql, arguments))
    defer { rows.retire() }
    for row in 0..<rows.rowCount {
      rows.stand(on: row)
      guard try each(SQLRow(rows)) else { return }
    }
  }

  func script(_ sql: String) throws(SQLError) {
    try requireTransaction()
    for statement in sql.split(separator: ";") {
      if let word = ReservedWord.leading(String(statement)) {
        throw SQLError(.misuse, "\(word) belongs to the database, not to a closure: \(sql)")
      }
    }
    hasDeferrable = nil
    try simple([sql])
  }

  func explain(_ sql: String) throws -> [String] {
    try requireTransaction()
    try flush()
    return try PostgresPlan.lines(of: sql, types: statements.types(of: sql), on: link)
  }

  func control(_ step: TransactionStep) throws(SQLError) {
    switch step {
    case .beginReading: begin(Self.reading)
    case .beginWriting where role == .writer: try beginWriting()
    case .beginWriting: begin("BEGIN")
    case .commit: try commit()
    case .rollback: rollback()
    case .savepoint(let name):
      try requireTransaction()
      pending.append("SAVEPOINT \(name)")
    case .release(let name):
      if pending.last == "SAVEPOINT \(name)" { pending.removeLast() } else { pending.append("RELEASE SAVEPOINT \(name)") }
    case .undo(let name): try undo(name)
    }
  }

  func checkDeferredConstraints() throws(SQLError) {
    guard isSent else { return }
    let isDeferrable: Bool
    if let hasDeferrable {
      isDeferrable = hasDeferrable
    } else {
      let rows = PostgresRows(try run("SELECT 1 FROM pg_constraint WHERE condeferrable LIMIT 1 -- own", []))
      isDeferrable = rows.rowCount > 0
      hasDeferrable = isDeferrable
    }
    if isDeferrable { try simple(["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]) }
  }

  private func begin(_ sql: String) {
    (fault, broken, signals, pending) = (nil, nil, [], [sql])
    isBegun = true
    isSent = false
  }

  /// One writer at a time over all processes: whoever has the lock sees everything that was committed before.
  private func beginWriting() throws(SQLError) {
    begin("BEGIN")
    do throws(SQLError) {
      try simple(["SELECT pg_advisory_xact_lock(\(PostgresLock.writing))"])
    } catch {
      // Only an error that leaves the connection sound leaves something to undo.
      if !isSpoiled { rollback() }
      isBegun = false
      throw error
    }
  }

  private func commit() throws(SQLError) {
    guard isSent else { return end() }
    let words = signals.sorted().map { "SELECT pg_notify('\(PostgresLock.channel)', '\($0)')" }
    let steps = (pending + words + ["COMMIT"]).joined(separator: ";")
    pending = []
    do throws(SQLError) {
      let result = try link.run(steps)
      defer { PQclear(result) }
      // Committing what has failed answers ROLLBACK, and is no error.
      guard link.tag(result) == "COMMIT" else { throw SQLError(.aborted, "the transaction had failed and was not committed") }
    } catch {
      let isLost = link.isLost
      let end = isLost ? SQLError(.away, "\(error.message); it is not known whether what was written is kept") : error
      fail(end, isLost: true)
      throw end
    }
    end()
  }

  private func rollback() {
    if isSent, !link.isLost, !link.send("ROLLBACK") { isSpoiled = true }
    end()
  }

  private func end() {
    isBegun = false
    isSent = false
    pending = []
    broken = nil
  }

  private func undo(_ name: String) throws(SQLError) {
    broken = nil
    if let place = pending.lastIndex(of: "SAVEPOINT \(name)") {
      // The server never heard of it, nor of anything since.
      pending.removeSubrange(place...)
      return
    }
    pending = []
    try simple(["ROLLBACK TO SAVEPOINT \(name)", "RELEASE SAVEPOINT \(name)"])
  }

  /// Runs texts whose answers nobody wants, behind those that wait to be sent.
  private func simple(_ texts: [String]) throws(SQLError) {
    let steps = (pending + texts).joined(separator: ";")
    guard !steps.isEmpty else { return }
    pending = []
    isSent = true
    do throws(SQLError) {
      PQclear(try link.run(steps))
    } catch {
      fail(error, isLost: link.isLost)
      throw error
    }
  }

  private func flush() throws(SQLError) { try simple([]) }

  private func run(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> OpaquePointer {
    try requireTransaction()
    let values = arguments.map(\.sqlValue)
    var statement = try statements.take(sql, values)
    let bytes = try statement.bytes(of: values)
    do throws(SQLError) {
      if !statement.isPrepared {
        // An error must meet the savepoint before it.
        try flush()
        try statement.prepare(on: link)
      }
      let steps = pending + (statements.put(statement).map { ["DEALLOCATE \($0)"] } ?? [])
      pending = []
      isSent = true
      let result = try link.run(statement.name, bytes, after: steps)
      if link.changesSchema(result) { hasDeferrable = nil }
      return result
    } catch {
      fail(error, isLost: link.isLost)
      throw error.kind == .misuse ? SQLError(.misuse, "\(error.message) in: \(sql)") : error
    }
  }

  /// Notes what an error has ended: with the connection everything, else what came since the savepoint.
  private func fail(_ error: SQLError, isLost: Bool) {
    guard isLost else {
      broken = broken ?? error
      return
    }
    fault = error
    isSpoiled = true
    isBegun = false
  }

  private func requireTransaction() throws(SQLError) {
    guard isInTransaction else {
      throw SQLError(.aborted, "the transaction has ended" + (fault.map { ": \($0.message)" } ?? ""))
    }
    if let broken { throw SQLError(.aborted, "a statement before has failed: \(broken.message)") }
  }
}
