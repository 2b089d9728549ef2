package import Domain
internal import SQL

/// In which order summaries stand on the front page.
package enum SummaryOrder: String, Sendable, CaseIterable {
  /// What many liked lately.
  case popular
  /// The newest first.
  case recent
  /// The surest likes first, whenever they came.
  case best
}

extension ReadTransaction {
  /// Public summaries in an order, of one field or of all; `last` is the last one of the page before.
  package func summaries(
    by order: SummaryOrder, field: Field? = nil, after last: RowID? = nil, limit: Int
  ) throws -> [AuthoredPost] {
    let column = order == .recent ? nil : order.rawValue
    var arguments: [any SQLBindable] = [limit, last?.value ?? .max]
    var conditions = "s.kind = 'summary' AND s.visibility = 'public' AND s.paper_id IS NOT NULL"
    // The first page has bounds, too, so that all pages are found by the same index.
    if let column {
      guard let rank = try last.map({ try rank(of: $0, column) }) ?? .greatestFiniteMagnitude else { return [] }
      arguments.append(rank)
      conditions += " AND (s.\(column), s.id) < ($3, $2)"
    } else {
      conditions += " AND s.id < $2"
    }
    if let field {
      arguments.append(field.rawValue)
      conditions += " AND s.field = $\(arguments.count)"
    }
    let tail = column.map { "s.\($0) DESC, s.id DESC" } ?? "s.id DESC"
    return try sql.query(
      """
      SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables) WHERE \(conditions) AND \(Sight.standing())
      ORDER BY \(tail) LIMIT $1
      """, arguments
    ) { try AuthoredPost($0) }
  }

  private func rank(of id: RowID, _ column: String) throws -> Double? {
    try sql.first("SELECT \(column) FROM post WHERE id = $1", [id]) { try $0.double(0) }
  }

  /// Some public summary; nil where there is none.
  ///
  /// - Parameter place: a number from 0 to 1, even in distribution
  package func someSummary(at place: Double) throws -> AuthoredPost? {
    let condition = "s.kind = 'summary' AND s.visibility = 'public' AND s.paper_id IS NOT NULL AND \(Sight.standing())"
    func first(_ comparison: String, _ order: String, _ id: Int64) throws -> AuthoredPost? {
      try sql.first(
        """
        SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables) WHERE \(condition) AND s.id \(comparison) $1
        ORDER BY s.id \(order) LIMIT 1
        """, [id]
      ) { try AuthoredPost($0) }
    }
    guard let oldest = try first(">=", "", 0)?.post.id, let newest = try first("<=", "DESC", .max)?.post.id else { return nil }
    let span = Double(newest.value &- oldest.value)
    let id = oldest.value &+ (Int64(exactly: (span * min(max(place, 0), 1)).rounded(.down)) ?? 0)
    return try first(">=", "", id)
  }

  /// How a person's summaries were received: votes less than `delay` old do not count yet (`Documentation/rankings.md`).
  package func score(of actorID: RowID, votesBefore limit: Timestamp) throws -> (net: Int, voted: Int) {
    try sql.first(
      """
      SELECT COALESCE(sum(CASE s.visibility WHEN 'public' THEN v.value ELSE 0 END), 0),
        count(DISTINCT CASE s.visibility WHEN 'public' THEN s.id END)
      FROM post s JOIN vote v ON v.post_id = s.id WHERE s.actor_id = $1 AND s.kind = 'summary' AND v.created_at < $2
      """, [actorID, limit]
    ) { (Int(try $0.integer(0)), try $0.count(1)) } ?? (0, 0)
  }
}
