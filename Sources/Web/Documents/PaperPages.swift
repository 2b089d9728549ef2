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
  /// The one that the viewer keeps private.
  var keptAddress: String?
  /// Shown where there is no summary.
  var wish: WishView?
  /// Questions about it, newest first.
  var questions: [QuestionLine] = []
  /// Where the older ones are; nil where all are shown.
  var moreQuestionsAddress: String?
  /// Where one puts it on a list; nil for visitors.
  var collectAddress: String?
  /// Where one asks; nil for visitors.
  var askAddress: String?
  /// Papers that are like it, most alike first.
  var similar: [PaperLine] = []
  /// Public summaries of other papers that cite this one.
  var citing: [CitingView] = []
  /// That there are more of these than are shown.
  var citingNote: String?
  var pager: PagerView
}

/// Whether a summary is wanted.
struct WishView: Sendable {
  var action: String
  /// `3 people want one.`; nil when nobody does.
  var label: String?
  /// Signed in.
  var isOpen: Bool
  var isOwn: Bool
}

/// A summary of another paper that cites this one.
struct CitingView: Sendable {
  var address: String
  var author: String
  var paper: PaperLine
}

/// A list of papers.
struct PaperListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var heading: String
  var orderings: [NavigationLink] = []
  /// The list this one belongs to.
  var place: LinkView?
  /// A sentence under the heading.
  var lead: String?
  /// The handle of the room, where there is one.
  var handle: HandleHalves?
  var relation: RelationView?
  /// Ways to what others know of it.
  var links: [LinkView] = []
  var papers: [PaperLine]
  var pager: PagerView

  init(
    chrome: SiteChrome, head: PageHead, heading: String, orderings: [NavigationLink] = [], papers: [PaperLine], pager: PagerView
  ) {
    self.chrome = chrome
    self.head = head
    self.heading = heading
    self.orderings = orderings
    self.papers = papers
    self.pager = pager
  }
}

/// The forms that add a paper: by what names or describes it, from a file, by hand.
struct AddPaperPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// Any identifier or address, or words.
  var query: FormField
  /// Whether anybody is asked about papers.
  var asksSources: Bool
  /// Whether `query` was asked.
  var isAnswer = false
  var found: [FoundPaper] = []
  /// What went wrong on the way, a sentence each.
  var remarks: [String] = []
  var opensFile = false
  var file: FormField
  /// What a file brought.
  var taken: [TakenPaper] = []
  var opensByHand = false
  var identifier: FormField
  var title: FormField
  /// One author a line.
  var authors: FormField
  var year: FormField
  var venue: FormField
}

/// A paper that sources know.
struct FoundPaper: Sendable {
  var paper: PaperLine
  /// `from DBLP, arXiv`.
  var sources: String
  /// `arXiv 1706.03762, DOI 10.…`.
  var identifiers: String
  /// Its page here, if it is here.
  var knownAddress: String?
  /// What was asked, so that it can be asked again.
  var query: String
  /// Which of the answers it is.
  var identifier: String
}

/// A paper that a file brought.
struct TakenPaper: Sendable {
  var paper: PaperLine
  /// `added`, `was here already`.
  var deed: String
}

/// A list of venues, or of topics.
struct VenueListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var heading = "Venues"
  var venues: [VenueLine]
  var emptiness = "No venue has a paper here yet."
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
