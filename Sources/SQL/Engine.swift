/// What an engine has to offer; the closure API, the group commit and the migrations stand on this alone.
///
/// One open connection, used by one thread at a time. User statements run only between `.begin` and the end of the transaction.
protocol EngineSession: AnyObject {
  var dialect: SQLDialect { get }
  /// Whether a transaction was begun and no fault has ended it since.
  var isInTransaction: Bool { get }
  /// The error that ended the transaction before its time.
  var fault: SQLError? { get }
  /// Whether the connection should be replaced: the disk or the engine has failed under it.
  var isSpoiled: Bool { get }

  func execute(_ sql: String, _ arguments: [any SQLBindable]) throws(SQLError) -> Int
  /// Hands over rows until the closure returns false.
  func select(_ sql: String, _ arguments: [any SQLBindable], _ each: (SQLRow) throws -> Bool) throws
  func script(_ sql: String) throws(SQLError)
  func explain(_ sql: String) throws -> [String]
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
