/// The database as a closure sees it, inside its transaction; it never leaves the closure.
///
/// Parameters are written `$1` to `$n`, in any order and as often as wanted, and every one of them is used. Text with U+0000 and
/// a double that is not a number are refused with `.misuse`, since one engine or the other cannot keep them. Transactions belong
/// to the database: `BEGIN`, `COMMIT`, `SAVEPOINT`, `PRAGMA` and their like are refused with `.misuse`. After a statement has
/// failed the work goes on only outside the savepoint it was in: until then everything is refused with `.aborted`.
package final class SQLConnection {
  private let session: any EngineSession
  private var depth = 0

  init(_ session: any EngineSession) {
    self.session = session
  }

  /// Which SQL the engine speaks where the two differ.
  package var dialect: SQLDialect { session.dialect }

  /// Runs one statement and tells how many rows it inserted, changed or deleted itself; rows it returns are dropped.
  @discardableResult
  package func execute(_ sql: String, _ arguments: [any SQLBindable] = []) throws(SQLError) -> Int {
    try session.execute(sql, arguments)
  }

  /// Runs one statement and makes a value of every row it returns, in order.
  package func query<T>(
    _ sql: String, _ arguments: [any SQLBindable] = [], _ row: (SQLRow) throws -> T
  ) throws -> [T] {
    var values: [T] = []
    try session.select(sql, arguments) {
      values.append(try row($0))
      return true
    }
    return values
  }

  /// Runs one statement and makes a value of the first row it returns, nil if there is none.
  ///
  /// A statement that writes and has `RETURNING` does all its work whichever rows are read.
  package func first<T>(
    _ sql: String, _ arguments: [any SQLBindable] = [], _ row: (SQLRow) throws -> T
  ) throws -> T? {
    var value: T?
    try session.select(sql, arguments) {
      value = try row($0)
      return false
    }
    return value
  }

  /// Runs a part of the transaction that is undone by itself if it throws; the error is thrown on.
  @discardableResult
  package func savepoint<T>(_ body: () throws -> T) throws -> T {
    let name = "part_\(depth)"
    try session.control(.savepoint(name))
    depth += 1
    defer { depth -= 1 }
    let value: T
    do {
      value = try body()
      if let broken = session.broken { throw broken }
    } catch {
      // A fault may have ended the whole transaction; then there is nothing left to undo and the batch fails anyway.
      if session.isInTransaction { try session.control(.undo(name)) }
      throw error
    }
    try session.control(.release(name))
    return value
  }

  /// Wakes whoever listens for a word (`Database.wakeUps(_:)`), in every process, once the transaction is committed.
  package func signal(_ word: String) { session.signal(word) }

  /// Runs the statements of a script in order.
  func script(_ sql: String) throws(SQLError) {
    try session.script(sql)
  }

  /// The plan of a statement.
  func explanation(of sql: String) throws -> [String] {
    try session.explain(sql)
  }
}
