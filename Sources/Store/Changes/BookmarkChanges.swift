package import Domain
internal import SQL

/// People mark posts to find them again; nobody else learns of it.
extension WriteTransaction {
  /// Marks a post, or takes the mark off.
  package func setBookmark(_ isKept: Bool, of postID: RowID, by actorID: RowID) throws {
    if isKept {
      _ = try sql.execute(
        "INSERT INTO bookmark (id, actor_id, post_id) VALUES ($1, $2, $3) ON CONFLICT (actor_id, post_id) DO NOTHING",
        [nextID(), actorID, postID])
    } else {
      _ = try sql.execute("DELETE FROM bookmark WHERE actor_id = $1 AND post_id = $2", [actorID, postID])
    }
  }
}

extension ReadTransaction {
  /// Whether somebody marked a post.
  package func isBookmarked(_ postID: RowID, by actorID: RowID) throws -> Bool {
    try sql.first("SELECT 1 FROM bookmark WHERE actor_id = $1 AND post_id = $2", [actorID, postID]) { _ in true } ?? false
  }

  /// What somebody marked and may still see, the last marked first, each with the key of the page.
  package func bookmarks(of actorID: RowID, before id: RowID? = nil, limit: Int) throws -> [(key: RowID, post: AuthoredPost)] {
    try sql.query(
      """
      SELECT b.id, \(AuthoredPost.columns) FROM bookmark b JOIN post s ON s.id = b.post_id JOIN actor a ON a.id = s.actor_id
      WHERE b.actor_id = $1 AND b.id < $2 AND \(Sight.may(viewer: "$1")) ORDER BY b.id DESC LIMIT $3
      """, [actorID, id?.value ?? .max, limit]
    ) { (RowID(try $0.integer(0)), try AuthoredPost($0, at: 1)) }
  }
}
