import SQL

@testable import Store

extension Database {
  /// Every table that is no other's derivative with its rows as text, sorted: two databases that say the same hold the same.
  ///
  /// - Parameter ignoring: columns that may differ, as ids and times do
  func digest(ignoring: Set<String> = []) async throws -> [String] {
    try await read { connection in
      let tables = try connection.tables().filter { $0 != "schema_migration" && !CopiedTable.isDerived($0) }
      return try tables.flatMap { table in
        let columns = try connection.columns(of: table).filter {
          !ignoring.contains($0) && !ignoring.contains("\(table).\($0)")
        }
        guard !columns.isEmpty else { return [String]() }
        let rows = try connection.query("SELECT \(columns.joined(separator: ", ")) FROM \(table) -- test") { row in
          try columns.indices.map { "\(columns[$0])=\(try row.value($0))" }.joined(separator: " ")
        }
        return rows.sorted().map { "\(table): \($0)" }
      }
    }
  }
}
