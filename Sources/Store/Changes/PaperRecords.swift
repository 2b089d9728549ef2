package import Domain
internal import SQL

/// Papers keep what each source says of them; what is shown is chosen by rank, field by field.
extension WriteTransaction {
  /// Keeps a statement, in the place of an earlier one of the same source and key, and shows what now counts most.
  ///
  /// - Parameter editor: the person whose edit it is; nil where a source spoke
  package func keep(_ statement: PaperStatement, of paperID: RowID, by editor: RowID? = nil) throws {
    guard let shown = try paper(paperID) else { return }
    if try !hasRecords(paperID) { try keepWhatIsShown(shown) }
    try addNotices(statement.notices, to: shown, tells: true)
    guard try insertRecord(statement, of: paperID) else { return }
    try addTopics(statement.topics, to: paperID)
    try settle(shown, because: statement.source, by: editor)
    try setField(of: paperID)
    try indexPaper(paperID)
    // Of a paper with more the rest is found by its former title until it is edited or the index is made anew.
    _ = try indexSummaries(of: paperID)
  }

  /// Whether it says anything that was not kept already.
  @discardableResult
  func insertRecord(_ statement: PaperStatement, of paperID: RowID) throws -> Bool {
    let raw = statement.raw.isEmpty || statement.raw.count > PaperStatement.maximumRaw ? nil : statement.raw
    let paper = statement.paper
    return try sql.execute(
      """
      INSERT INTO paper_record (paper_id, source, record_key, rank, title, authors, orcids, venue_key, venue_name, year, abstract,
        raw, raw_type, stored_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (paper_id, source, record_key) DO UPDATE SET rank = excluded.rank, title = excluded.title,
        authors = excluded.authors, orcids = excluded.orcids, venue_key = excluded.venue_key, venue_name = excluded.venue_name,
        year = excluded.year, abstract = excluded.abstract, raw = excluded.raw, raw_type = excluded.raw_type,
        stored_at = excluded.stored_at
      WHERE (paper_record.rank, paper_record.title, paper_record.authors, paper_record.orcids, paper_record.raw_type,
          COALESCE(paper_record.venue_key, ''), COALESCE(paper_record.venue_name, ''), COALESCE(paper_record.year, 0),
          COALESCE(paper_record.abstract, ''))
        <> (excluded.rank, excluded.title, excluded.authors, excluded.orcids, excluded.raw_type,
          COALESCE(excluded.venue_key, ''), COALESCE(excluded.venue_name, ''), COALESCE(excluded.year, 0),
          COALESCE(excluded.abstract, ''))
        OR paper_record.raw IS DISTINCT FROM excluded.raw
      """,
      [
        paperID, statement.source, statement.key, statement.rank, paper.title, paper.authors.joined(separator: "\n"),
        statement.orcids.map { $0 ?? "" }.joined(separator: "\n"), paper.venue?.key.text, paper.venue?.name, paper.year,
        paper.abstract, raw, statement.rawType, now,
      ]) > 0
  }

  func hasRecords(_ paperID: RowID) throws -> Bool {
    try sql.first("SELECT 1 FROM paper_record WHERE paper_id = $1 LIMIT 1", [paperID]) { _ in true } ?? false
  }

  /// A paper that was stored before statements were kept, or by a peer's word: what is shown is the first of them.
  func keepWhatIsShown(_ paper: PaperRow) throws {
    _ = try sql.execute(
      """
      INSERT INTO paper_record (paper_id, source, record_key, rank, title, authors, venue_key, venue_name, year, abstract, raw_type,
        stored_at)
      VALUES ($1, $2, '', $3, $4, $5, $6, $7, $8, $9, 'text/plain', $10)
      """,
      [
        paper.id, paper.source, paper.isConfirmed ? 50 : 90, paper.title, paper.authors.joined(separator: "\n"), paper.venueKey,
        paper.venueName, paper.year, paper.abstract, now,
      ])
  }

  /// Chooses what is shown anew, and writes down what changed by it.
  func settle(_ shown: PaperRow, because source: String, by editor: RowID?) throws {
    let records = try self.records(of: shown.id)
    guard let first = records.first else { return }
    let authors = records.first { !$0.authors.isEmpty } ?? first
    // A venue and its year belong together.
    let place = records.first { $0.venueKey != nil }
    let year = place?.year ?? records.lazy.compactMap(\.year).first
    let abstract = records.lazy.compactMap(\.abstract).first
    var changes: [(field: String, former: String, latter: String)] = []
    func compare(_ field: String, _ former: String?, _ latter: String?) {
      let (former, latter) = (former ?? "", latter ?? "")
      if !former.utf8.elementsEqual(latter.utf8) { changes.append((field, former, latter)) }
    }
    compare("title", shown.title, first.title)
    compare("authors", shown.authors.joined(separator: "\n"), authors.authors.joined(separator: "\n"))
    compare("venue", shown.venueName, place?.venueName)
    compare("year", shown.year.map(String.init), year.map(String.init))
    compare("abstract", shown.abstract, abstract)
    if shown.authorORCIDs != authors.orcids || changes.contains(where: { $0.field == "authors" }) {
      try setAuthors(authors.authors, authors.orcids, of: shown.id)
    }
    guard !changes.isEmpty else {
      if !shown.source.utf8.elementsEqual(first.source.utf8) {
        _ = try sql.execute("UPDATE paper SET source = $2 WHERE id = $1", [shown.id, first.source])
      }
      return
    }
    if shown.venueKey != place?.venueKey { try move(shown, to: place) }
    _ = try sql.execute(
      "UPDATE paper SET title = $2, year = $3, venue_key = $4, abstract = $5, source = $6, updated_at = $7 WHERE id = $1",
      [shown.id, first.title, year, place?.venueKey, abstract, first.source, now])
    _ = try sql.execute("UPDATE actor SET display_name = $2, updated_at = $3 WHERE id = $1", [shown.actorID, first.title, now])
    for change in changes {
      _ = try sql.execute(
        """
        INSERT INTO paper_change (id, paper_id, actor_id, source, field, former, latter, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, [nextID(), shown.id, editor, source, change.field, change.former, change.latter, now])
    }
  }

  /// Counts the paper and its summaries at another venue.
  private func move(_ paper: PaperRow, to place: PaperRecordRow?) throws {
    let summaries = try publicSummaries(of: paper.id)
    if let former = paper.venueKey {
      _ = try sql.execute(
        "UPDATE venue SET papers = papers - 1, summaries = summaries - $2 WHERE key = $1", [former, summaries])
    }
    if let key = place?.venueKey, let name = place?.venueName {
      _ = try sql.execute(
        """
        INSERT INTO venue (key, name, papers, summaries) VALUES ($1, $2, 1, $3)
        ON CONFLICT (key) DO UPDATE SET papers = venue.papers + 1, summaries = venue.summaries + excluded.summaries
        """, [key, name, summaries])
    }
  }

  func setAuthors(_ names: [String], _ orcids: [String?], of paperID: RowID) throws {
    _ = try sql.execute("DELETE FROM paper_author WHERE paper_id = $1", [paperID])
    for (position, name) in names.enumerated() {
      _ = try sql.execute(
        "INSERT INTO paper_author (paper_id, position, name, orcid) VALUES ($1, $2, $3, $4)",
        [paperID, position, name, orcids.indices.contains(position) ? orcids[position] : nil])
    }
  }
}
