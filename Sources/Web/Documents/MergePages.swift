/// Two papers side by side, to be made one.
struct MergePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperLine
  var problems: ProblemList?
  /// Names the other paper; where it is asked for, the page itself.
  var query: FormField
  var searchAddress: String
  /// Empty until the other paper is known.
  var sides: [MergeSide] = []
  /// Whether anything speaks against their being one.
  var doubts: [String] = []
  /// Who wrote about both.
  var writers: String?
  var other: String = ""
  var reason: FormField
  var action: String
  var factsAddress: String
}

/// One of the two, with what would move.
struct MergeSide: Sendable {
  var value: String
  var isChosen: Bool
  var paper: PaperLine
  var identifiers: [String]
  /// `3 summaries, 2 records, 1 wish, 4 followers elsewhere`.
  var figures: String
}

/// What of a paper becomes a paper of its own.
struct SplitPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var paper: PaperLine
  var problems: ProblemList?
  var identifiers: [ChoiceView]
  var records: [ChoiceView]
  var summaries: [ChoiceView]
  var reason: FormField
  var action: String
  var factsAddress: String
}

/// A merge or a split in the history of a paper.
struct JoinView: Sendable {
  var deed: String
  var identifiers: String?
  var moment: MomentView
  /// The moderator.
  var person: PersonView?
  /// Who decided, where it was no moderator: `Crossref, record 10.1/x`.
  var cause: String
  var reason: String
  var undone: UndoneView?
  /// The form that undoes it; nil for all but moderators.
  var undo: UndoForm?
}

/// That a merge was undone.
struct UndoneView: Sendable {
  var moment: MomentView
  var person: PersonView?
  var reason: String
}

/// The form that undoes a merge.
struct UndoForm: Sendable {
  var action: String
  var value: String
  var reason: FormField
}

/// Asks moderators whether two papers are one.
struct ProposalView: Sendable {
  var first: PaperLine
  var second: PaperLine
  /// `Crossref, record 10.1/x`.
  var source: String
  var recordTitle: String
  var moment: MomentView
  /// Both beside each other.
  var compareAddress: String
  /// Where "they are two" is posted.
  var keepAction: String
}
