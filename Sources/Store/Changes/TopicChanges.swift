internal import Domain
internal import SQL

/// Papers get topics, and by them a field.
extension WriteTransaction {
  /// Adds topics to a paper, up to the most a paper may have; those it has are passed over.
  func addTopics(_ topics: [Topic], to paperID: RowID) throws {
    guard !topics.isEmpty else { return }
    var position = try count("SELECT count(*) FROM paper_topic WHERE paper_id = $1", [paperID])
    let summaries = try publicSummaries(of: paperID)
    for topic in topics where position < Topic.maximum {
      _ = try sql.execute(
        "INSERT INTO topic (key, slug, name) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
        [topic.key.text, topic.slug, topic.name])
      let isNew = try sql.execute(
        "INSERT INTO paper_topic (paper_id, topic_key, position) VALUES ($1, $2, $3) ON CONFLICT (paper_id, topic_key) DO NOTHING",
        [paperID, topic.key.text, position])
      guard isNew > 0 else { continue }
      position += 1
      _ = try sql.execute(
        "UPDATE topic SET papers = papers + 1, summaries = summaries + $2 WHERE key = $1", [topic.key.text, summaries])
    }
  }

  /// Finds the field of a paper again, and gives it to its summaries.
  func setField(of paperID: RowID) throws {
    guard let paper = try paper(paperID) else { return }
    let topics = try topics(of: paperID).compactMap { Topic(category: $0.slug) }
    let field = Field(topics: topics, identifiers: paper.identifiers)?.rawValue
    let changed = try sql.execute(
      "UPDATE paper SET field = $2 WHERE id = $1 AND COALESCE(field, '') <> $3", [paperID, field, field ?? ""])
    guard changed > 0 else { return }
    _ = try sql.execute("UPDATE post SET field = $2 WHERE paper_id = $1 AND kind = 'summary'", [paperID, field])
  }
}
