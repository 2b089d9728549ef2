package import Domain
internal import SQL

/// What has had its time goes, in pieces that hold the writer briefly (DESIGN 7, 11.12).
extension WriteTransaction {
  /// Forgets outcomes after 30 days, refused items after 7, strangers' tombstones, undone ids and conflicts after 90.
  ///
  /// - Parameter limit: rows of each kind in this piece, at most 500
  /// - Returns: how many rows went; 0 when nothing is left to forget
  @discardableResult
  package func sweepItems(limit: Int) throws -> Int {
    let piece = min(max(0, limit), 500)
    func ago(_ days: Int64) -> Timestamp { now.adding(seconds: -days * 86_400) }
    var changed = 0
    for (state, days) in [("done", Int64(30)), ("refused", 7)] {
      changed += try sql.execute(
        """
        DELETE FROM inbox_item WHERE id IN (
          SELECT id FROM inbox_item WHERE state = $1 AND finished_at < $2 ORDER BY finished_at LIMIT $3)
        """, [state, ago(days), piece])
    }
    changed += try sql.execute(
      """
      DELETE FROM tombstone WHERE (uri, actor_uri) IN (
        SELECT uri, actor_uri FROM tombstone WHERE local = 0 AND deleted_at < $1 ORDER BY deleted_at LIMIT $2)
      """, [ago(90), piece])
    changed += try sql.execute(
      "DELETE FROM undone WHERE (uri, actor_uri) IN (SELECT uri, actor_uri FROM undone WHERE at < $1 ORDER BY at LIMIT $2)",
      [ago(90), piece])
    changed += try sql.execute(
      "DELETE FROM identifier_conflict WHERE id IN (SELECT id FROM identifier_conflict WHERE id < $1 ORDER BY id LIMIT $2)",
      [RowID(at: ago(90)), piece])
    return changed
  }

  /// Looks at a piece of the remote posts that are on no paper's page, oldest first, and forgets those nobody here touched.
  ///
  /// Touched is what a person here voted on, shared, answered or is addressed by, what a room of ours announced, and every
  /// post of a thread that one of ours or a summary of a known paper is in.
  ///
  /// - Parameters:
  ///   - time: posts stored since stay
  ///   - last: where the former piece ended
  ///   - limit: posts to look at, at most 500; of these at most 100 go in one piece
  /// - Returns: how many posts went, and where to go on; nil at the end
  package func sweepRemotePosts(
    olderThan time: Timestamp, after last: RowID? = nil, limit: Int
  ) throws -> (erased: Int, next: RowID?) {
    let piece = min(max(1, limit), 500)
    let found = try sql.query(
      """
      SELECT s.id, s.root_id, s.kind, s.announced, s.stored_at FROM post s
      WHERE s.local = 0 AND s.paper_id IS NULL AND s.id > $1 ORDER BY s.id LIMIT $2
      """, [last?.value ?? 0, piece]
    ) { row in
      let isKept = try row.text(2) == PostKind.summary.rawValue || row.bool(3)
      return (id: RowID(try row.integer(0)), root: try row.optionalID(1), isKept: isKept, stored: try row.timestamp(4))
    }
    var erased = 0
    for post in found {
      // Ids grow with time: all that follow are younger.
      guard post.stored < time else { return (erased, nil) }
      guard try !post.isKept && !isTouched(post.id, inThreadOf: post.root ?? post.id) else { continue }
      try erasePost(post.id)
      erased += 1
      if erased == 100 { return (erased, post.id) }
    }
    return (erased, found.count == piece ? found.last?.id : nil)
  }

  private func isTouched(_ id: RowID, inThreadOf root: RowID) throws -> Bool {
    try sql.first(
      """
      SELECT 1 FROM post s WHERE s.id = $1 AND (
        EXISTS (SELECT 1 FROM vote v JOIN actor a ON a.id = v.actor_id WHERE v.post_id = s.id AND a.local = 1)
        OR EXISTS (SELECT 1 FROM share x JOIN actor a ON a.id = x.actor_id WHERE x.post_id = s.id AND a.local = 1)
        OR EXISTS (SELECT 1 FROM post_recipient r JOIN actor a ON a.id = r.actor_id WHERE r.post_id = s.id AND a.local = 1)
        OR EXISTS (SELECT 1 FROM post t WHERE t.id = $2 AND (t.local = 1 OR t.paper_id IS NOT NULL))
        OR EXISTS (SELECT 1 FROM post t WHERE t.root_id = $2 AND t.local = 1))
      """, [id, root]
    ) { _ in true } ?? false
  }
}
