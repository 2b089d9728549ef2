import SQL
import Synchronization
import TestSupport

/// Every row of every table, so that two moments can be compared.
///
/// Left out is only what a stranger may move: the times at which a peer's actor was fetched, and how a host fares.
struct RowSnapshot: Sendable {
  private(set) var rows: [String: Set<String>] = [:]
  /// How many transactions had been committed; while that stays, so do the rows.
  private(set) var commits = 0

  /// Tables and their columns, which are those of every house.
  private static let schema = Mutex<[(table: String, columns: [String])]>([])

  /// The columns by which a table's rows are compared, where those are not all.
  private static let chosen: [String: String] = [
    "actor":
      "id, uri, host, local, kind, state, name, display_name, bio_html, url, inbox, shared_inbox, outbox, followers_uri, manually_approves",
    "actor_key": "actor_id, key_uri, algorithm, public_key",
    "peer": "host, blocked",
    "setting": "name, value",
  ]

  /// - Parameter last: given back when nothing was committed since
  static func taken(of house: TestHouse, after last: RowSnapshot? = nil) async throws -> RowSnapshot {
    let commits = house.store.database.statistics.commits
    if let last, last.commits == commits { return last }
    return try await house.store.database.read { connection in
      var snapshot = RowSnapshot()
      snapshot.commits = commits
      for (table, names) in try tables(connection) {
        let found = try connection.query("SELECT \(names.joined(separator: ", ")) FROM \(table)") { row in
          try names.indices.map { "\(names[$0])=\(text(try row.value($0)))" }.joined(separator: " ")
        }
        snapshot.rows[table] = Set(found)
      }
      return snapshot
    }
  }

  private static func tables(_ connection: SQLConnection) throws -> [(table: String, columns: [String])] {
    let known = schema.withLock { $0 }
    guard known.isEmpty else { return known }
    let tables = try connection.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' ORDER BY name"
    ) { try $0.text(0) }
    var found: [(table: String, columns: [String])] = []
    for table in tables {
      let columns = chosen[table]?.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
      let names =
        try columns
        ?? connection.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", [table]) {
          try $0.text(0)
        }
      if !names.isEmpty { found.append((table, names)) }
    }
    let all = found
    schema.withLock { $0 = all }
    return all
  }

  private static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: "null"
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): "\(bytes)"
    }
  }

  /// Whether any row holds a text, or bytes that read as it.
  func holds(_ secret: String) -> Bool {
    let bytes = "\(Array(secret.utf8))".dropFirst().dropLast()
    return rows.values.contains { $0.contains { $0.contains(secret) || $0.contains(bytes) } }
  }

  /// What is otherwise than before and may not be, as lines; empty when all is well.
  ///
  /// - Parameters:
  ///   - tables: what may change as it likes
  ///   - origins: servers that were asked, whose actors may have become known
  func faults(since before: RowSnapshot, except tables: Set<String>, meeting origins: Set<String>) -> [String] {
    var faults: [String] = []
    let newActors = rows["actor", default: []].subtracting(before.rows["actor", default: []])
    let newIDs = newActors.compactMap { $0.split(separator: " ").first.map { "actor_\($0) " } }
    for (table, now) in rows.sorted(by: { $0.key < $1.key }) where !tables.contains(table) {
      let then = before.rows[table, default: []]
      for line in now.subtracting(then) {
        let isMet =
          switch table {
          case "peer": line.hasSuffix("blocked=0")
          case "actor": origins.contains { line.contains(" uri=\($0)/") }
          // A key may come only with an actor that was not known before.
          case "actor_key": newIDs.contains { line.hasPrefix($0) }
          default: false
          }
        if !isMet { faults.append("+ \(table): \(line.prefix(400))") }
      }
      for line in then.subtracting(now) { faults.append("- \(table): \(line.prefix(400))") }
    }
    return faults
  }
}
