/// A paper with all that is known about it.
struct PaperView: Sendable {
  /// Title; formulas in it are MathML.
  var titleHTML: TrustedHTML
  /// The first authors, up to about twelve.
  var leadAuthors: [AuthorView]
  /// The rest, folded.
  var otherAuthors: [AuthorView] = []
  /// `and 1,012 others`; nil when `otherAuthors` is empty.
  var otherAuthorsLabel: String?
  var venue: LinkView?
  /// Of no known venue page: the name alone.
  var venueName: String?
  var year: String?
  var identifiers: [IdentifierView]
  var abstractHTML: TrustedHTML?
  /// Where the abstract came from: `arXiv`.
  var abstractSource: String?
  /// The paper's handle, `@arxiv_1706_03762@scholion.example`, in two halves (`HandleHalves`).
  var handleName: String
  var handleHost: String
  var relation: RelationView?
  var topics: [LinkView] = []
  /// What happened to it since it appeared.
  var notices: [NoticeView] = []
  /// What sources say, and how it changed.
  var factsAddress: String
  /// BibTeX, RIS and the like.
  var exports: [LinkView] = []
  /// Known only from a peer's word.
  var isUnconfirmed = false
}

/// An author as printed on the paper.
struct AuthorView: Sendable {
  var name: String
  var address: String?
  /// Their page at ORCID, where a source tells it.
  var orcidAddress: String?
}

/// One identifier: `arXiv`, `1706.03762`, and its page there.
struct IdentifierView: Sendable {
  var scheme: String
  var value: String
  var address: String?
}

/// A paper in one or two lines, for lists and above a summary.
struct PaperLine: Sendable, Hashable {
  /// Our page: `/paper/arxiv/1706.03762`.
  var address: String
  var titleHTML: TrustedHTML
  /// `Vaswani, Shazeer, Parmar and 5 others`; empty when unknown.
  var authors: String
  /// `NeurIPS 2017`.
  var place: String?
  /// `3 summaries`; shown in lists of papers.
  var summariesLabel: String?
  /// TL;DR of the best summary; shown in lists of papers.
  var tldrHTML: TrustedHTML?
  /// A context object for reference managers (COinS); in lists of papers.
  var contextObject: String?
}

/// Something that happened to a paper after it appeared.
struct NoticeView: Sendable {
  /// `Retracted`, `Version 4`.
  var label: String
  var date: String?
  /// Where it is told.
  var address: String?
  /// Whether readers are to be warned.
  var isGrave: Bool
}
