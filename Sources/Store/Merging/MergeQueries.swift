package import Domain
internal import SQL

/// Which papers are one, and how that came to be.
extension ReadTransaction {
  /// A paper by its row, or the one that it was merged into.
  package func standingPaper(_ id: RowID) throws -> PaperRow? {
    if let paper = try paper(id) { return paper }
    return try standingChain(from: id).last.flatMap { try paper($0) }
  }

  /// The paper, what it was merged into, and so on to the one that stands.
  func standingChain(from id: RowID) throws -> [RowID] {
    var chain = [id]
    while chain.count < 100, let last = chain.last {
      let next = try sql.first("SELECT merged_into FROM paper WHERE id = $1", [last]) { try $0.optionalID(0) } ?? nil
      guard let next else { break }
      chain.append(next)
    }
    return chain
  }

  /// A paper and all that were merged into it, at most so many.
  package func family(of id: RowID, most: Int = 50) throws -> [RowID] {
    var found = [id]
    var place = 0
    while found.indices.contains(place), found.count < most {
      found += try sql.query(
        "SELECT id FROM paper WHERE merged_into = $1 ORDER BY id LIMIT $2", [found[place], most - found.count]
      ) { RowID(try $0.integer(0)) }
      place += 1
    }
    return found
  }

  /// The rooms of one paper: that of the paper itself first, then those of the papers merged into it.
  ///
  /// - Parameter actorID: any of them; of what is no paper's room none are given
  package func roomsOfOnePaper(_ actorID: RowID) throws -> [ActorRow] {
    let paperID = try sql.first("SELECT id FROM paper WHERE actor_id = $1", [actorID]) { RowID(try $0.integer(0)) }
    guard let paperID, let standing = try standingChain(from: paperID).last else { return [] }
    let rooms = try family(of: standing).compactMap { id in
      try sql.first("SELECT actor_id FROM paper WHERE id = $1", [id]) { RowID(try $0.integer(0)) }
    }
    return try rooms.compactMap { try actor($0) }.filter { $0.state == .active }
  }

  /// An entry of the log.
  package func merge(_ id: RowID) throws -> PaperMergeRow? {
    try sql.first("SELECT \(PaperMergeRow.columns) FROM paper_merge g WHERE g.id = $1", [id]) { try PaperMergeRow($0) }
  }

  /// The merges and splits of a paper and of what was merged into it, newest first.
  package func merges(of paperID: RowID, limit: Int = 100) throws -> [PaperMergeRow] {
    var found: [RowID: PaperMergeRow] = [:]
    for id in try family(of: paperID) {
      for column in ["from_id", "to_id"] {
        let rows = try sql.query(
          "SELECT \(PaperMergeRow.columns) FROM paper_merge g WHERE g.\(column) = $1 ORDER BY g.id DESC LIMIT $2", [id, limit]
        ) { try PaperMergeRow($0) }
        for row in rows { found[row.id] = row }
      }
    }
    return Array(found.values.sorted { $0.id > $1.id }.prefix(limit))
  }

  /// The title of a paper, also of one that was merged.
  package func paperTitle(_ id: RowID) throws -> String? {
    try sql.first("SELECT title FROM paper WHERE id = $1", [id]) { try $0.text(0) }
  }

  /// The identifiers that a merge or split moved.
  package func identifiersMoved(by mergeID: RowID) throws -> [PaperIdentifier] {
    try sql.query(
      "SELECT key1, key2 FROM paper_move WHERE merge_id = $1 AND part = 'identifier' ORDER BY key1, key2", [mergeID]
    ) { row in
      let scheme: PaperScheme = try row.word(0)
      return try PaperIdentifier(scheme: scheme, value: try row.text(1))
    }
    .sorted()
  }

  /// How many rows of a part a merge or split moved.
  package func summariesMoved(by mergeID: RowID) throws -> Int {
    try count("SELECT count(*) FROM paper_move WHERE merge_id = $1 AND part = 'summary'", [mergeID])
  }

  /// The summaries that a merge or split moved, and that are on that paper now.
  package func summaries(movedBy mergeID: RowID, at paperID: RowID, limit: Int = 50) throws -> [PostRow] {
    try sql.query(
      """
      SELECT \(PostRow.columns("s")) FROM post s JOIN actor a ON a.id = s.actor_id
      WHERE s.paper_id = $1 AND s.kind = 'summary' AND \(Sight.listed())
        AND EXISTS (SELECT 1 FROM paper_move m WHERE m.merge_id = $2 AND m.part = 'summary' AND m.key1 = CAST(s.id AS TEXT)
          AND m.key2 = '' AND m.key3 = '')
      ORDER BY s.id LIMIT $3
      """, [paperID, mergeID, limit]
    ) { try PostRow($0) }
  }

  /// The entry that tells why a person was told of a summary at that time; nil where it was for something else.
  package func merge(toldAt time: Timestamp, of postID: RowID, room actorID: RowID) throws -> PaperMergeRow? {
    guard let paper = try paper(room: actorID) else { return nil }
    return try merges(of: paper.id).first { entry in
      guard entry.createdAt == time || entry.undoneAt == time else { return false }
      return try sql.first(
        "SELECT 1 FROM paper_move WHERE merge_id = $1 AND part = 'summary' AND key1 = $2 AND key2 = '' AND key3 = ''",
        [entry.id, postID.text]
      ) { _ in true } ?? false
    }
  }

  /// People of this server who summarised both papers.
  package func writers(ofBoth one: RowID, and other: RowID) throws -> [ActorRow] {
    try sql.query(
      """
      SELECT DISTINCT s.actor_id FROM post s WHERE s.paper_id = $1 AND s.kind = 'summary' AND s.local = 1 AND EXISTS (
        SELECT 1 FROM post w WHERE w.actor_id = s.actor_id AND w.paper_id = $2 AND w.kind = 'summary' AND w.local = 1)
      LIMIT 50
      """, [one, other]
    ) { RowID(try $0.integer(0)) }.compactMap { try actor($0) }
  }

  /// Public summaries as they are counted at venues and topics, whoever wrote them.
  func publicSummaries(of paperID: RowID) throws -> Int {
    try count("SELECT count(*) FROM post WHERE paper_id = $1 AND kind = 'summary' AND visibility = 'public'", [paperID])
  }
}
