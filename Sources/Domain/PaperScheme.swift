/// A registry that names papers; the cases stand in the order of preference.
package enum PaperScheme: String, Sendable, CaseIterable {
  case arxiv, doi, dblp, openreview, pmid, pmcid, acl, isbn, url

  /// The name for readers.
  package var label: String {
    switch self {
    case .arxiv: "arXiv"
    case .doi: "DOI"
    case .dblp: "DBLP"
    case .openreview: "OpenReview"
    case .pmid: "PubMed"
    case .pmcid: "PubMed Central"
    case .acl: "ACL Anthology"
    case .isbn: "ISBN"
    case .url: "web page"
    }
  }

  /// Whether one value names one paper: a book's number names a volume, and pages of the web come and go.
  package var identifiesOnePaper: Bool { self != .isbn && self != .url }
}

extension PaperScheme: Comparable {
  /// Whether this registry is preferred to the other.
  package static func < (left: PaperScheme, right: PaperScheme) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
