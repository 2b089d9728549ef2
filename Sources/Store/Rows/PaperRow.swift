package import Domain
internal import SQL

/// A paper with its authors and identifiers, and the room that gathers its summaries.
package struct PaperRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// The room: a local actor of kind `paper`.
  package var actorID: RowID
  /// The room's handle, as in `arxiv_1706_03762`.
  package var name: String
  /// The title.
  package var title: String
  /// The year of appearance.
  package var year: Int?
  /// The name of the venue's room.
  package var venueKey: String?
  /// The name of the venue for readers.
  package var venueName: String?
  /// Plain text.
  package var abstract: String?
  /// Where the facts come from: `local`, or the name of a source.
  package var source: String
  /// False while only a peer has told of the paper.
  package var isConfirmed: Bool
  /// When it was made.
  package var createdAt: Timestamp
  /// In the order of the paper.
  package var authors: [String]
  /// The ORCID of each author; empty where none is known.
  package var authorORCIDs: [String?]
  /// The best known first; never empty.
  package var identifiers: [PaperIdentifier]

  static let columns =
    "p.id, p.actor_id, pa.name, p.title, p.year, p.venue_key, v.name, p.abstract, p.source, p.confirmed, p.created_at"
  static let tables = "paper p \(joins)"
  /// A paper that was merged into another is in no list and is found by nothing but ``ReadTransaction/standingPaper(_:)``.
  static let joins = "JOIN actor pa ON pa.id = p.actor_id AND p.merged_into IS NULL LEFT JOIN venue v ON v.key = p.venue_key"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    actorID = RowID(try row.integer(1))
    name = try row.text(2)
    title = try row.text(3)
    year = try row.optionalInteger(4).flatMap { Int(exactly: $0) }
    venueKey = try row.optionalText(5)
    venueName = try row.optionalText(6)
    abstract = try row.optionalText(7)
    source = try row.text(8)
    isConfirmed = try row.bool(9)
    createdAt = try row.timestamp(10)
    authors = []
    authorORCIDs = []
    identifiers = []
  }

  /// The ORCID of the author in that place; nil where none is known.
  package func orcid(ofAuthor place: Int) -> String? { authorORCIDs.indices.contains(place) ? authorORCIDs[place] : nil }

  /// The ORCIDs of these names, as far as the paper's authors have them.
  package func orcids(for names: [String]) -> [String?] {
    let known = zip(authors, authorORCIDs).reduce(into: [String: String]()) { known, pair in known[pair.0] = pair.1 }
    return known.isEmpty ? [] : names.map { known[$0] }
  }

  /// The identifier that names the paper's page.
  package var bestIdentifier: PaperIdentifier? { identifiers.first }
}

/// A venue with what is known of it here.
package struct VenueCount: Sendable, Equatable {
  /// The name of its room.
  package var key: String
  /// The name for readers.
  package var name: String
  /// How many papers it has.
  package var papers: Int
  /// How many public summaries its papers have.
  package var summaries: Int
}

/// A year of a venue.
package struct YearCount: Sendable, Equatable {
  /// The year of appearance.
  package var year: Int
  /// How many papers it has.
  package var papers: Int
}
