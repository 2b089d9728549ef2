package import Domain
internal import SQL

/// Papers of which people want a summary.
extension WriteTransaction {
  /// Notes that somebody wants a summary of a paper, or no longer.
  package func setWish(for paperID: RowID, by actorID: RowID, _ wants: Bool) throws {
    let changed =
      wants
      ? try sql.execute(
        "INSERT INTO paper_wish (paper_id, actor_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (paper_id, actor_id) DO NOTHING",
        [paperID, actorID, now])
      : try sql.execute("DELETE FROM paper_wish WHERE paper_id = $1 AND actor_id = $2", [paperID, actorID])
    guard changed > 0 else { return }
    _ = try sql.execute("UPDATE paper SET wishes = wishes + $2 WHERE id = $1", [paperID, wants ? 1 : -1])
  }
}

extension ReadTransaction {
  /// How many want a summary of a paper, and whether somebody is among them.
  package func wishes(for paperID: RowID, by actorID: RowID?) throws -> (count: Int, isOwn: Bool) {
    let all = try count("SELECT wishes FROM paper WHERE id = $1", [paperID])
    let isOwn = try actorID.flatMap {
      try sql.first("SELECT 1 FROM paper_wish WHERE paper_id = $1 AND actor_id = $2", [paperID, $0]) { _ in true }
    }
    return (all, isOwn ?? false)
  }

  /// The papers without a public summary that most people want one of.
  ///
  /// - Parameter last: the last one of the page before
  package func wantedPapers(behind last: RowID? = nil, limit: Int) throws -> [(paper: PaperRow, wishes: Int)] {
    let wishes = try last.flatMap { id in try sql.first("SELECT wishes FROM paper WHERE id = $1", [id]) { try $0.integer(0) } }
    let found = try sql.query(
      """
      SELECT p.id, p.wishes FROM paper p WHERE p.wishes > 0 AND (p.wishes, p.id) < ($2, $3) AND NOT EXISTS (
        SELECT 1 FROM post s WHERE s.paper_id = p.id AND s.kind = 'summary' AND s.visibility = 'public')
      ORDER BY p.wishes DESC, p.id DESC LIMIT $1
      """, [limit, wishes ?? .max, last?.value ?? .max]
    ) { (RowID(try $0.integer(0)), try $0.count(1)) }
    return try found.compactMap { id, wishes in try paper(id).map { ($0, wishes) } }
  }
}
