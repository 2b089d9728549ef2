package import SQL

/// Why an instance cannot be copied.
package struct StoreCopyError: Error {
  /// A sentence.
  package let message: String
}

/// Moves a whole instance from one database to another, on whatever engines they are.
///
/// Rows are copied in the order of their keys, some at a time, each piece in one transaction, so that a copy that was broken off
/// goes on behind the last key it has. Until all is there and compared the target is marked as unfinished, and nobody serves it.
/// Nobody may write to either meanwhile.
package struct StoreCopy: Sendable {
  private let source: Database
  private let target: Database
  private static let mark = "copy_unfinished"

  /// Both have the present schema.
  package init(from source: Database, to target: Database) {
    self.source = source
    self.target = target
  }

  /// Copies what is missing, compares both row by row, and gives the number of rows.
  ///
  /// - Parameter progress: told after each piece of the table and how many rows of it were added; what it throws ends the copying
  /// Throws ``StoreCopyError`` if the target holds another instance, or the two differ at the end.
  package func run(_ progress: (String, Int) throws -> Void = { _, _ in }) async throws -> Int {
    try await begin()
    for table in CopiedTable.all { try await fill(table, progress) }
    for table in CopiedTable.all where !table.late.isEmpty { try await complete(table) }
    var rows = 0
    for table in CopiedTable.all { rows += try await compare(table) }
    let mark = Self.mark
    try await target.writeAlone { sql in
      // What is found by searching is indexed by the server, once it runs.
      _ = try sql.execute("UPDATE search_progress SET next_id = 0 -- copy")
      _ = try sql.execute("DROP TABLE \(mark) -- copy")
    }
    return rows
  }

  /// Marks an empty target, or sees that it is an unfinished copy of this very source.
  private func begin() async throws {
    guard let origin = try await Self.origin(of: source) else {
      throw StoreCopyError(message: "there is no instance in the database that is to be copied")
    }
    let mark = Self.mark
    try await target.writeAlone { sql in
      if try sql.tables().contains(mark) {
        let begun = try sql.first("SELECT origin FROM \(mark) LIMIT 1 -- copy") { try $0.text(0) }
        guard SQLValue.text(begun ?? "") == .text(origin) else {
          throw StoreCopyError(message: "the target is an unfinished copy of \(begun ?? "another instance"), not of \(origin)")
        }
        return
      }
      for table in CopiedTable.all where try table.lastKey(sql) != nil {
        throw StoreCopyError(message: "the target is not empty: there are rows in \(table.name)")
      }
      try sql.execute("CREATE TABLE \(mark) (origin \(sql.dialect.textType) NOT NULL)\(sql.dialect.tableSuffix) -- copy")
      try sql.execute("INSERT INTO \(mark) (origin) VALUES ($1) -- copy", [origin])
    }
  }

  private static func origin(of database: Database) async throws -> String? {
    try await database.read { sql in try sql.first("SELECT value FROM setting WHERE name = 'origin' -- copy") { try $0.text(0) } }
  }

  /// Adds the rows behind the last that is there.
  private func fill(_ table: CopiedTable, _ progress: (String, Int) throws -> Void) async throws {
    let columns = try await columns(of: table)
    let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let insert = "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(places))"
    var last = try await target.read { try table.lastKey($0) }
    var count = 0
    while true {
      let behind = last
      let rows = try await source.read { try table.rows(columns, after: behind, $0, dropping: table.late) }
      guard let end = rows.last else { return }
      try await target.writeAlone { sql in for row in rows { try sql.execute(insert, row) } }
      last = table.key(of: end, columns)
      count += rows.count
      try progress(table.name, count)
    }
  }

  /// Sets the columns that had to wait.
  private func complete(_ table: CopiedTable) async throws {
    let columns = table.key + table.late
    let parts = table.late.enumerated().map { "\($0.element) = $\(table.key.count + $0.offset + 1)" }
    let condition = table.key.enumerated().map { "\($0.element) = $\($0.offset + 1)" }.joined(separator: " AND ")
    let update = "UPDATE \(table.name) SET \(parts.joined(separator: ", ")) WHERE \(condition)"
    var last: [SQLValue]?
    while true {
      let behind = last
      let rows = try await source.read { try table.rows(columns, after: behind, $0) }
      guard let end = rows.last else { return }
      let waiting = rows.filter { row in row.dropFirst(table.key.count).contains { $0 != .null } }
      if !waiting.isEmpty { try await target.writeAlone { sql in for row in waiting { try sql.execute(update, row) } } }
      last = table.key(of: end, columns)
    }
  }

  /// Reads both in the same order and compares every value; how many rows.
  private func compare(_ table: CopiedTable) async throws -> Int {
    let columns = try await columns(of: table)
    var last: [SQLValue]?
    var count = 0
    while true {
      let behind = last
      let here = try await source.read { try table.rows(columns, after: behind, $0) }
      let there = try await target.read { try table.rows(columns, after: behind, $0) }
      guard here == there else {
        let place = zip(here, there).first { $0.0 != $0.1 }?.0 ?? here.last ?? there.last ?? []
        throw StoreCopyError(
          message:
            "\(table.name) differs from what was copied at \(table.key(of: place, columns)): a server has written to one of "
            + "the two; copy again into an empty database")
      }
      guard let end = here.last else { return count }
      count += here.count
      last = table.key(of: end, columns)
    }
  }

  private func columns(of table: CopiedTable) async throws -> [String] {
    let (here, there) = (
      try await source.read { try $0.columns(of: table.name) }, try await target.read { try $0.columns(of: table.name) }
    )
    guard here == there, !here.isEmpty else { throw StoreCopyError(message: "\(table.name) has other columns in the target") }
    return here
  }
}

extension ReadTransaction {
  /// Whether the database is a copy that was broken off before it was compared.
  package func isUnfinishedCopy() throws -> Bool { try sql.tables().contains("copy_unfinished") }
}
