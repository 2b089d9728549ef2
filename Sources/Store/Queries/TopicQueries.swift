package import Domain
internal import SQL

/// Topics and their papers, papers of authors, and where facts of a paper come from.
extension ReadTransaction {
  /// A topic by the name of its room.
  package func topic(_ key: String) throws -> TopicRow? {
    try sql.first("SELECT \(TopicRow.columns) FROM topic t WHERE t.key = $1", [key]) { try TopicRow($0) }
  }

  /// The topics of a paper, the main one first.
  package func topics(of paperID: RowID) throws -> [TopicRow] {
    try sql.query(
      """
      SELECT \(TopicRow.columns) FROM paper_topic x JOIN topic t ON t.key = x.topic_key
      WHERE x.paper_id = $1 ORDER BY x.position LIMIT \(Topic.maximum)
      """, [paperID]
    ) { try TopicRow($0) }
  }

  /// The topics with the most public summaries, then the most papers.
  ///
  /// - Parameter last: the key of the last one of the page before
  package func topics(behind last: String? = nil, limit: Int = 300) throws -> [TopicRow] {
    let rank = try last.flatMap { key in
      try sql.first("SELECT summaries, papers FROM topic WHERE key = $1", [key]) { (try $0.integer(0), try $0.integer(1)) }
    }
    return try sql.query(
      """
      SELECT \(TopicRow.columns) FROM topic t
      WHERE t.summaries <= $1 AND (t.summaries < $1 OR t.papers < $2 OR (t.papers = $2 AND t.key > $3))
      ORDER BY t.summaries DESC, t.papers DESC, t.key LIMIT $4
      """, [rank?.0 ?? .max, rank?.1 ?? .max, last ?? "", limit]
    ) { try TopicRow($0) }
  }

  /// The papers of a topic, last added first.
  package func papers(topic key: String, before id: RowID? = nil, limit: Int) throws -> [PaperRow] {
    try papers(
      """
      SELECT \(PaperRow.columns) FROM paper_topic x JOIN paper p ON p.id = x.paper_id \(PaperRow.joins)
      WHERE x.topic_key = $1 AND x.paper_id < $2 ORDER BY x.paper_id DESC LIMIT $3
      """, [key, id?.value ?? .max, limit])
  }

  /// The papers of somebody of that name, last added first; names compare without the case of ASCII letters.
  package func papers(author name: String, before id: RowID? = nil, limit: Int) throws -> [PaperRow] {
    try sql.query(
      """
      SELECT DISTINCT w.paper_id FROM paper_author w JOIN paper p ON p.id = w.paper_id AND p.merged_into IS NULL
      WHERE lower(w.name) = lower($1) AND w.paper_id < $2 ORDER BY w.paper_id DESC LIMIT $3
      """, [name, id?.value ?? .max, limit]
    ) { RowID(try $0.integer(0)) }.compactMap { try paper($0) }
  }

  /// The ORCIDs that sources give to somebody of that name.
  package func orcids(ofAuthor name: String) throws -> [String] {
    try sql.query(
      """
      SELECT DISTINCT orcid FROM paper_author WHERE lower(name) = lower($1) AND orcid IS NOT NULL ORDER BY orcid LIMIT 5
      """, [name]
    ) { try $0.text(0) }
  }

  /// What sources say of a paper, whose word counts most first.
  package func records(of paperID: RowID) throws -> [PaperRecordRow] {
    try sql.query(
      """
      SELECT \(PaperRecordRow.columns) FROM paper_record WHERE paper_id = $1
      ORDER BY rank, stored_at DESC, source, record_key LIMIT 100
      """, [paperID]
    ) { try PaperRecordRow($0) }
  }

  /// What sources say of a paper in their own bytes, the best-ranked first.
  package func rawRecords(of paperID: RowID, limit: Int) throws -> [(source: String, bytes: [UInt8], type: String)] {
    try sql.query(
      """
      SELECT source, raw, raw_type FROM paper_record WHERE paper_id = $1 AND raw IS NOT NULL
      ORDER BY rank, stored_at DESC, source, record_key LIMIT $2
      """, [paperID, limit]
    ) { (try $0.text(0), try $0.blob(1), try $0.text(2)) }
  }

  /// A source's own bytes of what it says of a paper, with their media type.
  package func rawRecord(of paperID: RowID, source: String, key: String) throws -> (bytes: [UInt8], type: String)? {
    try sql.first(
      "SELECT raw, raw_type FROM paper_record WHERE paper_id = $1 AND source = $2 AND record_key = $3 AND raw IS NOT NULL",
      [paperID, source, key]
    ) { (try $0.blob(0), try $0.text(1)) }
  }

  /// How what is shown of a paper changed, newest first.
  package func changes(of paperID: RowID, limit: Int = 100) throws -> [PaperChangeRow] {
    let found = try sql.query(
      """
      SELECT actor_id, source, field, former, latter, created_at FROM paper_change WHERE paper_id = $1 ORDER BY id DESC LIMIT $2
      """, [paperID, limit]
    ) {
      (
        try $0.optionalID(0),
        PaperChangeRow(
          actor: nil, source: try $0.text(1), field: try $0.text(2), former: try $0.text(3), latter: try $0.text(4),
          createdAt: try $0.timestamp(5))
      )
    }
    return try found.map { actorID, change in
      var change = change
      change.actor = try actorID.flatMap { try actor($0) }
      return change
    }
  }
}
