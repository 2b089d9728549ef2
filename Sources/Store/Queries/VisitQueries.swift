package import Domain
internal import SQL

/// Which servers are Scholion, and which of our papers they were asked about (DESIGN 11.3).
extension ReadTransaction {
  /// Hosts that took something from us and never told what they run.
  package func hostsOfUnknownSoftware(limit: Int) throws -> [String] {
    try sql.query(
      """
      SELECT host FROM peer WHERE software IS NULL AND last_success_at IS NOT NULL AND blocked = 0 ORDER BY host LIMIT $1
      """, [limit]
    ) { try $0.text(0) }
  }

  /// Hosts that run a software, by its NodeInfo name.
  package func hosts(running software: String, limit: Int) throws -> [String] {
    try sql.query(
      "SELECT host FROM peer WHERE software = $1 AND blocked = 0 ORDER BY host LIMIT $2", [software, limit]
    ) { try $0.text(0) }
  }

  /// The paper of ours whose room follows that actor, which is a room of the same paper elsewhere.
  package func paper(whoseRoomFollows roomID: RowID) throws -> RowID? {
    try sql.first(
      """
      SELECT p.id FROM follow f JOIN paper p ON p.actor_id = f.follower_id
      WHERE f.target_id = $1 AND f.state = 'accepted' ORDER BY p.id LIMIT 1
      """, [roomID]
    ) { RowID(try $0.integer(0)) }
  }

  /// Papers in the order in which they came here, after one of them.
  package func papers(after id: RowID?, limit: Int) throws -> [PaperRow] {
    try sql.query("SELECT id FROM paper WHERE id > $1 AND merged_into IS NULL ORDER BY id LIMIT $2", [id?.value ?? 0, limit]) {
      RowID(try $0.integer(0))
    }.compactMap { try paper($0) }
  }
}
