internal import CPostgres
import Dispatch
import Glibc

/// Opens connections to one PostgreSQL database, all set up alike.
final class PostgresEngine: DatabaseEngine {
  let address: PostgresAddress
  let options: DatabaseOptions
  let ledger = Ledger()
  let signals = SignalBoard()
  let dialect = SQLDialect.postgres
  /// Claims skip the rows that others have, so they need not wait for the writer.
  let hasClaimLane = true
  private let presence: PostgresPresence

  /// Connects once, so that what is wrong shows here.
  init(_ address: PostgresAddress, _ options: DatabaseOptions) throws(SQLError) {
    self.address = address
    self.options = options
    presence = PostgresPresence(signals: signals)
    let link = try Self.connect(address, options)
    let facts = try link.words(
      "SELECT current_setting('server_version_num') UNION ALL SELECT current_setting('server_encoding')")
    guard facts.contains("UTF8") else {
      throw SQLError(.misuse, "the database \(address) does not keep text as UTF-8: make it with ENCODING 'UTF8'")
    }
    guard let version = facts.compactMap({ Int($0) }).first, version >= 140_000 else {
      throw SQLError(.misuse, "the server of \(address) is older than PostgreSQL 14")
    }
  }

  var slot: Int? { presence.slot }

  func open(_ role: EngineRole) throws(SQLError) -> any EngineSession {
    PostgresSession(try Self.connect(address, options), role, ledger, statementLimit: options.statementLimit)
  }

  func join(asServer: Bool) throws(SQLError) {
    try presence.begin(asServer: asServer) { [address, options] () throws(SQLError) in try Self.connect(address, options) }
  }

  func close() { presence.end() }

  func holdAlone(until end: DispatchSemaphore) throws(SQLError) {
    let first = FirstAnswer()
    try spawnThread { [address, options] in
      do throws(SQLError) {
        let link = try Self.connect(address, options)
        let answer = try link.words("SELECT pg_try_advisory_lock(\(PostgresLock.serving), 0)")
        guard answer == ["t"] else { throw SQLError(.busy, "a server is running on \(address)") }
        first.give(nil)
        end.wait()
        link.close()
      } catch {
        first.give(error)
      }
    }
    if let error = first.wait() { throw error }
  }

  /// There is no file of ours to copy.
  func backup(to path: String) throws(SQLError) {
    throw SQLError(.misuse, "a PostgreSQL database is copied with pg_dump, or continuously with pg_basebackup and its archive")
  }

  /// What the server does not watch over itself: that text is compared by its bytes, and that nothing was left half done.
  func check() throws(SQLError) -> [String] {
    let link = try Self.connect(address, options)
    return try link.words(
      """
      SELECT 'column ' || c.relname || '.' || a.attname || ' is not COLLATE "C"' FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid = 'text'::regtype AND l.collname <> 'C'
      UNION ALL
      SELECT 'index ' || c.relname || ' is not valid: REINDEX' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid
      UNION ALL
      SELECT 'constraint ' || k.conname || ' was not validated' FROM pg_constraint k
      WHERE k.connamespace = current_schema()::regnamespace AND NOT k.convalidated
      """)
  }

  /// A connection ready for use.
  private static func connect(_ address: PostgresAddress, _ options: DatabaseOptions) throws(SQLError) -> PostgresLink {
    // What comes before the URL may be set otherwise in it, what comes after it may not.
    let words = [
      ("application_name", "scholion"), ("connect_timeout", "5"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("dbname", address.url), ("client_encoding", "UTF8"),
    ]
    let keywords = words.map { strdup($0.0) }
    let values = words.map { strdup($0.1) }
    defer { for word in keywords + values { free(word) } }
    let handle = (keywords.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { keywords in
      (values.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { values in
        PQconnectdbParams(keywords.baseAddress, values.baseAddress, 1)
      }
    }
    guard let handle else { throw SQLError(.outOfMemory, "no connection could be made") }
    let link = PostgresLink(handle)
    guard !link.isLost else { throw SQLError(.away, PostgresWords.first(handle)) }
    scholion_postgres_silence(handle)
    // A process that stands still in a transaction must not keep the lock on writing; a commit is on disk when it returns.
    PQclear(
      try link.run(
        """
        SET lock_timeout = \(max(1, options.busyMilliseconds)); SET idle_in_transaction_session_timeout = 15000; SET jit = off;
        SET standard_conforming_strings = on; SET client_min_messages = error;
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """))
    return link
  }
}
