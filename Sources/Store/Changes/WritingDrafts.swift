package import Domain
internal import SQL

/// What became of a draft that was to be kept.
package enum DraftSaving: Sendable, Equatable {
  /// It is kept; the number that it has now.
  case saved(Int)
  /// Another text was kept meanwhile; nothing was changed.
  case conflict(DraftRow)
  /// Somebody has too many drafts to begin another.
  case tooMany
}

/// Summaries that are being written are kept, found again and thrown away.
extension WriteTransaction {
  /// Drafts of one person.
  package static let maximumDrafts = 500

  /// Keeps what somebody is writing about a paper in place of the draft that they saw.
  ///
  /// - Parameters:
  ///   - base: the revision of the published summary that the text began with; 0 where there was none
  ///   - number: of the draft that is replaced; 0 where none was seen
  package func saveDraft(
    of paperID: RowID, by actorID: RowID, _ text: DraftText, base: Int, replacing number: Int
  ) throws -> DraftSaving {
    let known = try draft(of: paperID, by: actorID)
    if let known, known.number != number {
      return known.text == text ? .saved(known.number) : .conflict(known)
    }
    if known == nil, try count("SELECT count(*) FROM draft WHERE actor_id = $1", [actorID]) >= Self.maximumDrafts {
      return .tooMany
    }
    // Another process may have kept one since it was looked for.
    let changed = try sql.execute(
      """
      INSERT INTO draft (actor_id, paper_id, number, base, title, tldr, source, choices, saved)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (actor_id, paper_id) DO UPDATE SET number = excluded.number, base = excluded.base, title = excluded.title,
        tldr = excluded.tldr, source = excluded.source, choices = excluded.choices, saved = excluded.saved
      WHERE draft.number = $10
      """,
      [actorID, paperID, number + 1, base, text.title, text.tldr, text.source, text.choices, nextID(), number])
    if changed == 0, let other = try draft(of: paperID, by: actorID) { return .conflict(other) }
    try noteUnpublishedMedia(of: paperID, by: actorID)
    return .saved(number + 1)
  }

  /// Throws away a draft; one that was kept again since it was seen stays.
  ///
  /// - Returns: whether it went
  @discardableResult
  package func deleteDraft(of paperID: RowID, by actorID: RowID, number: Int) throws -> Bool {
    let count = try sql.execute(
      "DELETE FROM draft WHERE actor_id = $1 AND paper_id = $2 AND number = $3", [actorID, paperID, number])
    if count > 0 { try noteUnpublishedMedia(of: paperID, by: actorID) }
    return count > 0
  }
}

extension ReadTransaction {
  /// What somebody is writing about a paper.
  package func draft(of paperID: RowID, by actorID: RowID) throws -> DraftRow? {
    try sql.first("SELECT \(DraftRow.columns) FROM draft d WHERE d.actor_id = $1 AND d.paper_id = $2", [actorID, paperID]) {
      try DraftRow($0)
    }
  }

  /// What somebody is writing, what was kept last first.
  package func drafts(of actorID: RowID, before last: RowID? = nil, limit: Int) throws -> [(draft: DraftRow, paper: PaperRow)] {
    let found = try sql.query(
      "SELECT \(DraftRow.columns) FROM draft d WHERE d.actor_id = $1 AND d.saved < $2 ORDER BY d.saved DESC LIMIT $3",
      [actorID, last?.value ?? .max, limit]
    ) { try DraftRow($0) }
    return try found.compactMap { draft in try paper(draft.paperID).map { (draft, $0) } }
  }
}
