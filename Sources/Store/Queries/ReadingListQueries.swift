package import Domain
internal import SQL

/// Lists of papers; a private one is there for its owner alone.
extension ReadTransaction {
  /// A list without regard to who asks; for its owner's forms.
  package func readingList(_ id: RowID) throws -> ReadingListRow? {
    try sql.first("SELECT \(ReadingListRow.columns) FROM reading_list l WHERE l.id = $1", [id]) { try ReadingListRow($0) }
  }

  /// A list by its name in addresses, if the viewer may see it; nil is anybody.
  package func readingList(of ownerID: RowID, named slug: String, seenBy viewer: RowID?) throws -> ReadingListRow? {
    try sql.first(
      """
      SELECT \(ReadingListRow.columns) FROM reading_list l
      WHERE l.owner_id = $1 AND l.slug = $2 AND (l.listed = 1 OR l.owner_id = $3)
      """, [ownerID, slug, viewer?.value ?? 0]
    ) { try ReadingListRow($0) }
  }

  /// The lists of somebody that the viewer may see, newest first.
  package func readingLists(
    of ownerID: RowID, seenBy viewer: RowID?, before id: RowID? = nil, limit: Int
  ) throws -> [ReadingListRow] {
    try sql.query(
      """
      SELECT \(ReadingListRow.columns) FROM reading_list l
      WHERE l.owner_id = $1 AND l.id < $2 AND (l.listed = 1 OR l.owner_id = $3) ORDER BY l.id DESC LIMIT $4
      """, [ownerID, id?.value ?? .max, viewer?.value ?? 0, limit]
    ) { try ReadingListRow($0) }
  }

  /// The papers of a list behind a place, in its order.
  package func papers(onList listID: RowID, after position: Int = -1, limit: Int) throws -> [ListedPaper] {
    try sql.query(
      """
      SELECT paper_id, position, note FROM reading_list_paper WHERE list_id = $1 AND position > $2 ORDER BY position LIMIT $3
      """, [listID, Int64(position), limit]
    ) { ListedPaper(paperID: RowID(try $0.integer(0)), position: try $0.count(1), note: try $0.text(2)) }
  }

  /// Whether a paper is on a list.
  package func isPaper(_ paperID: RowID, onList listID: RowID) throws -> Bool {
    try place(of: paperID, on: listID) != nil
  }

  func place(of paperID: RowID, on listID: RowID) throws -> Int64? {
    try sql.first("SELECT position FROM reading_list_paper WHERE list_id = $1 AND paper_id = $2", [listID, paperID]) {
      try $0.integer(0)
    }
  }
}
