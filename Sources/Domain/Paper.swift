// The room of the nouns and their rules: papers, summaries, people, rooms. It knows no wire and no rows, and does no I/O.

/// A scientific paper, as far as its rules are kept: what summaries are about and where they meet.
package struct Paper: Sendable, Equatable {
  /// Characters of a title.
  package static let maximumTitle = 500
  /// Authors of a paper.
  package static let maximumAuthors = 200
  /// Characters of an author's name.
  package static let maximumAuthor = 200
  /// Bytes of an abstract.
  package static let maximumAbstract = 20_000
  /// Identifiers of a paper.
  package static let maximumIdentifiers = 50
  /// The years a paper may bear.
  package static let years = 1600...2200

  /// One line of 1 to 500 characters.
  package let title: String
  /// Names in the order of the paper.
  package let authors: [String]
  /// Where it appeared.
  package let venue: VenueReference?
  /// The year it appeared.
  package let year: Int?
  /// The abstract, plain text.
  package let abstract: String?
  /// Distinct, the preferred first.
  package let identifiers: [PaperIdentifier]
  /// Where the paper is read, as an address of http or https.
  package let url: String

  /// Checks every field and puts the identifiers in order; without a URL that of the best identifier stands.
  ///
  /// Throws `DomainError` naming the field.
  package init(
    title: String, authors: [String], venue: VenueReference? = nil, year: Int? = nil, abstract: String? = nil,
    identifiers: [PaperIdentifier], url: String? = nil
  ) throws(DomainError) {
    self.title = try TextRules(field: .title, name: "The title").line(title, maximum: Self.maximumTitle)
    guard !authors.isEmpty else { throw DomainError(.authors, .empty, "A paper needs at least one author.") }
    guard authors.count <= Self.maximumAuthors else {
      throw DomainError(.authors, .tooMany, "A paper may have at most \(Self.maximumAuthors) authors here.")
    }
    var names: [String] = []
    for author in authors {
      names.append(try TextRules(field: .authors, name: "An author's name").line(author, maximum: Self.maximumAuthor))
    }
    self.authors = names
    self.venue = venue
    guard year.map(Self.years.contains) != false else {
      throw DomainError(
        .year, .outOfRange, "The year must lie between \(Self.years.lowerBound) and \(Self.years.upperBound).")
    }
    self.year = year
    if let abstract, !trimmingWhitespace(abstract).isEmpty {
      self.abstract = try TextRules(field: .abstract, name: "The abstract").text(abstract, maximumBytes: Self.maximumAbstract)
    } else {
      self.abstract = nil
    }
    let sorted = Set(identifiers).sorted()
    guard let best = sorted.first else {
      throw DomainError(.identifiers, .empty, "A paper needs at least one identifier, such as a DOI or an arXiv number.")
    }
    guard sorted.count <= Self.maximumIdentifiers else {
      throw DomainError(.identifiers, .tooMany, "A paper may have at most \(Self.maximumIdentifiers) identifiers.")
    }
    self.identifiers = sorted
    self.url = try Self.checked(url) ?? best.url
  }

  /// The identifier that names the paper: arXiv, DOI, DBLP, OpenReview, PubMed, ACL, ISBN, URL, in this order.
  package var bestIdentifier: PaperIdentifier {
    // The initialiser refuses an empty list; the fallback is never reached.
    identifiers.first ?? PaperIdentifier(.url, url)
  }

  /// Letters and digits of the title, lowered: two papers of one title in two spellings have one folded title.
  package var foldedTitle: String { foldedLetters(title) }

  /// The page of the paper on any instance.
  package var pagePath: String { bestIdentifier.pagePath }

  private static func checked(_ url: String?) throws(DomainError) -> String? {
    guard let url = url.map({ String(trimmingWhitespace($0)) }), !url.isEmpty else { return nil }
    do {
      return try ResourceID(parsing: url).text
    } catch {
      throw DomainError(.url, error.reason, error.message)
    }
  }
}

/// Where a paper appeared: a conference or journal over all its years.
package struct VenueReference: Sendable, Hashable {
  /// The name of the venue's room, as `neurips`.
  package let key: ActorName
  /// The name for readers, as `NeurIPS`.
  package let name: String

  /// A venue that is known.
  ///
  /// Throws `DomainError` with the field `venue`.
  package init(key: ActorName, name: String) throws(DomainError) {
    self.key = key
    self.name = try TextRules(field: .venue, name: "The venue").line(name, maximum: 200)
  }

  /// A venue known by name only; its key is folded from the name.
  ///
  /// Throws `DomainError` with the field `venue`.
  package init(named name: String) throws(DomainError) {
    let line = try TextRules(field: .venue, name: "The venue").line(name, maximum: 200)
    // A name of two letters, or of another script, cannot be a key by itself.
    if let key = try? ActorName(folding: line) {
      try self.init(key: key, name: line)
    } else {
      try self.init(key: ActorName("venue_" + Self.fingerprint(line)), name: line)
    }
  }

  /// FNV-1a over the bytes: the same key for the same name everywhere.
  private static func fingerprint(_ text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }
}
