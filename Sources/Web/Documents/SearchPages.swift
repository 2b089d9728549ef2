/// What was found, the form, and the ways to narrow it.
struct SearchResultsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// What was typed.
  var text: String
  /// The word of the kind that is shown.
  var kind: String
  /// One for each kind.
  var tabs: [NavigationLink]
  /// Filters that a new search keeps.
  var kept: [FormField] = []
  /// What narrows the search, each with the address without it.
  var filters: [LinkView] = []
  var facets: [SearchFacetView] = []
  var sections: [SearchSectionView] = []
  /// Adding the paper, looking up the person.
  var suggestions: [LinkView] = []
  /// Whether anything was asked for.
  var isAsked = false
  /// Whether nothing was found.
  var isEmpty = false
  /// Whether not all that is here is indexed yet.
  var isPartial = false
  var pager = PagerView()
}

/// Findings of one kind; one of the lists is filled.
struct SearchSectionView: Sendable {
  /// Told above each kind among all.
  var heading: String?
  /// `12 papers`, `600 summaries or more`.
  var countLabel: String
  let count: Int
  var papers: [PaperLine] = []
  var cards: [SummaryCard] = []
  var people: [PersonCard] = []
  /// All of this kind; nil where all are shown.
  var moreAddress: String?
  let isEmpty: Bool

  init(kind: SearchKind, count: Int, isCut: Bool, shown: Int) {
    self.count = count
    isEmpty = shown == 0
    let label =
      switch kind {
      case .all, .papers: counted(count, "paper", "papers")
      case .summaries: counted(count, "summary", "summaries")
      case .people: counted(count, "person", "people")
      }
    countLabel = isCut ? "\(label) or more" : label
  }
}

/// Links that narrow a search.
struct SearchFacetView: Sendable {
  var label: String
  var links: [NavigationLink]
}
