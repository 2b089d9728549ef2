package import Domain
internal import SQL

/// People who are gone are forgotten: at once from every page, and row by row in pieces.
extension WriteTransaction {
  /// Forgets what a remote actor that deleted itself had here: posts, relations, keys; the row stays, marked.
  ///
  /// Nothing of the actor is shown from now on; what a first piece leaves goes with ``sweepErasures(limit:)``.
  package func eraseRemoteActor(_ actorID: RowID) throws {
    guard let actor = try actor(actorID), !actor.isLocal else { return }
    // The keys of a person of ours still sign what tells others of the end.
    _ = try sql.execute("DELETE FROM actor_key WHERE actor_id = $1", [actorID])
    try beginErasure(of: actorID)
  }

  /// Forgets a person of ours: sign-in, profile, posts, relations.
  ///
  /// The handle stays taken, each post leaves a tombstone. The caller tells other servers; what a first piece leaves goes with
  /// ``sweepErasures(limit:)``.
  package func erasePerson(_ actorID: RowID) throws {
    guard let actor = try actor(actorID), actor.isLocal, actor.kind == .person else { return }
    try endSessions(of: actorID)
    try forgetMail(of: actorID)
    _ = try sql.execute("DELETE FROM account WHERE actor_id = $1", [actorID])
    _ = try sql.execute("DELETE FROM claim_code WHERE actor_id = $1", [actorID])
    _ = try sql.execute("DELETE FROM actor_alias WHERE actor_id = $1", [actorID])
    _ = try sql.execute("DELETE FROM archive_job WHERE actor_id = $1", [actorID])
    _ = try sql.execute("DELETE FROM notification WHERE owner_id = $1", [actorID])
    try forgetLists(of: actorID)
    _ = try sql.execute("DELETE FROM private_summary WHERE actor_id = $1", [actorID])
    for statement in ["DELETE FROM draft WHERE actor_id = $1", "DELETE FROM draft_media WHERE actor_id = $1"] {
      _ = try sql.execute(statement, [actorID])
    }
    try beginErasure(of: actorID)
  }

  /// Goes on with erasing those who are gone, in one piece.
  ///
  /// - Parameter limit: rows of each kind in this piece, at most 100
  /// - Returns: how many of those who are gone still have rows here
  @discardableResult
  package func sweepErasures(limit: Int = 50) throws -> Int {
    let next = try sql.first("SELECT actor_id FROM erasure ORDER BY actor_id LIMIT 1") { RowID(try $0.integer(0)) }
    if let next { try erasePiece(of: next, limit: min(max(1, limit), 100)) }
    return try count("SELECT count(*) FROM (SELECT 1 FROM erasure LIMIT 1000) gone", [])
  }

  private func beginErasure(of actorID: RowID) throws {
    _ = try sql.execute(
      "UPDATE actor SET state = 'deleted', display_name = name, bio_source = '', bio_html = '', updated_at = $2 WHERE id = $1",
      [actorID, now])
    _ = try sql.execute(
      "INSERT INTO erasure (actor_id, created_at) VALUES ($1, $2) ON CONFLICT (actor_id) DO NOTHING", [actorID, now])
    try forgetPerson(actorID)
    for statement in [
      "DELETE FROM follow WHERE follower_id = $1", "DELETE FROM follow WHERE target_id = $1",
      "DELETE FROM notification WHERE actor_id = $1",
    ] {
      _ = try sql.execute(statement, [actorID])
    }
    try erasePiece(of: actorID, limit: 50)
  }

  private func erasePiece(of actorID: RowID, limit: Int) throws {
    func ids(_ statement: String) throws -> [RowID] {
      try sql.query(statement, [actorID, limit]) { RowID(try $0.integer(0)) }
    }
    let posts = try ids("SELECT id FROM post WHERE actor_id = $1 ORDER BY id LIMIT $2")
    for id in posts {
      if let post = try post(id), post.isLocal, let author = try actor(actorID) {
        try eraseActivities(about: post.uri.text)
        if post.visibility.isOpen {
          try insertTombstone(
            uri: post.uri.text, actorURI: author.uri, formerType: post.kind == .summary ? "Article" : "Note")
        }
      }
      try erasePost(id)
    }
    let voted = try ids("SELECT post_id FROM vote WHERE actor_id = $1 ORDER BY post_id LIMIT $2")
    for id in voted { try deleteVote(of: actorID, on: id) }
    let shared = try ids("SELECT post_id FROM share WHERE actor_id = $1 ORDER BY post_id LIMIT $2")
    for id in shared { try deleteShare(of: actorID, of: id) }
    let addressed = try ids("SELECT post_id FROM post_recipient WHERE actor_id = $1 ORDER BY post_id LIMIT $2")
    for id in addressed {
      _ = try sql.execute("DELETE FROM post_recipient WHERE post_id = $1 AND actor_id = $2", [id, actorID])
    }
    if [posts, voted, shared, addressed].allSatisfy({ $0.count < limit }) {
      _ = try sql.execute("DELETE FROM erasure WHERE actor_id = $1", [actorID])
    }
  }
}
