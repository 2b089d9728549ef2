package import Domain
internal import SQL

/// Two papers become one (`decisions/merging.md`).
extension WriteTransaction {
  /// Moves all of a paper to another, which is the paper from now on; the entry in the log, by which it can be undone.
  ///
  /// The room of the merged paper and its own row stay. A record, notice, topic, wish or follow that both have stays with it, too;
  /// where one person summarised both, both summaries are on the page.
  ///
  /// Throws `StoreError.cannotMerge`.
  @discardableResult
  package func merge(_ loserID: RowID, into winnerID: RowID, because cause: MergeCause) throws -> PaperMergeRow {
    guard loserID != winnerID else { throw StoreError.cannotMerge(.samePaper) }
    guard let loser = try paper(loserID), let winner = try paper(winnerID) else { throw StoreError.cannotMerge(.notHere) }
    guard loser.identifiers.count + winner.identifiers.count <= Paper.maximumIdentifiers else {
      throw StoreError.cannotMerge(.identifiers)
    }
    guard try count("SELECT count(*) FROM post WHERE paper_id = $1", [loserID]) <= PaperMergeRow.mostSummaries else {
      throw StoreError.cannotMerge(.summaries)
    }
    let id = try insertMerge(.merge, from: loserID, to: winnerID, because: cause)
    for paper in [loser, winner] where try !hasRecords(paper.id) { try keepWhatIsShown(paper) }
    try countPaper(loserID, by: -1)
    let moved = try publicSummaries(of: loserID)
    try moveRows(of: loser, to: winner, id)
    try countSummaries(of: winnerID, by: moved)
    try moveTopics(from: loserID, to: winnerID, id)
    _ = try sql.execute("UPDATE paper SET merged_into = $2, wishes = 0 WHERE id = $1", [loserID, winnerID])
    try confirmPaper(winnerID)
    try decide(loserID, winnerID, .merged, by: cause.actorID)
    try renew([winner], because: "merge", by: cause.actorID)
    try removePaperFromSearch(loserID)
    try tellAuthors(of: id, from: winner)
    return try stored(id)
  }

  private func moveRows(of loser: PaperRow, to winner: PaperRow, _ id: RowID) throws {
    let places = try count("SELECT count(*) FROM paper_identifier WHERE paper_id = $1", [winner.id])
    for part in PaperPart.simple {
      let owners: [any SQLBindable] = [id, loser.id, winner.id]
      _ = try sql.execute(part.log, part.unique.isEmpty ? [id, loser.id] : owners)
      if part.name == PaperPart.summaries.name { try setBeside(from: loser.id, to: winner.id, id) }
      _ = try sql.execute(part.move, owners)
    }
    _ = try sql.execute(
      "UPDATE paper_identifier AS x SET position = x.position + $3 WHERE x.paper_id = $2 AND \(PaperPart.identifiers.isMoved)",
      [id, winner.id, places])
    let rooms: [any SQLBindable] = [id, loser.actorID, winner.actorID]
    _ = try sql.execute(PaperPart.follows.log, rooms)
    _ = try sql.execute(PaperPart.follows.move, rooms)
  }

  /// Of two summaries by one person the one that comes stands beside the other: the rule of one holds for the rest.
  private func setBeside(from loser: RowID, to winner: RowID, _ id: RowID) throws {
    _ = try sql.execute(
      """
      UPDATE post AS x SET beside = $1 WHERE x.paper_id = $2 AND x.kind = 'summary' AND +x.local = 1 AND x.beside IS NULL
        AND EXISTS (SELECT 1 FROM post w WHERE w.actor_id = x.actor_id AND w.paper_id = $3 AND w.kind = 'summary'
          AND w.local = 1 AND w.beside IS NULL)
      """, [id, loser, winner])
  }

  /// Topics that the other lacks, in their order, as far as there is room.
  private func moveTopics(from loser: RowID, to winner: RowID, _ id: RowID) throws {
    let own = Set(try topicPlaces(of: winner).map(\.key))
    var position = own.count
    let summaries = try publicSummaries(of: winner)
    for (key, former) in try topicPlaces(of: loser) where !own.contains(key) && position < Topic.maximum {
      _ = try sql.execute(
        "INSERT INTO paper_move (merge_id, part, key1, key2, key3, former) VALUES ($1, $2, $3, '', '', $4)",
        [id, PaperPart.topics.name, key, former])
      _ = try sql.execute(
        "UPDATE paper_topic SET paper_id = $3, position = $4 WHERE paper_id = $1 AND topic_key = $2",
        [loser, key, winner, position])
      try count(topic: key, papers: 1, summaries: summaries)
      position += 1
    }
  }

  // MARK: What undoing and splitting do, too

  func insertMerge(_ kind: PaperMergeRow.Kind, from: RowID, to: RowID, because cause: MergeCause) throws -> RowID {
    let id = nextID()
    _ = try sql.execute(
      """
      INSERT INTO paper_merge (id, kind, from_id, to_id, actor_id, reason, source, record_key, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, [id, kind.rawValue, from, to, cause.actorID, cause.reason, cause.source, cause.recordKey, now])
    return id
  }

  func stored(_ id: RowID) throws -> PaperMergeRow {
    guard let row = try merge(id) else { throw StoreError.cannotMerge(.notHere) }
    return row
  }

  func topicPlaces(of paperID: RowID) throws -> [(key: String, position: Int)] {
    try sql.query("SELECT topic_key, position FROM paper_topic WHERE paper_id = $1 ORDER BY position, topic_key", [paperID]) {
      (try $0.text(0), try $0.count(1))
    }
  }

  func count(topic key: String, papers: Int, summaries: Int) throws {
    _ = try sql.execute(
      "UPDATE topic SET papers = papers + $2, summaries = summaries + $3 WHERE key = $1", [key, papers, summaries])
  }

  /// Counts a paper with its summaries in its venue and topics, or takes it out of them.
  func countPaper(_ paperID: RowID, by step: Int) throws {
    _ = try sql.execute(
      "UPDATE venue SET papers = papers + $2 WHERE key = (SELECT p.venue_key FROM paper p WHERE p.id = $1)", [paperID, step])
    _ = try sql.execute(
      "UPDATE topic SET papers = papers + $2 WHERE key IN (SELECT x.topic_key FROM paper_topic x WHERE x.paper_id = $1)",
      [paperID, step])
    try countSummaries(of: paperID, by: try publicSummaries(of: paperID) * step)
  }

  /// Chooses what is shown of papers anew, after rows came or went, and what depends on it.
  func renew(_ papers: [PaperRow], because source: String, by editor: RowID?) throws {
    for shown in papers {
      try settle(shown, because: source, by: editor)
      try setField(of: shown.id)
      _ = try sql.execute(
        """
        UPDATE post SET field = (SELECT p.field FROM paper p WHERE p.id = $1) WHERE paper_id = $1 AND kind = 'summary'
        """, [shown.id])
      _ = try sql.execute(
        "UPDATE paper SET wishes = (SELECT count(*) FROM paper_wish w WHERE w.paper_id = $1), updated_at = $2 WHERE id = $1",
        [shown.id, now])
      // The room's own document changed as well.
      _ = try sql.execute("UPDATE actor SET updated_at = $2 WHERE id = $1", [shown.actorID, now])
      try indexPaper(shown.id)
      // The rest of a paper with more is indexed piece by piece by whoever merged.
      _ = try indexSummaries(of: shown.id)
    }
  }

  /// Tells the writers of the summaries that moved.
  func tellAuthors(of mergeID: RowID, from paper: PaperRow) throws {
    let authors = try sql.query(
      """
      SELECT x.id, x.actor_id FROM paper_move m JOIN post x ON x.id = CAST(m.key1 AS BIGINT)
      WHERE m.merge_id = $1 AND m.part = 'summary' AND x.local = 1 ORDER BY x.id LIMIT 1000
      """, [mergeID]
    ) { (post: RowID(try $0.integer(0)), author: RowID(try $0.integer(1))) }
    for (post, author) in authors {
      try deleteNotification(author, of: .paper, by: paper.actorID, about: post)
      try notify(author, of: .paper, by: paper.actorID, about: post)
    }
  }
}
