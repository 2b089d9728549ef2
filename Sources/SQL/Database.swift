// SQL is the room that talks to a database engine: connections, statements, transactions, group commit, migrations.
// It knows SQL text and values, and nothing of papers, people or the wire.

/// A database: many readers, one writer whose waiting closures share a durable commit.
///
/// Closures are synchronous and run on threads of the database's own; they may block on the disk and nothing else. A cancelled
/// task still gets its result, since its write may already be durable. When more than `queueLimit` closures wait, a new one is
/// refused with `.busy`; after `close()` everything is refused with `.closed`.
package final class Database: Sendable {
  let engine: SQLiteEngine
  let readers: ReaderPool
  let writer: GroupWriter

  /// Opens the database and starts its threads; a SQLite file that does not exist is made, readable by its owner only.
  ///
  /// Throws `.io` if the file cannot be opened or made, `.corrupt` if it is no database, `.misuse` for an empty path.
  package init(opening location: DatabaseLocation, options: DatabaseOptions = DatabaseOptions()) throws(SQLError) {
    let engine = try SQLiteEngine(location, options)
    self.engine = engine
    writer = try GroupWriter(engine)
    do throws(SQLError) {
      readers = try ReaderPool(engine)
    } catch {
      writer.queue.close()
      throw error
    }
  }

  deinit {
    readers.queue.close()
    writer.queue.close()
  }

  /// Which SQL the engine speaks where the two differ.
  package var dialect: SQLDialect { .sqlite }

  /// Runs a closure that only reads, on one snapshot of what was committed when its first statement ran.
  ///
  /// Throws what the closure throws; a statement that would write throws `.readOnly`.
  package func read<T: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in readers.submit(QueuedClosure(body, waiting)) }
  }

  /// Runs a closure in a transaction and returns once that is durable; closures waiting at the same time share one commit.
  ///
  /// A closure that throws undoes only its own work. If a fault of the disk or the engine ends the shared transaction, every
  /// closure of the batch throws that fault and none of them has happened.
  @discardableResult
  package func write<T: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in writer.submit(QueuedClosure(body, waiting)) }
  }

  /// Runs a closure as `write` does, in a commit shared with nobody: for bulk work and migrations.
  @discardableResult
  package func writeAlone<T: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in writer.submit(QueuedClosure(body, waiting, alone: true)) }
  }

  /// Refuses new closures, finishes those waiting, and closes every connection, the writer's last.
  package func close() async {
    readers.queue.close()
    await readers.ended.wait()
    writer.queue.close()
    await writer.ended.wait()
  }

  /// What the database has done since it was opened, for metrics and tests.
  package var statistics: DatabaseStatistics {
    var now = engine.ledger.statistics
    now.waitingReads = readers.queue.count
    now.waitingWrites = writer.queue.count
    return now
  }

  /// Every distinct SQL text prepared so far, sorted; what the database itself needs for transactions is not among them.
  package var preparedStatements: [String] { engine.ledger.preparedTexts }

  /// The engine's plan for a statement, one line for each step; the statement is not run.
  ///
  /// SQLite writes `SCAN table` for a whole table or index, `SEARCH table USING ...` for a lookup.
  package func explain(_ sql: String) async throws -> [String] {
    try await read { connection in
      try connection.explanation(of: sql)
    }
  }
}
