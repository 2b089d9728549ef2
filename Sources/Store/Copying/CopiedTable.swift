internal import SQL

/// How the rows of a table are copied.
struct CopiedTable: Sendable {
  let name: String
  /// By which its rows are told apart and put in order.
  let key: [String]
  /// Columns that refer to rows of the same table which may come later; they are set when all rows are there.
  var late: [String] = []
  /// Rows of a piece; few where one can be a megabyte.
  var piece = 200

  /// Every table but the derived ones, each behind those it refers to.
  static let all = [
    CopiedTable(name: "setting", key: ["name"]),
    CopiedTable(name: "actor", key: ["id"]),
    CopiedTable(name: "actor_key", key: ["id"]),
    CopiedTable(name: "account", key: ["actor_id"]),
    CopiedTable(name: "session", key: ["token_hash"]),
    CopiedTable(name: "access_token", key: ["token_hash"]),
    CopiedTable(name: "invite", key: ["code_hash"]),
    CopiedTable(name: "mail", key: ["id"]),
    CopiedTable(name: "mail_token", key: ["token_hash"]),
    CopiedTable(name: "mail_choice", key: ["actor_id"]),
    CopiedTable(name: "erasure", key: ["actor_id"]),
    CopiedTable(name: "former_account", key: ["source", "name"]),
    CopiedTable(name: "claim_code", key: ["actor_id"]),
    CopiedTable(name: "actor_alias", key: ["actor_id", "uri"]),
    CopiedTable(name: "archive_job", key: ["actor_id", "kind"]),
    CopiedTable(name: "venue", key: ["key"]),
    CopiedTable(name: "paper", key: ["id"], late: ["merged_into"]),
    CopiedTable(name: "paper_author", key: ["paper_id", "position"]),
    CopiedTable(name: "paper_identifier", key: ["scheme", "value"]),
    CopiedTable(name: "identifier_conflict", key: ["id"]),
    CopiedTable(name: "paper_record", key: ["paper_id", "source", "record_key"], piece: 20),
    CopiedTable(name: "paper_change", key: ["id"]),
    CopiedTable(name: "paper_notice", key: ["paper_id", "kind", "number", "source"]),
    CopiedTable(name: "paper_wish", key: ["paper_id", "actor_id"]),
    CopiedTable(name: "paper_refresh", key: ["paper_id"]),
    CopiedTable(name: "topic", key: ["key"]),
    CopiedTable(name: "paper_topic", key: ["paper_id", "topic_key"]),
    CopiedTable(name: "post", key: ["id"], late: ["parent_id", "root_id"], piece: 50),
    CopiedTable(name: "paper_merge", key: ["id"]),
    CopiedTable(name: "paper_move", key: ["merge_id", "part", "key1", "key2", "key3"]),
    CopiedTable(name: "merge_proposal", key: ["id"]),
    CopiedTable(name: "revision", key: ["post_id", "number"], piece: 50),
    CopiedTable(name: "private_summary", key: ["actor_id", "paper_id"], piece: 50),
    CopiedTable(name: "pseudonym", key: ["id"], piece: 20),
    CopiedTable(name: "draft", key: ["actor_id", "paper_id"], piece: 50),
    CopiedTable(name: "media", key: ["id"]),
    CopiedTable(name: "post_media", key: ["name", "post_id"]),
    CopiedTable(name: "draft_media", key: ["name", "actor_id", "paper_id"]),
    CopiedTable(name: "post_recipient", key: ["post_id", "actor_id"]),
    CopiedTable(name: "citation", key: ["post_id", "scheme", "value"]),
    CopiedTable(name: "hashtag", key: ["post_id", "name"]),
    CopiedTable(name: "question", key: ["post_id"]),
    CopiedTable(name: "bookmark", key: ["id"]),
    CopiedTable(name: "reading_list", key: ["id"]),
    CopiedTable(name: "reading_list_paper", key: ["list_id", "paper_id"]),
    CopiedTable(name: "page_view", key: ["kind", "subject_id", "day"]),
    CopiedTable(name: "person_orcid", key: ["actor_id"]),
    CopiedTable(name: "tombstone", key: ["uri", "actor_uri"]),
    CopiedTable(name: "follow", key: ["id"]),
    CopiedTable(name: "vote", key: ["id"]),
    CopiedTable(name: "share", key: ["id"]),
    CopiedTable(name: "undone", key: ["uri", "actor_uri"]),
    CopiedTable(name: "notification", key: ["id"]),
    CopiedTable(name: "activity", key: ["id"], piece: 20),
    CopiedTable(name: "peer", key: ["host"]),
    CopiedTable(name: "delivery", key: ["id"]),
    CopiedTable(name: "inbox_item", key: ["id"]),
    CopiedTable(name: "inbox_body", key: ["item_id"], piece: 20),
    CopiedTable(name: "inbox_sender", key: ["actor_uri"]),
  ]

  /// Whether a table is made of others and is made anew in the target: that of each engine is its own.
  static func isDerived(_ name: String) -> Bool { name.hasPrefix("search_") }

  /// The rows behind a key, in order.
  func rows(_ columns: [String], after last: [SQLValue]?, _ sql: SQLConnection, dropping: [String] = []) throws -> [[SQLValue]] {
    let names = columns.map { dropping.contains($0) ? "NULL" : $0 }.joined(separator: ", ")
    let order = key.joined(separator: ", ")
    let count = columns.count
    func values(_ row: SQLRow) throws -> [SQLValue] { try (0..<count).map { try row.value($0) } }
    guard let last else {
      return try sql.query("SELECT \(names) FROM \(name) ORDER BY \(order) LIMIT $1 -- copy", [piece], values)
    }
    let places = key.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    return try sql.query(
      "SELECT \(names) FROM \(name) WHERE (\(order)) > (\(places)) ORDER BY \(order) LIMIT $\(key.count + 1) -- copy",
      last + [piece], values)
  }

  /// The last key there is; nil in an empty table.
  func lastKey(_ sql: SQLConnection) throws -> [SQLValue]? {
    let order = key.map { "\($0) DESC" }.joined(separator: ", ")
    return try sql.first("SELECT \(key.joined(separator: ", ")) FROM \(name) ORDER BY \(order) LIMIT 1 -- copy") { row in
      try key.indices.map { try row.value($0) }
    }
  }

  /// The key of a row of these columns.
  func key(of row: [SQLValue], _ columns: [String]) -> [SQLValue] {
    key.compactMap { name in columns.firstIndex(of: name).map { row[$0] } }
  }
}
