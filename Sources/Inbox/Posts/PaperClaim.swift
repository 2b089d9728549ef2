internal import ActivityStreams
internal import Domain

/// What the author of a summary says of its paper: a claim, never more (DESIGN 11.4).
struct PaperClaim: Sendable {
  /// In their canonical forms; never empty.
  let identifiers: [PaperIdentifier]
  /// The paper as it would be added; nil where the claim is not enough for one.
  let paper: Paper?
  /// The paper's room on the sender's server.
  let room: IRI?
  /// The version of the paper that the summary is for; nil where its author does not say.
  let version: Int?

  /// Nil without an identifier that can be read.
  init?(_ document: PaperDocument) {
    let identifiers = Self.identifiers(in: document)
    guard !identifiers.isEmpty else { return nil }
    self.identifiers = identifiers
    room = document.id
    version = document.version.flatMap { (1...SummaryDraft.maximumVersion).contains($0) ? $0 : nil }
    let authors = document.authors.prefix(Paper.maximumAuthors).map(\.name)
    paper = try? Paper(
      title: document.name ?? "", authors: authors, venue: document.venue.flatMap { try? VenueReference(named: $0.name) },
      year: document.year.flatMap { Paper.years.contains($0) ? $0 : nil }, identifiers: identifiers)
  }

  /// The identifiers of a document, read the same way from a summary and from a paper's room.
  static func identifiers(in document: PaperDocument) -> [PaperIdentifier] {
    let named: [(PaperScheme, String?)] = [
      (.doi, document.doi), (.arxiv, document.arxivId), (.dblp, document.dblpKey), (.openreview, document.openreviewId),
      (.pmid, document.pmid), (.pmcid, document.pmcid), (.acl, document.aclId),
    ]
    let texts =
      named.compactMap { scheme, value in value.map { "\(scheme.rawValue):\($0)" } } + document.isbn.map { "isbn:\($0)" }
    let read = texts.compactMap { try? PaperIdentifier(parsing: $0) }
    let linked = document.sameAs.compactMap { try? PaperIdentifier(parsing: $0.text) }.filter(\.scheme.identifiesOnePaper)
    return Array(Set(read + linked).sorted().prefix(Paper.maximumIdentifiers))
  }
}
