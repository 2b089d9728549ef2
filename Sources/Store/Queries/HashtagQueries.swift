package import Domain
internal import SQL

/// What was written under a hashtag.
extension ReadTransaction {
  /// Public summaries under a hashtag, newest first.
  ///
  /// - Parameter name: lower-case, without `#`
  package func summaries(tagged name: String, before id: RowID? = nil, limit: Int) throws -> [AuthoredPost] {
    try sql.query(
      """
      SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables) JOIN hashtag h ON h.post_id = s.id
      WHERE h.name = $1 AND h.post_id < $2 AND s.kind = 'summary' AND s.paper_id IS NOT NULL AND \(Sight.listed())
      ORDER BY h.post_id DESC LIMIT $3
      """, [name, id?.value ?? .max, limit]
    ) { try AuthoredPost($0) }
  }
}
