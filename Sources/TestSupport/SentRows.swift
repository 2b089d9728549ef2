package import Domain
package import JSON
internal import SQL
internal import Store

/// An activity of ours as it lies in the store.
package struct SentActivity: Sendable {
  package let id: RowID
  package let uri: String
  package let type: String
  /// Whose it is.
  package let actor: String
  package let isListed: Bool
  package let body: [UInt8]
  package let document: JSONValue
}

/// One waiting delivery.
package struct WaitingDelivery: Sendable, Hashable {
  package let type: String
  package let inbox: String
  package let host: String
  package let isShared: Bool
  package let attempts: Int
  package let lastError: String?
}

extension TestHouse {
  /// Every stored activity in the order in which they were made.
  package func activities() async throws -> [SentActivity] {
    let rows = try await store.database.read { sql in
      try sql.query(
        """
        SELECT y.id, y.uri, y.type, a.uri, y.listed, y.body FROM activity y JOIN actor a ON a.id = y.actor_id ORDER BY y.id
        """, []
      ) { row in
        (
          try row.integer(0), try row.text(1), try row.text(2), try row.text(3), try row.bool(4), try row.blob(5)
        )
      }
    }
    return try rows.map { row in
      SentActivity(
        id: RowID(row.0), uri: row.1, type: row.2, actor: row.3, isListed: row.4, body: row.5,
        document: try JSONValue(parsing: row.5, limits: .own))
    }
  }

  /// The last activity of that type, by that actor if one is named.
  package func last(_ type: String, by actor: String? = nil) async throws -> SentActivity {
    let found = try await activities().last { $0.type == type && (actor == nil || $0.actor == actor) }
    guard let found else { throw TestFault("no \(type) was stored") }
    return found
  }

  /// Every waiting delivery in order.
  package func deliveries() async throws -> [WaitingDelivery] {
    try await store.database.read { sql in
      try sql.query(
        """
        SELECT y.type, d.inbox, d.host, d.shared, d.attempts, d.last_error
        FROM delivery d JOIN activity y ON y.id = d.activity_id ORDER BY d.id
        """, []
      ) { row in
        WaitingDelivery(
          type: try row.text(0), inbox: try row.text(1), host: try row.text(2), isShared: try row.bool(3),
          attempts: Int(clamping: try row.integer(4)), lastError: try row.optionalText(5))
      }
    }
  }

  /// How many rows a table has.
  package func count(_ table: String) async throws -> Int {
    try await store.database.read { sql in
      Int(clamping: try sql.first("SELECT count(*) FROM \(table)", []) { try $0.integer(0) } ?? 0)
    }
  }
}
