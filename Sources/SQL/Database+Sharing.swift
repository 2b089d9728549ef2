import Dispatch

extension Database {
  /// Becomes known to the other processes on the database: takes a number of its own (`slot`) and hears what they call out.
  ///
  /// - Parameter asServer: whether the process may not run while the database is copied
  /// On SQLite nothing happens. Throws `.busy` while the database is being copied, or when 1,024 processes use it.
  package func join(asServer: Bool) async throws {
    let engine = self.engine
    try await onThread { () throws(SQLError) in try engine.join(asServer: asServer) }
  }

  /// A number from 0 to 1,023 that no other process on the database has just now; nil on SQLite, or before `join`.
  ///
  /// It may change when the connection to the server was lost.
  package var slot: Int? { engine.slot }

  /// The numbers of all processes that have joined, this one included; nil where processes are not counted.
  package func slots() async throws -> Set<Int>? {
    guard dialect == .postgres else { return nil }
    return Set(
      try await read { connection in
        try connection.query(
          """
          SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = \(PostgresLock.slots)::oid AND objsubid = 2
            AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) -- own
          """
        ) { Int(try $0.integer(0)) }
      })
  }

  /// Wake-ups for a word (`SQLConnection.signal(_:)`).
  ///
  /// Several while nobody looks are one, and now and then there is one too many.
  ///
  /// Those of other processes come once this one has joined. The stream ends when the database is closed.
  package func wakeUps(_ word: String) -> AsyncStream<Void> { engine.signals.listen(for: word) }

  /// Runs work while no server may run on the database; throws `.busy` if one does.
  ///
  /// On SQLite it only runs it: there a lock beside the file says who serves.
  package func whileNoServerRuns<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    guard dialect == .postgres else { return try await body() }
    let engine = self.engine
    let end = DispatchSemaphore(value: 0)
    try await onThread { () throws(SQLError) in try engine.holdAlone(until: end) }
    defer { end.signal() }
    return try await body()
  }
}
