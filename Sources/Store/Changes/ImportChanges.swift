package import Domain
internal import SQL

/// People and summaries that come from elsewhere.
extension WriteTransaction {
  /// Remembers who somebody was elsewhere; the first word counts.
  ///
  /// - Parameters:
  ///   - source: a name of ours for a site, or `activitypub` with an actor's id for the name
  package func insertFormerAccount(_ name: String, at source: String, of actorID: RowID) throws {
    _ = try sql.execute(
      """
      INSERT INTO former_account (source, name, actor_id, created_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (source, name) DO NOTHING
      """, [source, name, actorID, now])
  }

  /// Lets whoever has a code claim an account, once and for so long; an earlier code of the account is void.
  package func setClaimCode(of actorID: RowID, hash: [UInt8], expires: Timestamp) throws {
    _ = try sql.execute(
      """
      INSERT INTO claim_code (actor_id, code_hash, expires_at) VALUES ($1, $2, $3)
      ON CONFLICT (actor_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at
      """, [actorID, hash, expires])
  }

  /// Uses a code up; whether there was one that is still good.
  package func useClaimCode(hash: [UInt8]) throws -> Bool {
    try sql.execute("DELETE FROM claim_code WHERE code_hash = $1 AND expires_at > $2", [hash, now]) == 1
  }

  /// Sets where a post stood first, and the votes it brought along, which are nobody's likes here.
  package func setImported(_ postID: RowID, from address: String, score: Int) throws {
    _ = try sql.execute(
      "UPDATE post SET imported_from = $2, imported_score = $3 WHERE id = $1", [postID, address, score])
    try rank(postID)
  }

  /// A row id of the moment at which something was first published, so that it stands at its place in every list.
  package func freeID(at time: Timestamp) throws -> RowID {
    // What comes from the same second, which is all that some sources tell, stands in order behind one another.
    var id = RowID(at: min(time, now))
    while try hasPost(id) { id = RowID(id.value + 1) }
    return id
  }
}

extension ReadTransaction {
  /// Who somebody of another site is here; also one who was deleted since.
  package func formerAccount(_ name: String, at source: String) throws -> ActorRow? {
    try sql.first(
      """
      SELECT \(ActorRow.columns("a")) FROM former_account f JOIN actor a ON a.id = f.actor_id
      WHERE f.source = $1 AND f.name = $2
      """, [source, name]
    ) { try ActorRow($0) }
  }

  /// The names an actor had at a source, in order.
  package func formerNames(of actorID: RowID, at source: String) throws -> [String] {
    try sql.query(
      "SELECT name FROM former_account WHERE actor_id = $1 AND source = $2 ORDER BY name LIMIT 100", [actorID, source]
    ) { try $0.text(0) }
  }

  /// Whether an actor was made by an import and waits for its owner.
  package func isUnclaimed(_ actor: ActorRow) throws -> Bool {
    guard actor.isLocal, actor.kind == .person, actor.state == .active else { return false }
    return try sql.first(
      """
      SELECT 1 FROM former_account f WHERE f.actor_id = $1
        AND NOT EXISTS (SELECT 1 FROM account c WHERE c.actor_id = f.actor_id) LIMIT 1
      """, [actor.id]
    ) { _ in true } ?? false
  }

  /// The account that a code may claim.
  package func claimable(codeHash: [UInt8]) throws -> ActorRow? {
    try sql.first(
      """
      SELECT \(ActorRow.columns("a")) FROM claim_code k JOIN actor a ON a.id = k.actor_id
      WHERE k.code_hash = $1 AND k.expires_at > $2 AND a.state = 'active'
      """, [codeHash, now]
    ) { try ActorRow($0) }
  }
}
