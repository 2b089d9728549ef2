internal import Domain
internal import SQL

/// What was stored before there was an index is taken into it in pieces, beside everything else.
///
/// `search_progress` holds for each section where to go on, nothing once all is indexed, and the number of the folding by which it was.
extension WriteTransaction {
  /// Indexes one piece of what is not yet, in the order papers, summaries, people; how many rows it looked at.
  ///
  /// What was indexed in the meantime is indexed again, which changes nothing.
  ///
  /// - Parameter limit: rows, at most 500
  package func indexPiece(limit: Int = 100) throws -> Int {
    _ = try sql.execute(
      "UPDATE search_progress SET version = $1, next_id = 0 WHERE version <> $1", [SearchWords.version])
    for section in SearchSection.allCases {
      guard let last = try nextToIndex(section) else { continue }
      let piece = min(max(1, limit), 500)
      let rows = try sql.query(Self.rows(section), [last, piece]) { (id: RowID(try $0.integer(0)), isWanted: try $0.bool(1)) }
      for (id, isWanted) in rows where isWanted {
        switch section {
        case .papers: try indexPaper(id)
        case .summaries: try indexSummary(id)
        case .people: try indexPerson(id)
        }
      }
      let next = rows.count < piece ? nil : rows.last?.id
      _ = try sql.execute("UPDATE search_progress SET next_id = $2 WHERE section = $1", [section.rawValue, next])
      // A section that has come to its end is not the end of all.
      return max(1, rows.count)
    }
    return 0
  }

  private static func rows(_ section: SearchSection) -> String {
    switch section {
    case .papers: "SELECT id, 1 FROM paper WHERE id > $1 ORDER BY id LIMIT $2"
    case .summaries:
      "SELECT id, 1 FROM post WHERE kind = 'summary' AND visibility = 'public' AND id > $1 ORDER BY id LIMIT $2"
    case .people: "SELECT id, CASE kind WHEN 'person' THEN 1 ELSE 0 END FROM actor WHERE id > $1 ORDER BY id LIMIT $2"
    }
  }
}

extension ReadTransaction {
  /// Whether all that is stored can be found; false for a while after an upgrade or a copy.
  package func isSearchComplete() throws -> Bool {
    for section in SearchSection.allCases where try nextToIndex(section) != nil { return false }
    return true
  }

  fileprivate func nextToIndex(_ section: SearchSection) throws -> Int64? {
    try sql.first("SELECT next_id FROM search_progress WHERE section = $1", [section.rawValue]) { row in
      try row.optionalInteger(0)
    } ?? nil
  }
}
