package import Domain
internal import SQL

/// What of a paper becomes a paper of its own.
package struct SplitChoice: Sendable, Equatable {
  package var identifiers: [PaperIdentifier]
  /// Records by source and key; the one whose word counts most gives the new paper its facts.
  package var records: [(source: String, key: String)]
  package var summaries: [RowID]

  package init(identifiers: [PaperIdentifier], records: [(source: String, key: String)] = [], summaries: [RowID] = []) {
    self.identifiers = identifiers
    self.records = records
    self.summaries = summaries
  }

  package static func == (left: SplitChoice, right: SplitChoice) -> Bool {
    left.identifiers == right.identifiers && left.summaries == right.summaries
      && left.records.elementsEqual(right.records) { $0 == $1 }
  }
}

/// Some of a paper becomes a paper of its own.
extension WriteTransaction {
  /// Makes a new paper of what was chosen; what is not this paper's is passed over.
  ///
  /// Without a record the new paper shows what the former does, until somebody corrects it. Throws `StoreError.cannotMerge`, and
  /// `nameTaken` where the room of such a paper is there already.
  @discardableResult
  package func split(
    _ paperID: RowID, taking choice: SplitChoice, room: LocalActorDraft, because cause: MergeCause
  ) throws -> PaperMergeRow {
    guard let shown = try paper(paperID) else { throw StoreError.cannotMerge(.notHere) }
    let own = Set(shown.identifiers)
    let taken = Set(choice.identifiers.filter(own.contains))
    guard taken.contains(where: \.scheme.identifiesOnePaper) else { throw StoreError.cannotMerge(.noIdentifier) }
    guard taken.count < own.count else { throw StoreError.cannotMerge(.nothingLeft) }
    if try !hasRecords(paperID) { try keepWhatIsShown(shown) }
    let facts = try Paper(
      title: shown.title, authors: shown.authors,
      venue: shown.venueKey.map { try VenueReference(key: ActorName($0), name: shown.venueName ?? $0) }, year: shown.year,
      abstract: shown.abstract, identifiers: Array(taken))
    for identifier in taken {
      _ = try sql.execute(
        "DELETE FROM paper_identifier WHERE scheme = $1 AND value = $2", [identifier.scheme.rawValue, identifier.value])
    }
    let newID = try insertPaper(PaperStatement(source: shown.source, paper: facts), room: room, learnedFrom: nil)
    let id = try insertMerge(.split, from: paperID, to: newID, because: cause)
    for identifier in taken.sorted() {
      try insertMove(id, PaperPart.identifiers, identifier.scheme.rawValue, identifier.value)
    }
    for record in choice.records { try insertMove(id, PaperPart.records, record.source, record.key) }
    for post in choice.summaries { try insertMove(id, PaperPart.summaries, post.text) }
    _ = try sql.execute(PaperPart.records.move, [id, paperID, newID])
    let before = try publicSummaries(of: paperID)
    try moveSummaries(choice.summaries, from: paperID, to: newID)
    let moved = before - (try publicSummaries(of: paperID))
    try countSummaries(of: paperID, by: -moved)
    try countSummaries(of: newID, by: moved)
    guard let fresh = try paper(newID) else { throw StoreError.cannotMerge(.notHere) }
    if try !hasRecords(newID) { try keepWhatIsShown(fresh) }
    try renew([shown, fresh], because: "split", by: cause.actorID)
    try tellAuthors(of: id, from: fresh)
    return try stored(id)
  }

  private func insertMove(_ id: RowID, _ part: PaperPart, _ key1: String, _ key2: String = "") throws {
    _ = try sql.execute(
      """
      INSERT INTO paper_move (merge_id, part, key1, key2, key3) VALUES ($1, $2, $3, $4, '')
      ON CONFLICT (merge_id, part, key1, key2, key3) DO NOTHING
      """, [id, part.name, key1, key2])
  }

  /// Whoever has several of them on the new paper, or keeps several, has one that is not beside another, as on every paper.
  private func moveSummaries(_ ids: [RowID], from paperID: RowID, to newID: RowID) throws {
    for id in ids {
      guard let post = try post(id), post.paperID == paperID else { continue }
      _ = try sql.execute("UPDATE post SET beside = id WHERE id = $1 AND kind = 'summary' AND local = 1", [id])
      _ = try sql.execute("UPDATE post SET paper_id = $2 WHERE id = $1", [id, newID])
    }
    for id in ids {
      guard let author = try post(id)?.actorID else { continue }
      for paper in [paperID, newID] { try bringForward(paper, of: author) }
    }
  }

  private func bringForward(_ paperID: RowID, of author: RowID) throws {
    let first = try sql.first(
      """
      SELECT id FROM post WHERE paper_id = $1 AND actor_id = $2 AND beside IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM post w WHERE w.actor_id = $2 AND w.paper_id = $1 AND w.kind = 'summary' AND w.local = 1
          AND w.beside IS NULL)
      ORDER BY id LIMIT 1
      """, [paperID, author]
    ) { RowID(try $0.integer(0)) }
    if let first { _ = try sql.execute("UPDATE post SET beside = NULL WHERE id = $1", [first]) }
  }
}
