/// What sources say of a paper, and how what is shown changed.
struct FactsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperLine
  var records: [RecordView]
  var changes: [ChangeView]
  /// Nil for visitors.
  var editAddress: String?
  /// Where the sources are asked again; nil for visitors, and where nobody is asked.
  var askAddress: String?
  /// Nil for all but moderators.
  var mergeAddress: String?
  var splitAddress: String?
  /// Merges and splits, newest first.
  var joins: [JoinView]
  var problems: ProblemList?
}

/// What one source says.
struct RecordView: Sendable {
  /// `Crossref`.
  var source: String
  /// The source's own name of it.
  var key: String?
  /// Whether its word counts most.
  var isFirst: Bool
  var title: String
  var authors: String
  var place: String?
  var stored: MomentView
  /// The source's own bytes.
  var rawAddress: String?
}

/// One change of what is shown.
struct ChangeView: Sendable {
  /// `title`, `authors`, `venue`, `year` or `abstract`.
  var field: String
  var former: String?
  var latter: String?
  var moment: MomentView
  /// Who made it by hand.
  var person: PersonView?
  /// Whose statement led to it.
  var source: String
}

/// The form that corrects what is shown of a paper.
struct EditFactsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperLine
  var action: String
  var problems: ProblemList?
  var title: FormField
  var authors: FormField
  var year: FormField
  var venue: FormField
  var abstract: FormField
  /// Further identifiers, one a line.
  var identifiers: FormField
  var factsAddress: String
}
