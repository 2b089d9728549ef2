// Store: the only SQL text of the program: schema, rows, queries, changes and work tables. It may know Domain and SQL.

package import Domain
package import SQL

/// The papers, summaries, people and queues of one instance, on disk.
///
/// A closure given to ``read(_:)`` sees one snapshot; one given to ``write(_:)`` is one transaction that is durable when the call
/// returns (a savepoint in a group commit, `SQL.Database`). A closure does no network and holds the writer briefly.
package struct Store: Sendable {
  /// The engine underneath.
  package let database: Database
  /// Where row ids come from.
  package let ids: RowIDSource
  /// The clock, in milliseconds since 1970.
  package let now: @Sendable () -> Timestamp
  /// Told of the activities that a transaction stored, once they are durable; for the log.
  package var noticed: (@Sendable ([StoredActivity]) -> Void)?
  /// Whether mail goes out: only then is any asked for.
  package var sendsMail = false

  /// A store on an open database whose schema was migrated.
  package init(database: Database, ids: RowIDSource, now: @escaping @Sendable () -> Timestamp) {
    self.database = database
    self.ids = ids
    self.now = now
  }

  /// Brings the schema up to date; an older database is copied to `copy` first, where one is named.
  ///
  /// Throws `SQLError` of kind `newerSchema` when a later version of the program has changed the database.
  package static func migrate(_ database: Database, copyingTo copy: String? = nil) async throws {
    try await database.migrate(Schema.migrations(for: database.dialect), copyingBefore: copy)
  }

  /// Runs one read-only transaction.
  package func read<T: Sendable>(_ body: @Sendable @escaping (ReadTransaction) throws -> T) async throws -> T {
    let now = self.now()
    return try await database.read { try body(ReadTransaction(sql: $0, now: now)) }
  }

  /// Runs one transaction; when it returns, what was written is on disk.
  package func write<T: Sendable>(_ body: @Sendable @escaping (WriteTransaction) throws -> T) async throws -> T {
    let now = self.now()
    let ids = self.ids
    let sendsMail = self.sendsMail
    guard let noticed else {
      return try await database.write { try body(WriteTransaction(sql: $0, now: now, ids: ids, sendsMail: sendsMail)) }
    }
    let (value, stored) = try await database.write { sql in
      let transaction = WriteTransaction(sql: sql, now: now, ids: ids, sendsMail: sendsMail)
      return (try body(transaction), transaction.stored)
    }
    if !stored.isEmpty { noticed(stored) }
    return value
  }
}

extension Store {
  /// Runs one transaction that claims work for this process, beside the writer where the engine can (`Database.claim`).
  package func claim<T: Sendable>(_ body: @Sendable @escaping (WriteTransaction) throws -> T) async throws -> T {
    let now = self.now()
    let ids = self.ids
    return try await database.claim { try body(WriteTransaction(sql: $0, now: now, ids: ids)) }
  }

  /// Whether other processes may work on the database, too.
  package var isShared: Bool { database.dialect == .postgres }

  /// Wake-ups of a kind, from every process on the database; now and then there is one too many.
  package func wakeUps(_ kind: WakeUp) -> AsyncStream<Void> { database.wakeUps(kind.rawValue) }
}

/// What those who work wait for.
package enum WakeUp: String, Sendable {
  /// An activity was received.
  case inbox
  /// Something is to be delivered.
  case delivery
  /// A mail was asked for.
  case mail
}

/// What a closure may ask of one snapshot of the store; it must not leave the closure.
package class ReadTransaction {
  let sql: SQLConnection
  /// The time at which the transaction was asked for.
  package let now: Timestamp

  init(sql: SQLConnection, now: Timestamp) {
    self.sql = sql
    self.now = now
  }
}

/// What a closure may change in one transaction; it must not leave the closure.
package final class WriteTransaction: ReadTransaction {
  let ids: RowIDSource
  let sendsMail: Bool
  /// The activities stored so far, in order.
  var stored: [StoredActivity] = []

  init(sql: SQLConnection, now: Timestamp, ids: RowIDSource, sendsMail: Bool = false) {
    self.ids = ids
    self.sendsMail = sendsMail
    super.init(sql: sql, now: now)
  }

  /// A fresh, time-sortable row id.
  package func nextID() -> RowID { ids.next() }
}

/// An activity of ours that a transaction stored, as the log tells it.
package struct StoredActivity: Sendable, Equatable {
  /// The ActivityPub id.
  package var uri: String
  /// The type of the activity.
  package var type: String
  /// The id of what it is about.
  package var objectURI: String
  /// Inboxes it is to be delivered to.
  package var deliveries = 0
  let id: RowID
}
