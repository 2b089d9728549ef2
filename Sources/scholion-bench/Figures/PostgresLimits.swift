internal import SQL

/// What the PostgreSQL of this run does at best: rows like those of the inbox, each inserted and committed by itself.
struct PostgresLimits: Sendable {
  /// Rows per second over one connection, and over sixteen at once.
  let single: Double
  let sixteen: Double

  /// Measures for about three seconds in an empty database.
  static func measured(_ url: String, row: [UInt8]) async throws -> PostgresLimits {
    let database = try Database(opening: .postgres(PostgresAddress(parsing: url)))
    let columns = [
      "id BIGINT PRIMARY KEY", "key", "channel", "actor", "type", "body BYTEA NOT NULL", "state", "received_at BIGINT",
    ]
    let definitions = columns.map { $0.contains(" ") ? $0 : "\($0) TEXT COLLATE \"C\" NOT NULL" }.joined(separator: ", ")
    try await database.write { connection in
      try connection.execute("CREATE TABLE item (\(definitions), UNIQUE (key, channel))")
      try connection.execute("CREATE INDEX item_waiting ON item (id) WHERE state = 'waiting'")
    }
    await database.close()
    return PostgresLimits(
      single: try await rate(url, connections: 1, from: 0, row), sixteen: try await rate(url, connections: 16, from: 1, row))
  }

  private static func rate(_ url: String, connections: Int, from turn: Int, _ row: [UInt8]) async throws -> Double {
    let databases = try (0..<connections).map { _ in try Database(opening: .postgres(PostgresAddress(parsing: url))) }
    let (start, end) = (Clock.now, Clock.now + 1_500_000_000)
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for (index, database) in databases.enumerated() {
        group.addTask {
          var count = 0
          while Clock.now < end {
            let id = Int64((turn * 64 + index) << 32 + count)
            try await database.write { connection in
              try connection.execute(
                "INSERT INTO item VALUES ($1, $2, 'direct', $5, 'Create', $3, 'waiting', $4)",
                [
                  id, "http://m1.localhost:40000/users/peer1/statuses/\(id)/activity", row, id,
                  "http://m1.localhost:40000/users/peer1",
                ])
            }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let seconds = (Clock.now - start).seconds
    for database in databases { await database.close() }
    return Double(count) / seconds
  }
}
