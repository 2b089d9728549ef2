package import Domain
internal import SQL

/// One paper becomes two again.
extension WriteTransaction {
  /// Undoes a merge: what it moved and is still there goes back, what came since stays where it came.
  ///
  /// From now on nothing but people merges the two. Throws `StoreError.cannotMerge`.
  @discardableResult
  package func undoMerge(_ id: RowID, by actorID: RowID?, reason: String) throws -> PaperMergeRow {
    guard let entry = try merge(id), entry.kind == .merge else { throw StoreError.cannotMerge(.notHere) }
    guard entry.undoneAt == nil else { throw StoreError.cannotMerge(.undone) }
    // Where the other was merged in turn, the rows went with it, but for those that stayed on the way.
    let chain = try standingChain(from: entry.to)
    guard let standing = chain.last, let winner = try paper(standing), let room = try roomOfPaper(entry.from) else {
      throw StoreError.cannotMerge(.notHere)
    }
    try checkIdentifiers(of: id, at: chain, standing: standing)
    try putBackTopics(of: id, to: entry.from, at: chain, standing: standing)
    let former = try publicSummaries(of: standing)
    for owner in chain {
      for part in PaperPart.simple { _ = try sql.execute(part.putBack, [id, owner, entry.from]) }
      if let other = try roomOfPaper(owner) { _ = try sql.execute(PaperPart.follows.putBack, [id, other, room]) }
    }
    try countSummaries(of: standing, by: try publicSummaries(of: standing) - former)
    _ = try sql.execute("UPDATE paper SET merged_into = NULL WHERE id = $1", [entry.from])
    try countPaper(entry.from, by: 1)
    _ = try sql.execute(
      "UPDATE paper_merge SET undone_at = $2, undone_by = $3, undone_reason = $4 WHERE id = $1", [id, now, actorID, reason])
    try decide(entry.from, entry.to, .apart, by: actorID)
    guard let loser = try paper(entry.from) else { throw StoreError.cannotMerge(.notHere) }
    try renew([winner, loser], because: "undone merge", by: actorID)
    try tellAuthors(of: id, from: loser)
    return try stored(id)
  }

  /// Neither paper may be left without an identifier, should those have been split off since.
  private func checkIdentifiers(of id: RowID, at chain: [RowID], standing: RowID) throws {
    let going = try chain.reduce(0) { try $0 + count(PaperPart.identifiers.count, [id, $1]) }
    let there = try count(PaperPart.identifiers.count, [id, standing])
    let all = try count("SELECT count(*) FROM paper_identifier WHERE paper_id = $1", [standing])
    guard going > 0, all > there else { throw StoreError.cannotMerge(.nothingLeft) }
  }

  private func putBackTopics(of id: RowID, to paperID: RowID, at chain: [RowID], standing: RowID) throws {
    let moved = try sql.query(
      "SELECT key1, former FROM paper_move WHERE merge_id = $1 AND part = $2", [id, PaperPart.topics.name]
    ) { (try $0.text(0), try $0.optionalInteger(1) ?? 0) }
    let summaries = try publicSummaries(of: standing)
    for (key, position) in moved {
      for owner in chain {
        let changed = try sql.execute(
          "UPDATE paper_topic SET paper_id = $3, position = $4 WHERE paper_id = $1 AND topic_key = $2",
          [owner, key, paperID, position])
        guard changed > 0 else { continue }
        if owner == standing { try count(topic: key, papers: -1, summaries: -summaries) }
        // What stands further on is that paper's own.
        break
      }
    }
  }

  private func roomOfPaper(_ id: RowID) throws -> RowID? {
    try sql.first("SELECT actor_id FROM paper WHERE id = $1", [id]) { RowID(try $0.integer(0)) }
  }
}
