internal import SQL
internal import Store

extension TestHouse {
  /// Every value of every table, as text; for tests that look for what must not be there.
  package func everything() async throws -> [String] { try await tables().flatMap { $0.value }.flatMap(\.self) }

  /// The rows of every table.
  package func tables() async throws -> [String: [[String]]] {
    try await store.database.read { sql in
      var found: [String: [[String]]] = [:]
      for table in try sql.tables() {
        let columns = try sql.columns(of: table)
        guard !columns.isEmpty else { continue }
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        found[table] = try sql.query("SELECT \(names) FROM \"\(table)\" -- test") { row in
          try columns.indices.map { Self.text(try row.value($0)) }
        }
      }
      return found
    }
  }

  private static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: ""
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
