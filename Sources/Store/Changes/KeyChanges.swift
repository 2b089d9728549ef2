package import Domain
internal import SQL

/// Keys of our own actors are replaced, and sealed anew.
extension WriteTransaction {
  /// Puts new keys in the place of those an actor signs with.
  ///
  /// The former ones are retired: their rows stay until ``dropRetiredKeys(before:limit:)``, with the private half only if it may
  /// still sign. A private half that was retired before is destroyed.
  ///
  /// - Parameters:
  ///   - former: the rows that the caller believes to be in use
  ///   - keepsPrivate: whether the former private keys may sign for a while
  /// - Returns: false if other keys are in use meanwhile; then nothing has changed
  package func rotateKeys(
    of actorID: RowID, from former: Set<RowID>, to drafts: [KeyDraft], keepsPrivate: Bool
  ) throws -> Bool {
    guard Set(try keys(of: actorID).filter { $0.retiredAt == nil }.map(\.id)) == former else { return false }
    _ = try sql.execute(
      "UPDATE actor_key SET sealed_private = NULL WHERE actor_id = $1 AND retired_at IS NOT NULL", [actorID])
    _ = try sql.execute(
      "UPDATE actor_key SET retired_at = $2 WHERE actor_id = $1 AND retired_at IS NULL", [actorID, now])
    if !keepsPrivate { _ = try sql.execute("UPDATE actor_key SET sealed_private = NULL WHERE actor_id = $1", [actorID]) }
    for draft in drafts { try insertKey(draft, of: actorID) }
    _ = try sql.execute("UPDATE actor SET updated_at = $2 WHERE id = $1 AND local = 1", [actorID, now])
    return true
  }

  /// Forgets keys that were retired before a time, with what is left of their private halves; how many.
  package func dropRetiredKeys(before time: Timestamp, limit: Int) throws -> Int {
    try sql.execute(
      """
      DELETE FROM actor_key WHERE id IN (
        SELECT id FROM actor_key WHERE retired_at IS NOT NULL AND retired_at < $1 ORDER BY retired_at LIMIT $2)
      """, [time, limit])
  }

  /// Puts a value sealed anew in the place of the one it was made from; false if that is not there any more.
  package func reseal(_ id: RowID, from former: String, to sealed: String) throws -> Bool {
    try sql.execute(
      "UPDATE actor_key SET sealed_private = $3 WHERE id = $1 AND sealed_private = $2", [id, former, sealed]) == 1
  }

  /// Removes a word that belongs to the instance.
  package func removeSetting(_ name: String) throws {
    _ = try sql.execute("DELETE FROM setting WHERE name = $1", [name])
  }
}

extension ReadTransaction {
  /// The setting that names the master key under which new values are sealed; without one there was never another.
  package static var masterKeySetting: String { "master_key" }

  /// The setting that names the master key to which a change is under way.
  package static var nextMasterKeySetting: String { "master_key_next" }

  /// Our own sealed keys with their owners, in pieces, by row.
  package func sealedKeys(after last: RowID? = nil, limit: Int) throws -> [KeyRow] {
    try sql.query(
      """
      SELECT \(KeyRow.columns) FROM actor_key k WHERE k.sealed_private IS NOT NULL AND k.id > $1 ORDER BY k.id LIMIT $2
      """, [last?.value ?? 0, limit]
    ) { try KeyRow($0) }
  }

  /// Rooms that have accepted followers, in pieces, by row; some of these may be persons.
  package func followedActors(after last: RowID?, limit: Int) throws -> [RowID] {
    try sql.query(
      """
      SELECT f.target_id FROM follow f WHERE f.target_id > $1 AND f.state = 'accepted'
      GROUP BY f.target_id ORDER BY f.target_id LIMIT $2
      """, [last?.value ?? 0, limit]
    ) { RowID(try $0.integer(0)) }
  }
}
