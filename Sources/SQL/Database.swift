// SQL is the room that talks to a database engine: connections, statements, transactions, group commit, migrations.
// It knows SQL text and values, and nothing of papers, people or the wire.

/// A database: many readers, one writer whose waiting closures share a durable commit.
///
/// On PostgreSQL several processes may use one database: their writers take turns, so that a closure sees all that was committed
/// before it, wherever.
/// Closures are synchronous and run on threads of the database's own; they may block on the disk and nothing else. A cancelled
/// task still gets its result, since its write may already be durable. When more than `queueLimit` closures wait, a new one is
/// refused with `.busy`; after `close()` everything is refused with `.closed`.
package final class Database: Sendable {
  let engine: any DatabaseEngine
  let readers: ReaderPool
  let writer: GroupWriter
  /// Where claims run; the writer itself where they have no lane of their own.
  let claimer: GroupWriter

  /// Opens the database and starts its threads; a SQLite file that does not exist is made, readable by its owner only.
  ///
  /// Throws `.io` if the file cannot be opened or made, `.corrupt` if it is no database, `.misuse` for an empty path; `.away` if
  /// the server cannot be reached or lets us not in, `.misuse` if its database does not keep UTF-8.
  package init(opening location: DatabaseLocation, options: DatabaseOptions = DatabaseOptions()) throws(SQLError) {
    let engine: any DatabaseEngine =
      switch location {
      case .sqlite(let path): try SQLiteEngine(path, options)
      case .postgres(let address): try PostgresEngine(address, options)
      }
    self.engine = engine
    let writer = try GroupWriter(engine)
    self.writer = writer
    do throws(SQLError) {
      claimer = engine.hasClaimLane ? try GroupWriter(engine, .claimer) : writer
    } catch {
      writer.queue.close()
      throw error
    }
    do throws(SQLError) {
      readers = try ReaderPool(engine)
    } catch {
      writer.queue.close()
      claimer.queue.close()
      throw error
    }
  }

  deinit {
    readers.queue.close()
    claimer.queue.close()
    writer.queue.close()
    engine.signals.close()
    engine.close()
  }

  /// Which SQL the engine speaks where the two differ.
  package var dialect: SQLDialect { engine.dialect }

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

  /// Runs a closure that claims work as `write` does, but beside the writer where the engine can skip rows that others hold.
  ///
  /// Such a closure sees what was committed when each of its statements began. It must take hold of the rows it judges by with
  /// `claimSuffix` first, and change only what hangs from them.
  package func claim<T: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in claimer.submit(QueuedClosure(body, waiting)) }
  }

  /// Refuses new closures, finishes those waiting, and closes every connection, the writer's last.
  package func close() async {
    readers.queue.close()
    await readers.ended.wait()
    claimer.queue.close()
    await claimer.ended.wait()
    writer.queue.close()
    await writer.ended.wait()
    engine.signals.close()
    engine.close()
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
