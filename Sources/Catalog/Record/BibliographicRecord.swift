// The room of bibliographic records: formats and sources to and from papers. It knows Domain, JSON and Transport, and asks the
// network and its own folder of kept answers only.

package import Domain

/// What one source or file says about one paper, every field as stated there, before any of it is believed.
///
/// It is distinct from Domain's `Paper`: nothing in it has been checked but its sizes. ``paper()`` is the one way from here to
/// what the Store takes.
package struct BibliographicRecord: Sendable, Equatable {
  /// Who says so.
  package var source: SourceName
  /// The source's own name of the record: a DBLP key, an arXiv number with its version, a citation key.
  package var key: String?
  /// Identifiers that name this very paper, distinct, in the order stated.
  package var identifiers: [PaperIdentifier] = []
  /// Names of it that are no identifiers of Domain: `openalex:W2741809807`, `bib-inter:…`, `s2:…`.
  package var aliases: [String] = []
  /// Numbers of the volume it stands in, or of the book it is: 13 digits.
  package var isbns: [String] = []
  /// The title, plain text with formulas as `$tex$`.
  package var title = ""
  /// What follows the title behind a colon, where the source keeps the two apart.
  package var subtitle: String?
  /// In the order of the paper.
  package var authors: [RecordAuthor] = []
  /// Of the volume, or of the book where there are no authors.
  package var editors: [RecordAuthor] = []
  /// Plain text, paragraphs apart by an empty line, formulas as `$tex$`.
  package var abstract: String?
  /// Where it appeared.
  package var venue: RecordVenue?
  /// Of the journal or the series.
  package var volume: String?
  /// Of the volume.
  package var issue: String?
  /// As stated, a range with an en dash: `1–10`.
  package var pages: String?
  /// Who publishes it.
  package var publisher: String?
  /// When it appeared, as exactly as stated.
  package var published: PartialDate?
  /// When the source last changed what it says.
  package var updated: PartialDate?
  /// What it is.
  package var type: RecordType = .other
  /// The versions the source lists, oldest first.
  package var versions: [RecordVersion] = []
  /// Addresses of licences.
  package var licences: [String] = []
  /// Where it is read.
  package var links: [RecordLink] = []
  /// As the authors or the publisher give them.
  package var keywords: [String] = []
  /// Codes of a classification, as `cs.LG`, the main one first.
  package var categories: [String] = []
  /// Relations to other papers: preprints, corrections, retractions.
  package var relations: [RecordRelation] = []
  /// Whether the source says that it was withdrawn or retracted.
  package var isWithdrawn = false
  /// The language, as stated.
  package var language: String?
  /// Remarks, as `20 pages, 3 figures`.
  package var note: String?
  /// The record as the source gave it, with ``rawType``: the answer, or its part of a file.
  package var raw: [UInt8] = []
  /// The media type of ``raw``.
  package var rawType = "text/plain"

  /// A record of a source with nothing in it.
  package init(source: SourceName) { self.source = source }

  /// The year it appeared.
  package var year: Int? { published?.year }

  /// Adds an identifier in any spelling; what is none, or is known already, is passed over.
  ///
  /// A book's number goes to ``isbns``, an address of an unknown site to ``links``.
  package mutating func identify(_ text: String, as scheme: PaperScheme? = nil) {
    let spelt = tidied(text)
    guard !spelt.isEmpty, spelt.utf8.count <= 1_024,
      let read = try? PaperIdentifier(parsing: scheme.map { "\($0.rawValue):\(spelt)" } ?? spelt)
    else { return }
    switch read.scheme {
    case .url: link(spelt)
    case .isbn:
      if isbns.count < RecordLimits.isbns, !isbns.contains(read.value) { isbns.append(read.value) }
    default:
      if identifiers.count < Paper.maximumIdentifiers, !identifiers.contains(read) { identifiers.append(read) }
    }
  }

  /// Adds an address where it is read; what is no http address, or is known already, is passed over.
  package mutating func link(_ url: String, _ kind: RecordLink.Kind = .page) {
    let spelt = tidied(url)
    guard spelt.utf8.count <= 2_048, isWebAddress(spelt), links.count < RecordLimits.links,
      !links.contains(where: { $0.url.utf8.elementsEqual(spelt.utf8) })
    else { return }
    links.append(RecordLink(url: spelt, kind: kind))
  }

  /// Adds a licence's address.
  mutating func license(_ url: String) {
    let spelt = tidied(url)
    guard isWebAddress(spelt), licences.count < RecordLimits.links, !licences.contains(spelt) else { return }
    licences.append(spelt)
  }
}

/// How much of a record is kept; what goes past it is left in ``BibliographicRecord/raw``.
enum RecordLimits {
  static let isbns = 10
  static let links = 40
  static let words = 100
  static let people = 10_000
  static let versions = 200
  static let relations = 500
  /// Bytes of a name, a venue or another line.
  static let line = 2_000
  /// Bytes of an abstract.
  static let text = 100_000
}
