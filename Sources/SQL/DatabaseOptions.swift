/// Where a database is.
package enum DatabaseLocation: Sendable, Equatable {
  /// A SQLite file; its `-wal` and `-shm` files lie beside it.
  case sqlite(path: String)
  /// A database of a PostgreSQL server.
  case postgres(PostgresAddress)

  /// The path of a SQLite file; nil for a server's database.
  package var path: String? {
    if case .sqlite(let path) = self { path } else { nil }
  }
}

extension DatabaseLocation: CustomStringConvertible {
  /// The path or the address, never a password.
  package var description: String {
    switch self {
    case .sqlite(let path): path
    case .postgres(let address): address.description
    }
  }
}

/// How a database is opened; the defaults suit a small server.
package struct DatabaseOptions: Sendable, Equatable {
  /// How many closures may read at the same time, each on its own connection and thread.
  package var readers = 4
  /// How many closures at most share one commit.
  package var batchLimit = 256
  /// How many closures may wait on either side before a new one is refused with `.busy`.
  package var queueLimit = 8_192
  /// Page cache of each reader, in kibibytes, filled only as it is used, and emptied by every commit in between.
  package var cacheKibibytes = 2_048
  /// Page cache of the writer, in kibibytes: what it holds stays true, so that a page of an index is read once.
  package var writerCacheKibibytes = 12_288
  /// How long a statement waits for another process that holds the lock, in milliseconds.
  package var busyMilliseconds = 5_000
  /// How many prepared statements each connection keeps.
  package var statementLimit = 200
  /// How many bytes the database may grow to, nil for what the disk holds; beyond it writes throw `.full`.
  package var sizeLimit: Int?

  /// The defaults.
  package init() {}
}

/// Counters of a database since it was opened.
package struct DatabaseStatistics: Sendable, Equatable {
  /// Write transactions that became durable.
  package var commits = 0
  /// Write transactions that a fault ended.
  package var faults = 0
  /// Closures run by the writer, those that threw included.
  package var closures = 0
  /// Closures run by readers.
  package var reads = 0
  /// The most closures that shared one commit.
  package var longestBatch = 0
  /// The longest time one closure held the writer.
  package var longestHold = Duration.zero
  /// How long commits took, from the first wish to commit to durable.
  package var commitTimes = CommitTimes()
  /// Statements compiled, over all connections.
  package var statementsPrepared = 0
  /// Closures waiting for a reader just now.
  package var waitingReads = 0
  /// Closures waiting for the writer just now.
  package var waitingWrites = 0

  /// All zero.
  package init() {}
}
