package import Domain
internal import SQL

/// What a record takes for one paper while two are here, and what people decided of it.
extension WriteTransaction {
  /// What is decided of two papers.
  package enum MergeDecision: String, Sendable {
    case merged, apart
  }

  /// Merges the papers that a record of a trusted source takes for one, as far as they agree, and puts the rest before moderators.
  ///
  /// The paper that stays is one that somebody here has looked at, then the one with more summaries, then the older.
  ///
  /// - Returns: the paper, if all are one now
  package func unite(_ papers: Set<RowID>, because statement: PaperStatement) throws -> RowID? {
    let rows = try papers.sorted().compactMap { try paper($0) }
    let ranked = try rows.map { (row: $0, summaries: try publicSummaries(of: $0.id)) }.sorted { left, right in
      (left.row.isConfirmed ? 0 : 1, -left.summaries, left.row.id) < (
        right.row.isConfirmed ? 0 : 1, -right.summaries, right.row.id
      )
    }
    guard let winner = ranked.first?.row else { return nil }
    var isOne = true
    for (other, _) in ranked.dropFirst() {
      guard try !areKeptApart(winner.id, other.id) else {
        isOne = false
        continue
      }
      if PaperAlikeness(winner.alikeness, other.alikeness).isOnePaper {
        let cause = MergeCause(
          reason: "One record names identifiers of both.", source: statement.source, recordKey: statement.key)
        do {
          try merge(other.id, into: winner.id, because: cause)
          continue
        } catch StoreError.cannotMerge {}
      }
      try propose(winner.id, other.id, because: statement)
      isOne = false
    }
    return isOne ? winner.id : nil
  }

  private func propose(_ one: RowID, _ other: RowID, because statement: PaperStatement) throws {
    _ = try sql.execute(
      """
      INSERT INTO merge_proposal (id, first_id, second_id, source, record_key, record_title, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (first_id, second_id) DO NOTHING
      """, [nextID(), min(one, other), max(one, other), statement.source, statement.key, statement.paper.title, now])
  }

  /// Remembers what is decided of two papers, whether or not it was asked.
  func decide(_ one: RowID, _ other: RowID, _ decision: MergeDecision, by actorID: RowID?) throws {
    _ = try sql.execute(
      """
      INSERT INTO merge_proposal (id, first_id, second_id, source, record_key, record_title, created_at, decision, decided_by,
        decided_at)
      VALUES ($1, $2, $3, '', '', '', $4, $5, $6, $4)
      ON CONFLICT (first_id, second_id) DO UPDATE SET decision = excluded.decision, decided_by = excluded.decided_by,
        decided_at = excluded.decided_at
      """, [nextID(), min(one, other), max(one, other), now, decision.rawValue, actorID])
  }

  /// Decides that two papers are two, whatever records say; whether there was such a question.
  package func keepApart(_ proposalID: RowID, by actorID: RowID) throws -> Bool {
    try sql.execute(
      "UPDATE merge_proposal SET decision = 'apart', decided_by = $2, decided_at = $3 WHERE id = $1 AND decision IS NULL",
      [proposalID, actorID, now]) == 1
  }
}

extension ReadTransaction {
  /// The questions that wait for moderators, oldest first.
  package func mergeProposals(after last: RowID? = nil, limit: Int = 50) throws -> [MergeProposalRow] {
    try sql.query(
      """
      SELECT id, first_id, second_id, source, record_key, record_title, created_at FROM merge_proposal
      WHERE decision IS NULL AND id > $1 ORDER BY id LIMIT $2
      """, [last?.value ?? 0, limit]
    ) {
      (
        id: RowID(try $0.integer(0)), first: RowID(try $0.integer(1)), second: RowID(try $0.integer(2)),
        source: try $0.text(3), key: try $0.text(4), title: try $0.text(5), at: try $0.timestamp(6)
      )
    }
    .compactMap { row in
      guard let first = try standingPaper(row.first), let second = try standingPaper(row.second), first.id != second.id else {
        return nil
      }
      return MergeProposalRow(
        id: row.id, first: first, second: second, source: row.source, recordKey: row.key, recordTitle: row.title,
        createdAt: row.at)
    }
  }

  /// Whether somebody decided that two papers, or two that were merged into them, are two.
  func areKeptApart(_ one: RowID, _ other: RowID) throws -> Bool {
    let others = try family(of: other)
    for left in try family(of: one) {
      for right in others {
        let decision = try sql.first(
          "SELECT 1 FROM merge_proposal WHERE first_id = $1 AND second_id = $2 AND decision = 'apart'",
          [min(left, right), max(left, right)]
        ) { _ in true }
        if decision != nil { return true }
      }
    }
    return false
  }
}

extension PaperRow {
  fileprivate var alikeness: PaperAlikeness.Facts {
    PaperAlikeness.Facts(title: title, year: year, identifiers: identifiers)
  }
}
