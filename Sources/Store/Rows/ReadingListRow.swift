package import Domain
internal import SQL

/// A list of papers that somebody here keeps.
package struct ReadingListRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Whose it is.
  package var ownerID: RowID
  /// Its name in addresses; it never changes.
  package var slug: String
  /// Its name for readers.
  package var title: String
  /// Plain text, one paragraph; empty where there is none.
  package var description: String
  /// Whether anybody may see it; else its owner alone.
  package var isListed: Bool
  /// How many papers are on it.
  package var papers: Int
  /// When it was last changed.
  package var updatedAt: Timestamp

  static let columns = "l.id, l.owner_id, l.slug, l.title, l.description, l.listed, l.papers, l.updated_at"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    ownerID = RowID(try row.integer(1))
    slug = try row.text(2)
    title = try row.text(3)
    description = try row.text(4)
    isListed = try row.bool(5)
    papers = try row.count(6)
    updatedAt = try row.timestamp(7)
  }
}

/// A paper on a list.
package struct ListedPaper: Sendable, Equatable {
  /// The paper.
  package var paperID: RowID
  /// Its place; places grow along the list, with gaps.
  package var position: Int
  /// What the owner says of it; empty where nothing.
  package var note: String
}
