import Dispatch

/// One of the two engines: opens connections to one database, all set up alike.
///
/// Everything else in this room stands on this alone.
protocol DatabaseEngine: Sendable {
  var dialect: SQLDialect { get }
  var options: DatabaseOptions { get }
  var ledger: Ledger { get }
  var signals: SignalBoard { get }
  /// Whether claims have a lane of their own beside the writer.
  var hasClaimLane: Bool { get }
  /// The number that no other process on the database has just now; nil where none is needed or taken.
  var slot: Int? { get }

  func open(_ role: EngineRole) throws(SQLError) -> any EngineSession
  func backup(to path: String) throws(SQLError)
  func check() throws(SQLError) -> [String]
  /// Becomes known to the other processes on the database, until closed.
  func join(asServer: Bool) throws(SQLError)
  /// Keeps servers away until told otherwise; throws `.busy` if one runs.
  func holdAlone(until end: DispatchSemaphore) throws(SQLError)
  func close()
}

/// What a connection is for.
enum EngineRole {
  case writer, reader, claimer
}

/// One open connection, used by one thread at a time.
///
/// User statements run only between `.begin` and the end of the transaction.
protocol EngineSession: AnyObject {
  var dialect: SQLDialect { get }
  /// Whether a transaction was begun and no fault has ended it since.
  var isInTransaction: Bool { get }
  /// The error that ended the transaction before its time.
  var fault: SQLError? { get }
  /// The error of a statement since which the work may only be undone, to the savepoint before it or as a whole.
  var broken: SQLError? { get }
  /// Whether the connection should be replaced: the disk or the engine has failed under it.
  var isSpoiled: Bool { get }
  /// Whether the connection was lost while nobody used it.
  var isStale: Bool { get }
  /// The words that are told to every listening process once the transaction is committed.
  var signals: Set<String> { get }

  func execute(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> Int
  /// Hands over rows until the closure returns false.
  func select(_ sql: String, _ arguments: [any SQLBindable], _ each: (SQLRow) throws -> Bool) throws
  func script(_ sql: String) throws(SQLError)
  func explain(_ sql: String) throws -> [String]
  func signal(_ word: String)
  func control(_ step: TransactionStep) throws(SQLError)
  /// Throws `.foreignKeyViolation` if a constraint that waits for the commit would make it fail.
  func checkDeferredConstraints() throws(SQLError)
  func close()
}

/// The current row of a running statement; the generation changes when it moves on.
protocol EngineRow: AnyObject {
  var generation: Int { get }
  var columnCount: Int { get }
  func type(at column: Int) -> ColumnType
  func integer(at column: Int) -> Int64
  func double(at column: Int) -> Double
  func text(at column: Int) throws(SQLError) -> String
  func blob(at column: Int) -> [UInt8]
}

enum ColumnType {
  case null, integer, double, text, blob
}

/// The steps of a transaction, which only this room takes.
enum TransactionStep {
  case beginReading
  case beginWriting
  case commit
  case rollback
  case savepoint(String)
  case release(String)
  /// Undoes everything since the savepoint, and forgets it.
  case undo(String)
}
