package import Domain
internal import SQL

/// Follows, votes, shares and notifications come and go; each is idempotent.
extension WriteTransaction {
  /// Stores a follow, or renews the activity id of a known one; an accepted follow stays accepted.
  package func upsertFollow(from followerID: RowID, to targetID: RowID, uri: String, state: FollowState) throws -> FollowRow? {
    _ = try sql.execute(
      """
      INSERT INTO follow (id, follower_id, target_id, uri, state, created_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (follower_id, target_id) DO UPDATE SET uri = excluded.uri,
        state = CASE WHEN follow.state = 'accepted' THEN 'accepted' ELSE excluded.state END
      """, [nextID(), followerID, targetID, uri, state.rawValue, now])
    return try follow(from: followerID, to: targetID)
  }

  /// Sets how far a follow has come.
  package func setFollow(_ id: RowID, _ state: FollowState) throws {
    _ = try sql.execute("UPDATE follow SET state = $2 WHERE id = $1", [id, state.rawValue])
  }

  /// Whether there was such a follow.
  @discardableResult
  package func deleteFollow(from followerID: RowID, to targetID: RowID) throws -> Bool {
    try sql.execute("DELETE FROM follow WHERE follower_id = $1 AND target_id = $2", [followerID, targetID]) == 1
  }

  /// Sets the one vote of an actor on a post; a later vote replaces an earlier one.
  package func upsertVote(of actorID: RowID, on postID: RowID, value: Int, uri: String) throws {
    let former = try vote(of: actorID, on: postID)?.value
    _ = try sql.execute(
      """
      INSERT INTO vote (id, actor_id, post_id, value, uri, created_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (actor_id, post_id) DO UPDATE SET value = excluded.value, uri = excluded.uri
      """, [nextID(), actorID, postID, value, uri, now])
    guard former != value else { return }
    if let former { try count(former, on: postID, by: -1) }
    try count(value, on: postID, by: 1)
  }

  /// Keeps the numbers of votes; counting them anew at each would cost more the better a post is liked.
  private func count(_ value: Int, on postID: RowID, by step: Int) throws {
    _ = try sql.execute(
      "UPDATE post SET likes = likes + $2, dislikes = dislikes + $3 WHERE id = $1",
      [postID, value > 0 ? step : 0, value > 0 ? 0 : step])
    try rank(postID)
  }

  private func countShare(of postID: RowID, by step: Int) throws {
    _ = try sql.execute("UPDATE post SET shares = shares + $2 WHERE id = $1", [postID, step])
  }

  /// Whether there was a vote.
  @discardableResult
  package func deleteVote(of actorID: RowID, on postID: RowID) throws -> Bool {
    guard let former = try vote(of: actorID, on: postID)?.value else { return false }
    _ = try sql.execute("DELETE FROM vote WHERE actor_id = $1 AND post_id = $2", [actorID, postID])
    try count(former, on: postID, by: -1)
    return true
  }

  /// Stores a share once for an actor and post, or renews the activity id of a known one; whether it is new.
  @discardableResult
  package func insertShare(of actorID: RowID, of postID: RowID, uri: String) throws -> Bool {
    let isNew =
      try sql.execute(
        """
        INSERT INTO share (id, actor_id, post_id, uri, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (actor_id, post_id) DO NOTHING
        """, [nextID(), actorID, postID, uri, now]) == 1
    guard isNew else {
      _ = try sql.execute("UPDATE share SET uri = $3 WHERE actor_id = $1 AND post_id = $2", [actorID, postID, uri])
      return false
    }
    try countShare(of: postID, by: 1)
    return true
  }

  /// Whether there was a share.
  @discardableResult
  package func deleteShare(of actorID: RowID, of postID: RowID) throws -> Bool {
    guard try sql.execute("DELETE FROM share WHERE actor_id = $1 AND post_id = $2", [actorID, postID]) == 1 else { return false }
    try countShare(of: postID, by: -1)
    return true
  }

  /// Remembers an Undo, so that the activity is refused should it come later (DESIGN 11.2).
  package func insertUndone(uri: String, by actorURI: ResourceID) throws {
    _ = try sql.execute(
      "INSERT INTO undone (uri, actor_uri, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [uri, actorURI, now])
  }

  /// Tells a local person once of what somebody did; nothing is told of one's own doing.
  package func notify(_ ownerID: RowID, of kind: NotificationKind, by actorID: RowID, about postID: RowID? = nil) throws {
    guard ownerID != actorID else { return }
    let id = nextID()
    let inserted = try sql.execute(
      """
      INSERT INTO notification (id, owner_id, kind, actor_id, post_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT DO NOTHING
      """, [id, ownerID, kind.rawValue, actorID, postID, now])
    if inserted == 1, sendsMail, let postID { try queueMail(of: kind, id, to: ownerID, about: postID) }
  }

  /// Takes back what a person was told.
  package func deleteNotification(_ ownerID: RowID, of kind: NotificationKind, by actorID: RowID, about postID: RowID?) throws {
    _ = try sql.execute(
      "DELETE FROM notification WHERE owner_id = $1 AND kind = $2 AND actor_id = $3 AND COALESCE(post_id, 0) = $4",
      [ownerID, kind.rawValue, actorID, postID?.value ?? 0])
  }

  /// Marks all that a person was told as read.
  package func markNotificationsRead(of ownerID: RowID) throws {
    _ = try sql.execute("UPDATE notification SET read_at = $2 WHERE owner_id = $1 AND read_at IS NULL", [ownerID, now])
  }
}
