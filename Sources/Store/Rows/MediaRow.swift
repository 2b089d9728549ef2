package import Domain
internal import SQL

/// A picture that somebody added.
package struct MediaRow: Sendable, Equatable {
  /// The row, and when it was added.
  package var id: RowID
  /// Who added it; several may have added the same one.
  package var actorID: RowID
  /// The file.
  package var name: MediaName
  /// In bytes.
  package var size: Int
  /// In pixels.
  package var width: Int
  /// In pixels.
  package var height: Int
  /// What it shows, in the words of who added it.
  package var alt: String

  /// A row with these fields.
  package init(id: RowID, actorID: RowID, name: MediaName, size: Int, width: Int, height: Int, alt: String) {
    self.id = id
    self.actorID = actorID
    self.name = name
    self.size = size
    self.width = width
    self.height = height
    self.alt = alt
  }

  static let columns = "m.id, m.actor_id, m.name, m.size, m.width, m.height, m.alt"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    actorID = RowID(try row.integer(1))
    let text = try row.text(2)
    guard let name = MediaName(text) else { throw StoreError.unknownWord(text) }
    self.name = name
    size = try row.count(3)
    width = try row.count(4)
    height = try row.count(5)
    alt = try row.text(6)
  }
}
