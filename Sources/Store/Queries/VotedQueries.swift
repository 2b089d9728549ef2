package import Domain
internal import SQL

/// What somebody voted on; for their own eyes.
extension ReadTransaction {
  /// The summaries that somebody voted up or down and may see, the newest summary first.
  package func summaries(
    votedBy actorID: RowID, value: Int, before id: RowID? = nil, limit: Int
  ) throws -> [AuthoredPost] {
    try sql.query(
      """
      SELECT \(AuthoredPost.columns) FROM vote v JOIN post s ON s.id = v.post_id JOIN actor a ON a.id = s.actor_id
      WHERE v.actor_id = $1 AND v.post_id < $2 AND v.value = $3 AND s.kind = 'summary' AND s.paper_id IS NOT NULL
        AND \(Sight.may(viewer: "$1"))
      ORDER BY v.post_id DESC LIMIT $4
      """, [actorID, id?.value ?? .max, Int64(value), limit]
    ) { try AuthoredPost($0) }
  }
}
