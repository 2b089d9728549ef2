/// A paper as a form or a file gives it, before any rule was applied.
package struct PaperDraft: Sendable, Equatable {
  /// The title.
  package var title: String
  /// Names of the authors in order.
  package var authors: [String]
  /// Name of the venue, empty or nil if there is none.
  package var venue: String?
  /// Name of the venue's room where it is known.
  package var venueKey: String?
  /// The year it appeared.
  package var year: Int?
  /// The abstract, plain text.
  package var abstract: String?
  /// Identifiers in any spelling.
  package var identifiers: [String]
  /// Where the paper is read.
  package var url: String?

  /// A draft with these fields.
  package init(
    title: String = "", authors: [String] = [], venue: String? = nil, venueKey: String? = nil, year: Int? = nil,
    abstract: String? = nil, identifiers: [String] = [], url: String? = nil
  ) {
    self.title = title
    self.authors = authors
    self.venue = venue
    self.venueKey = venueKey
    self.year = year
    self.abstract = abstract
    self.identifiers = identifiers
    self.url = url
  }

  /// The paper, if every field keeps its rule; empty lines among authors and identifiers are passed over.
  ///
  /// Throws `DomainError` naming the first field that does not.
  package func validated() throws(DomainError) -> Paper {
    guard identifiers.count <= Paper.maximumIdentifiers, authors.count <= Paper.maximumAuthors * 2 else {
      let field: DomainError.Field = identifiers.count <= Paper.maximumIdentifiers ? .authors : .identifiers
      throw DomainError(field, .tooMany, "There are too many lines in this field.")
    }
    var read: [PaperIdentifier] = []
    for text in identifiers where !trimmingWhitespace(text).isEmpty {
      read.append(try PaperIdentifier(parsing: text))
    }
    return try Paper(
      title: title, authors: authors.filter { !trimmingWhitespace($0).isEmpty }, venue: venueReference(), year: year,
      abstract: abstract, identifiers: read, url: url)
  }

  private func venueReference() throws(DomainError) -> VenueReference? {
    guard let venue, !trimmingWhitespace(venue).isEmpty else { return nil }
    guard let venueKey, !venueKey.isEmpty else { return try VenueReference(named: venue) }
    return try VenueReference(key: ActorName(venueKey), name: venue)
  }
}
