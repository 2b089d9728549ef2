import SQL

extension Database {
  /// Every table with its rows as text, sorted: two databases that say the same hold the same.
  ///
  /// - Parameter ignoring: columns that may differ, as ids and times do
  func digest(ignoring: Set<String> = []) async throws -> [String] {
    try await read { connection in
      let tables = try connection.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' ORDER BY name -- test"
      ) { try $0.text(0) }
      return try tables.flatMap { table in
        let columns = try connection.query("SELECT name FROM pragma_table_info($1) ORDER BY cid -- test", [table]) {
          try $0.text(0)
        }.filter { !ignoring.contains($0) && !ignoring.contains("\(table).\($0)") }
        guard !columns.isEmpty else { return [String]() }
        let rows = try connection.query("SELECT \(columns.joined(separator: ", ")) FROM \(table) -- test") { row in
          try columns.indices.map { "\(columns[$0])=\(try row.value($0))" }.joined(separator: " ")
        }
        return rows.sorted().map { "\(table): \($0)" }
      }
    }
  }
}
