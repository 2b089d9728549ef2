package import Domain
internal import SQL

/// A topic with what is known of it here.
package struct TopicRow: Sendable, Equatable {
  /// The name of its room.
  package var key: String
  /// What stands in its address.
  package var slug: String
  /// The name for readers.
  package var name: String
  /// How many papers it has.
  package var papers: Int
  /// How many public summaries its papers have.
  package var summaries: Int

  static let columns = "t.key, t.slug, t.name, t.papers, t.summaries"

  init(_ row: SQLRow) throws {
    key = try row.text(0)
    slug = try row.text(1)
    name = try row.text(2)
    papers = try row.count(3)
    summaries = try row.count(4)
  }
}

/// What one source said of a paper, as kept.
package struct PaperRecordRow: Sendable, Equatable {
  /// The name of the source.
  package var source: String
  /// The source's own name of the record; empty where it has none.
  package var key: String
  /// Whose word counts more: the lowest is shown.
  package var rank: Int
  package var title: String
  package var authors: [String]
  /// The ORCID of each author; empty where none is told.
  package var orcids: [String?]
  package var venueKey: String?
  package var venueName: String?
  package var year: Int?
  package var abstract: String?
  /// When it was kept.
  package var storedAt: Timestamp
  /// Whether the source's own bytes are kept, too.
  package var hasRaw: Bool

  static let columns =
    "source, record_key, rank, title, authors, orcids, venue_key, venue_name, year, abstract, stored_at, "
    + "CASE WHEN raw IS NULL THEN 0 ELSE 1 END"

  init(_ row: SQLRow) throws {
    source = try row.text(0)
    key = try row.text(1)
    rank = try row.count(2)
    title = try row.text(3)
    authors = try row.text(4).split(separator: "\n").map(String.init)
    let told = try row.text(5)
    orcids =
      told.isEmpty ? [] : told.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? nil : String($0) }
    venueKey = try row.optionalText(6)
    venueName = try row.optionalText(7)
    year = try row.optionalInteger(8).flatMap { Int(exactly: $0) }
    abstract = try row.optionalText(9)
    storedAt = try row.timestamp(10)
    hasRaw = try row.integer(11) != 0
  }
}

/// One change of what is shown of a paper.
package struct PaperChangeRow: Sendable, Equatable {
  /// Who made it by hand; nil where a source spoke.
  package var actor: ActorRow?
  /// Whose statement led to it.
  package var source: String
  /// `title`, `authors`, `venue`, `year` or `abstract`; `merged` and the like tell of the paper itself.
  package var field: String
  /// What was shown before.
  package var former: String
  /// What is shown since.
  package var latter: String
  /// When.
  package var createdAt: Timestamp
}
