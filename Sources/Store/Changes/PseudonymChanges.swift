package import Domain
internal import SQL

/// Sealed links between people and pseudonyms come, change and go; each is found by what the master key makes of whom it is about.
extension WriteTransaction {
  /// Stores a link; false if there is one for the same person and paper, or at the same place.
  ///
  /// Throws `StoreError.masterKeyChanged` for what was sealed under a master key no longer in use.
  package func insertPseudonym(_ row: PseudonymRow) throws -> Bool {
    if let current = try setting(Self.masterKeySetting),
      [row.link, row.waiting].compactMap(\.self).contains(where: { !$0.utf8.starts(with: "v1.\(current).".utf8) })
    {
      throw StoreError.masterKeyChanged
    }
    return try sql.execute(
      """
      INSERT INTO pseudonym (id, place, voice, link, waiting, due_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
      """, [row.id, row.place, row.voice, row.link, row.waiting, row.dueAt]) == 1
  }

  /// Puts a link in the place of what it was made from; false if that is not there any more.
  package func replacePseudonym(_ former: PseudonymRow, by row: PseudonymRow) throws -> Bool {
    guard try erasePseudonym(former) else { return false }
    return try insertPseudonym(row)
  }

  /// Forgets a link; false if it is not as it was read.
  package func erasePseudonym(_ row: PseudonymRow) throws -> Bool {
    try sql.execute("DELETE FROM pseudonym WHERE id = $1 AND link = $2", [row.id, row.link]) == 1
  }

  /// Puts off what waits; false if it goes out at another time by now, or has gone.
  package func postponePseudonym(_ id: RowID, from due: Timestamp, to later: Timestamp) throws -> Bool {
    try sql.execute("UPDATE pseudonym SET due_at = $3 WHERE id = $1 AND due_at = $2", [id, due, later]) == 1
  }
}

extension ReadTransaction {
  /// A link by its id.
  package func pseudonym(_ id: RowID) throws -> PseudonymRow? {
    try sql.first("SELECT \(PseudonymRow.columns) FROM pseudonym WHERE id = $1", [id]) { try PseudonymRow($0) }
  }

  /// A link by its place among a person's own.
  package func pseudonym(place: [UInt8]) throws -> PseudonymRow? {
    try sql.first("SELECT \(PseudonymRow.columns) FROM pseudonym WHERE place = $1", [place]) { try PseudonymRow($0) }
  }

  /// A link by its actor.
  package func pseudonym(voice: [UInt8]) throws -> PseudonymRow? {
    try sql.first("SELECT \(PseudonymRow.columns) FROM pseudonym WHERE voice = $1", [voice]) { try PseudonymRow($0) }
  }

  /// What is to go out by now.
  package func duePseudonyms(limit: Int) throws -> [PseudonymRow] {
    try sql.query(
      "SELECT \(PseudonymRow.columns) FROM pseudonym WHERE due_at <= $1 ORDER BY due_at LIMIT $2", [now, limit]
    ) { try PseudonymRow($0) }
  }

  /// All links, in pieces, by row; for what looks at every sealed value.
  package func sealedPseudonyms(after last: RowID? = nil, limit: Int) throws -> [PseudonymRow] {
    try sql.query(
      "SELECT \(PseudonymRow.columns) FROM pseudonym WHERE id > $1 ORDER BY id LIMIT $2", [last?.value ?? -1, limit]
    ) { try PseudonymRow($0) }
  }
}
