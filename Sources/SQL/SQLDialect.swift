/// Which engine's SQL is spoken, and the few words in which the two differ.
package enum SQLDialect: Sendable, Equatable {
  case sqlite
  case postgres

  /// Ends a `SELECT` that claims work rows, so that other processes skip what is claimed.
  ///
  /// SQLite has one writer and needs nothing.
  package var claimSuffix: String {
    switch self {
    case .sqlite: ""
    case .postgres: " FOR UPDATE SKIP LOCKED"
    }
  }

  /// The column type of a 64-bit integer.
  package var integerType: String {
    switch self {
    case .sqlite: "INTEGER"
    case .postgres: "BIGINT"
    }
  }

  /// The column type of a floating-point number.
  package var doubleType: String {
    switch self {
    case .sqlite: "REAL"
    case .postgres: "DOUBLE PRECISION"
    }
  }

  /// The column type of text that is compared and ordered by its bytes.
  package var textType: String {
    switch self {
    case .sqlite: "TEXT"
    case .postgres: "TEXT COLLATE \"C\""
    }
  }

  /// The column type of bytes.
  package var blobType: String {
    switch self {
    case .sqlite: "BLOB"
    case .postgres: "BYTEA"
    }
  }

  /// A text column as part of an index whose entries would else grow too long.
  ///
  /// PostgreSQL takes 2,704 bytes an entry. A forger who finds two texts of one digest gains one row that is not stored.
  package func shortened(_ column: String) -> String {
    switch self {
    case .sqlite: column
    case .postgres: "md5(\(column))"
    }
  }

  /// Ends a `CREATE TABLE`: SQLite checks column types only when told to.
  package var tableSuffix: String {
    switch self {
    case .sqlite: " STRICT"
    case .postgres: ""
    }
  }
}
