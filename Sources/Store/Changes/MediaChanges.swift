package import Domain
internal import SQL

/// Pictures are added, found by the texts that show them, and forgotten.
extension WriteTransaction {
  /// Notes a picture that somebody added, unless all of theirs would then have more bytes than they may.
  ///
  /// The same picture once more is the same row, with the newer words and as young as a new one.
  /// - Returns: whether it was noted
  package func insertMedia(_ media: MediaRow, quota: Int) throws -> Bool {
    let others = try count(
      "SELECT COALESCE(sum(size), 0) FROM media WHERE actor_id = $1 AND name <> $2", [media.actorID, media.name.text])
    guard others + media.size <= quota else { return false }
    _ = try sql.execute("DELETE FROM media WHERE name = $1 AND actor_id = $2", [media.name.text, media.actorID])
    _ = try sql.execute(
      "INSERT INTO media (id, actor_id, name, size, width, height, alt) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [media.id, media.actorID, media.name.text, media.size, media.width, media.height, media.alt])
    return true
  }

  /// Notes the pictures that a text of a post shows, beside those that its earlier texts show.
  func noteMedia(of postID: RowID, in source: String) throws {
    for name in MediaName.all(in: source) {
      _ = try sql.execute(
        "INSERT INTO post_media (name, post_id) VALUES ($1, $2) ON CONFLICT (name, post_id) DO NOTHING", [name.text, postID])
    }
  }

  /// Notes the pictures that somebody's draft about a paper and their private summary of it show, as both are now.
  func noteUnpublishedMedia(of paperID: RowID, by actorID: RowID) throws {
    _ = try sql.execute("DELETE FROM draft_media WHERE actor_id = $1 AND paper_id = $2", [actorID, paperID])
    let texts = [
      try draft(of: paperID, by: actorID)?.text.source, try privateSummary(of: paperID, by: actorID)?.text.source,
    ]
    for name in Set(texts.compactMap(\.self).flatMap { MediaName.all(in: $0) }) {
      _ = try sql.execute(
        "INSERT INTO draft_media (name, actor_id, paper_id) VALUES ($1, $2, $3)", [name.text, actorID, paperID])
    }
  }

  /// Forgets pictures that no text shows, of those added before a time, in the order in which they were added.
  ///
  /// - Parameters:
  ///   - last: where the former piece ended
  ///   - limit: rows to look at
  /// - Returns: how many went, and where to go on; nil at the end
  package func sweepMedia(before time: Timestamp, after last: RowID? = nil, limit: Int) throws -> (forgotten: Int, next: RowID?) {
    let found = try sql.query(
      "SELECT m.id, m.name FROM media m WHERE m.id > $1 AND m.id < $2 ORDER BY m.id LIMIT $3",
      [last?.value ?? 0, RowID(at: time), min(max(1, limit), 500)]
    ) { (RowID(try $0.integer(0)), try $0.text(1)) }
    var forgotten = 0
    for (id, name) in found where try !isShown(name) {
      _ = try sql.execute("DELETE FROM media WHERE id = $1", [id])
      forgotten += 1
    }
    return (forgotten, found.count == limit ? found.last?.0 : nil)
  }

  private func isShown(_ name: String) throws -> Bool {
    if try sql.first("SELECT 1 FROM post_media WHERE name = $1 LIMIT 1", [name], { _ in true }) != nil { return true }
    return try sql.first("SELECT 1 FROM draft_media WHERE name = $1 LIMIT 1", [name]) { _ in true } != nil
  }
}

extension ReadTransaction {
  /// A picture, whoever added it.
  package func media(_ name: MediaName) throws -> MediaRow? {
    try sql.first("SELECT \(MediaRow.columns) FROM media m WHERE m.name = $1 ORDER BY m.actor_id LIMIT 1", [name.text]) {
      try MediaRow($0)
    }
  }

  /// A picture as somebody added it.
  package func media(_ name: MediaName, of actorID: RowID) throws -> MediaRow? {
    try sql.first("SELECT \(MediaRow.columns) FROM media m WHERE m.name = $1 AND m.actor_id = $2", [name.text, actorID]) {
      try MediaRow($0)
    }
  }

  /// Pictures that somebody added and that posts by their name show, in any version, in the order in which they were added.
  package func shownMedia(of actorID: RowID, after last: RowID?, limit: Int) throws -> [MediaRow] {
    try sql.query(
      """
      SELECT \(MediaRow.columns) FROM media m WHERE m.actor_id = $1 AND m.id > $2
      AND EXISTS (SELECT 1 FROM post_media p JOIN post s ON s.id = p.post_id WHERE p.name = m.name AND s.actor_id = $1)
      ORDER BY m.id LIMIT $3
      """, [actorID, last?.value ?? 0, min(max(1, limit), 500)]
    ) { try MediaRow($0) }
  }

  /// Bytes of the pictures that somebody added.
  package func mediaSize(of actorID: RowID) throws -> Int {
    try count("SELECT COALESCE(sum(size), 0) FROM media WHERE actor_id = $1", [actorID])
  }
}
