/// A paper with its summaries, best first, and the threads under them.
struct PaperPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperView
  /// `3 summaries`; empty when there are none.
  var summariesLabel: String
  var summaries: [SummaryView]
  /// Where the viewer writes theirs; nil when they have one, or nobody is signed in.
  var writeAddress: String?
  /// Where the viewer edits theirs; nil when they have none.
  var editOwnAddress: String?
  var pager: PagerView
}

/// A list of papers.
struct PaperListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var heading: String
  var orderings: [NavigationLink] = []
  var papers: [PaperLine]
  var pager: PagerView
}

/// The form that adds a paper: an identifier or address, and what is typed by hand.
struct AddPaperPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// Any identifier or address.
  var identifier: FormField
  var title: FormField
  /// One author a line.
  var authors: FormField
  var year: FormField
  var venue: FormField
  /// The paper that already bears this identifier.
  var existing: PaperLine?
}

/// Pages of venues.
struct VenueListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var venues: [VenueLine]
  var pager: PagerView
}

/// A venue in a list.
struct VenueLine: Sendable {
  var address: String
  /// Short name: `NeurIPS`.
  var name: String
  var fullName: String?
  /// `214 summaries`.
  var summariesLabel: String
}

/// A venue, by year.
struct VenuePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var name: String
  var fullName: String?
  /// The venue's handle in two halves (`HandleHalves`); nil while the venue has no room.
  var handleName: String?
  var handleHost = ""
  var relation: RelationView?
  /// One link a year, newest first; the shown one is current.
  var years: [NavigationLink]
  var papers: [PaperLine]
  /// The shown papers as BibTeX, RIS and the like.
  var exports: [LinkView] = []
  var pager: PagerView
}
