package import Domain
internal import SQL

/// The link between a person and a pseudonym, sealed; what it says is read by `Actors` alone.
package struct PseudonymRow: Sendable, Equatable {
  /// Made from the person and the paper.
  package var id: RowID
  /// Made from the person and a number: how a person's own are found, one after the other.
  package var place: [UInt8]
  /// Made from the actor; nil while there is none yet.
  package var voice: [UInt8]?
  /// Person, paper, actor and number, sealed.
  package var link: String
  /// What is to be published, sealed; nil when all is.
  package var waiting: String?
  /// When that goes out.
  package var dueAt: Timestamp?

  static let columns = "id, place, voice, link, waiting, due_at"

  /// A row with these fields.
  package init(id: RowID, place: [UInt8], voice: [UInt8]?, link: String, waiting: String?, dueAt: Timestamp?) {
    self.id = id
    self.place = place
    self.voice = voice
    self.link = link
    self.waiting = waiting
    self.dueAt = dueAt
  }

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    place = try row.blob(1)
    voice = try row.optionalBlob(2)
    link = try row.text(3)
    waiting = try row.optionalText(4)
    dueAt = try row.optionalTimestamp(5)
  }
}
