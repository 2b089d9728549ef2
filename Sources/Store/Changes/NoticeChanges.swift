package import Domain
internal import SQL

/// Papers get new versions, are corrected and taken back.
extension WriteTransaction {
  /// Keeps what happened to a paper; where `tells`, the authors of its summaries hear of what is new.
  func addNotices(_ notices: [PaperNotice], to paper: PaperRow, tells: Bool) throws {
    var isNews = false
    for notice in notices.prefix(PaperNotice.maximum) {
      let inserted = try sql.execute(
        """
        INSERT INTO paper_notice (paper_id, kind, number, source, dated, noted_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (paper_id, kind, number, source) DO NOTHING
        """,
        [paper.id, notice.kind.rawValue, notice.number, notice.paper?.canonical ?? "", notice.date, now])
      // The first version is the paper itself.
      if inserted > 0, notice.kind != .version || notice.number > 1 { isNews = true }
    }
    guard isNews, tells else { return }
    let summaries = try sql.query(
      "SELECT id, actor_id, local FROM post WHERE paper_id = $1 AND kind = 'summary' ORDER BY id LIMIT 1000", [paper.id]
    ) { (RowID(try $0.integer(0)), RowID(try $0.integer(1)), try $0.bool(2)) }
    for (post, author, isLocal) in summaries where isLocal {
      // Told anew: the last time may have been read long ago.
      try deleteNotification(author, of: .paper, by: paper.actorID, about: post)
      try notify(author, of: .paper, by: paper.actorID, about: post)
    }
  }
}

extension ReadTransaction {
  /// What happened to a paper, the gravest first, then the newest.
  package func notices(of paperID: RowID) throws -> [PaperNotice] {
    try sql.query(
      "SELECT kind, number, source, dated FROM paper_notice WHERE paper_id = $1 ORDER BY number DESC, noted_at DESC LIMIT $2",
      [paperID, PaperNotice.maximum]
    ) { row in
      let kind: PaperNotice.Kind = try row.word(0)
      return PaperNotice(
        kind, number: try row.count(1), paper: try? PaperIdentifier(parsing: try row.text(2)), date: try row.optionalText(3))
    }
    .sorted { $0.kind.isGrave && !$1.kind.isGrave }
  }

  /// What became known of a paper at the moment at which people were told, the gravest first; of versions the newest alone.
  package func news(of paperID: RowID, toldAt time: Timestamp) throws -> [PaperNotice] {
    let notices = try sql.query(
      """
      SELECT kind, number FROM paper_notice WHERE paper_id = $1 AND noted_at = $2 AND (kind <> 'version' OR number > 1)
      ORDER BY number DESC, kind LIMIT $3
      """, [paperID, time, PaperNotice.maximum]
    ) { row in PaperNotice(try row.word(0), number: try row.count(1)) }
    var news = notices.filter { $0.kind != .version }.sorted { $0.kind.isGrave && !$1.kind.isGrave }
    if let version = notices.first(where: { $0.kind == .version }) { news.append(version) }
    return news
  }

  /// The newest version of a paper that is known; nil where none is.
  package func latestVersion(of paperID: RowID) throws -> Int? {
    try sql.first(
      "SELECT number FROM paper_notice WHERE paper_id = $1 AND kind = 'version' ORDER BY number DESC LIMIT 1", [paperID]
    ) { try $0.count(0) }
  }

  /// The version of its paper that a summary was written for; nil where none was known.
  package func versionWrittenFor(_ postID: RowID) throws -> Int? {
    try sql.first("SELECT written_for FROM post WHERE id = $1", [postID]) {
      try $0.optionalInteger(0).flatMap { Int(exactly: $0) }
    }
      ?? nil
  }
}
