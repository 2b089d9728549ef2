package import Domain
internal import SQL

/// Private summaries are kept, shared by a link, and forgotten.
extension WriteTransaction {
  /// Keeps a text in the place of the one that was there; its link stays.
  package func keepPrivateSummary(of paperID: RowID, by actorID: RowID, _ text: PrivateText) throws {
    _ = try sql.execute(
      """
      INSERT INTO private_summary (actor_id, paper_id, title, tldr, source, html, language, licence, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
      ON CONFLICT (actor_id, paper_id) DO UPDATE SET title = excluded.title, tldr = excluded.tldr, source = excluded.source,
        html = excluded.html, language = excluded.language, licence = excluded.licence,
        updated_at = excluded.updated_at
      """, [actorID, paperID, text.title, text.tldr, text.source, text.html, text.language, text.licence?.rawValue, now])
    try noteUnpublishedMedia(of: paperID, by: actorID)
  }

  /// Gives a private summary another link, or none; false where there is no such summary.
  package func setLink(ofPrivateSummaryOf paperID: RowID, by actorID: RowID, hash: [UInt8]?) throws -> Bool {
    try sql.execute(
      "UPDATE private_summary SET link_hash = $3 WHERE actor_id = $1 AND paper_id = $2", [actorID, paperID, hash]) == 1
  }

  /// Forgets a private summary, with its link; false where there is none.
  @discardableResult
  package func erasePrivateSummary(of paperID: RowID, by actorID: RowID) throws -> Bool {
    let count = try sql.execute("DELETE FROM private_summary WHERE actor_id = $1 AND paper_id = $2", [actorID, paperID])
    if count > 0 { try noteUnpublishedMedia(of: paperID, by: actorID) }
    return count > 0
  }
}

extension ReadTransaction {
  /// What a person wrote about a paper for themselves.
  package func privateSummary(of paperID: RowID, by actorID: RowID) throws -> PrivateSummaryRow? {
    try sql.first(
      "SELECT \(PrivateSummaryRow.columns) FROM private_summary x WHERE x.actor_id = $1 AND x.paper_id = $2",
      [actorID, paperID]
    ) { try PrivateSummaryRow($0) }
  }

  /// What a link leads to, while its writer takes part here.
  package func privateSummary(linkHash: [UInt8]) throws -> PrivateSummaryRow? {
    try sql.first(
      """
      SELECT \(PrivateSummaryRow.columns) FROM private_summary x JOIN actor a ON a.id = x.actor_id
      WHERE x.link_hash = $1 AND a.state = 'active'
      """, [linkHash]
    ) { try PrivateSummaryRow($0) }
  }

  /// What a person keeps private, the newest paper first; `last` is the paper of the last one of the page before.
  package func privateSummaries(by actorID: RowID, before last: RowID? = nil, limit: Int) throws -> [PrivateSummaryRow] {
    try sql.query(
      """
      SELECT \(PrivateSummaryRow.columns) FROM private_summary x WHERE x.actor_id = $1 AND x.paper_id < $2
      ORDER BY x.paper_id DESC LIMIT $3
      """, [actorID, last?.value ?? .max, limit]
    ) { try PrivateSummaryRow($0) }
  }
}
