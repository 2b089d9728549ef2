package import Domain
internal import SQL

/// Sources are asked again, from time to time, about papers that were summarised (`decisions/many-records.md`).
extension WriteTransaction {
  /// From one time to the next, in seconds.
  package static let refreshPause: Int64 = 30 * 86_400
  /// After a time at which no source could be asked, in seconds.
  package static let refreshDelay: Int64 = 86_400

  /// Has sources asked about a paper once its records are old enough; when that is stays as it is where it is known.
  func scheduleRefresh(of paperID: RowID) throws {
    _ = try sql.execute(
      """
      INSERT INTO paper_refresh (paper_id, due_at)
      SELECT p.id, COALESCE((SELECT max(r.stored_at) FROM paper_record r WHERE r.paper_id = p.id), p.created_at) + $2
      FROM paper p WHERE p.id = $1
      ON CONFLICT (paper_id) DO NOTHING
      """, [paperID, Self.refreshPause * 1_000])
  }

  /// Takes the paper that has waited longest, if any is due; nobody else takes it within a day.
  package func takeRefresh() throws -> PaperRow? {
    for _ in 0..<20 {
      let due = try sql.first("SELECT paper_id FROM paper_refresh WHERE due_at <= $1 ORDER BY due_at LIMIT 1", [now]) {
        RowID(try $0.integer(0))
      }
      guard let id = due else { return nil }
      let taken = try sql.execute(
        "UPDATE paper_refresh SET due_at = $2 WHERE paper_id = $1 AND due_at <= $3",
        [id, now.adding(seconds: Self.refreshDelay), now])
      guard taken == 1 else { return nil }
      if let paper = try paper(id) {
        let summary = try sql.first("SELECT id FROM post WHERE paper_id = $1 AND kind = 'summary' LIMIT 1", [id]) {
          try $0.integer(0)
        }
        if summary != nil { return paper }
        // The next summary brings it back.
        _ = try sql.execute("DELETE FROM paper_refresh WHERE paper_id = $1", [id])
      } else {
        // Merged; it keeps its place for the case that this is undone.
        if let standing = try standingPaper(id) { try scheduleRefresh(of: standing.id) }
        try finishRefresh(of: id)
      }
    }
    return nil
  }

  /// The sources had their say about a paper, whoever asked: the next time is after a pause.
  package func finishRefresh(of paperID: RowID) throws {
    _ = try sql.execute(
      "UPDATE paper_refresh SET due_at = $2 WHERE paper_id = $1", [paperID, now.adding(seconds: Self.refreshPause)])
  }
}
