package import Domain
internal import SQL

/// What a map of the site names: papers with public summaries, public summaries of ours, venues; in parts of bounded size.
///
/// A part begins after a row and looks at so many rows behind it, whether or not they are named.
extension ReadTransaction {
  /// Where each part of papers begins: after nothing, then after these rows.
  package func sitemapPaperParts(of size: Int) throws -> [RowID] {
    try parts(of: size) { after in
      try sql.query("SELECT id FROM paper WHERE id > $1 ORDER BY id LIMIT 2 OFFSET $2", [after, size - 1]) {
        RowID(try $0.integer(0))
      }
    }
  }

  /// Where each part of summaries begins: after nothing, then after these rows.
  package func sitemapSummaryParts(of size: Int) throws -> [RowID] {
    try parts(of: size) { try nextSummaries(after: $0, size: size) }
  }

  /// Where each part of venues begins: after nothing, then after these keys.
  package func sitemapVenueParts(of size: Int) throws -> [String] {
    var starts = [""]
    while starts.count < Self.mostParts {
      let next = try sql.query(
        "SELECT key FROM venue WHERE key > $1 ORDER BY key LIMIT 2 OFFSET $2", [starts.last ?? "", size - 1]
      ) { try $0.text(0) }
      guard next.count == 2, let start = next.first else { break }
      starts.append(start)
    }
    return starts
  }

  /// The papers of a part that have public summaries, with the time of the newest.
  package func sitemapPapers(after start: RowID, size: Int) throws -> [(best: PaperIdentifier, newest: Timestamp)] {
    let rows = try sql.query(
      """
      SELECT p.id, (
        SELECT max(s.id) FROM \(AuthoredPost.tables) WHERE s.paper_id = p.id AND s.kind = 'summary' AND \(Sight.listed()))
      FROM paper p WHERE p.id > $1 ORDER BY p.id LIMIT $2
      """, [start, size]
    ) { (id: RowID(try $0.integer(0)), newest: try $0.optionalID(1)) }
    guard let last = rows.last?.id else { return [] }
    var best: [RowID: PaperIdentifier] = [:]
    _ = try sql.query(
      "SELECT paper_id, scheme, value FROM paper_identifier WHERE paper_id > $1 AND paper_id <= $2 ORDER BY paper_id",
      [start, last]
    ) { row in
      let scheme: PaperScheme = try row.word(1)
      let identifier = try PaperIdentifier(scheme: scheme, value: try row.text(2))
      let id = RowID(try row.integer(0))
      best[id] = min(best[id] ?? identifier, identifier)
    }
    return rows.compactMap { row in
      guard let newest = row.newest, let identifier = best[row.id] else { return nil }
      return (identifier, newest.timestamp)
    }
  }

  /// The public summaries of ours of a part: row, name of the author, time of the last change.
  package func sitemapSummaries(after start: RowID, size: Int) throws -> [(id: RowID, author: String, changed: Timestamp)] {
    let end = try nextSummaries(after: start, size: size).first
    return try sql.query(
      """
      SELECT s.id, a.name, COALESCE(s.updated_at, s.published_at) FROM \(AuthoredPost.tables)
      WHERE s.kind = 'summary' AND s.local = 1 AND s.id > $1 AND s.id <= $2 AND s.paper_id IS NOT NULL AND \(Sight.listed())
      ORDER BY s.id LIMIT $3
      """, [start, end?.value ?? .max, size]
    ) { (RowID(try $0.integer(0)), try $0.text(1), try $0.timestamp(2)) }
  }

  /// The venues of a part that have public summaries.
  package func sitemapVenues(after start: String, size: Int) throws -> [String] {
    try sql.query(
      "SELECT key, summaries FROM venue WHERE key > $1 ORDER BY key LIMIT $2", [start, size]
    ) { try $0.count(1) > 0 ? try $0.text(0) : nil }.compactMap(\.self)
  }

  /// A map may name no more parts (sitemaps.org).
  private static let mostParts = 50_000

  private func parts(of size: Int, next: (RowID) throws -> [RowID]) throws -> [RowID] {
    var starts = [RowID(0)]
    while starts.count < Self.mostParts {
      let ends = try next(starts.last ?? RowID(0))
      guard ends.count == 2, let start = ends.first else { break }
      starts.append(start)
    }
    return starts
  }

  /// The last row of a part and the one after it, as far as there are such.
  private func nextSummaries(after start: RowID, size: Int) throws -> [RowID] {
    try sql.query(
      "SELECT id FROM post WHERE kind = 'summary' AND local = 1 AND id > $1 ORDER BY id LIMIT 2 OFFSET $2", [start, size - 1]
    ) { RowID(try $0.integer(0)) }
  }
}
