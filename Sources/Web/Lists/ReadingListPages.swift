/// A list in an overview.
struct ReadingListLine: Sendable {
  var address: String
  var title: String
  var description: String?
  /// `12 papers`.
  var papersLabel: String
  var isPrivate: Bool
}

/// A paper on a list, with what its owner says of it.
struct ReadingListEntry: Sendable {
  /// Fragment on the page: `p-7214`.
  var anchor: String
  var paper: PaperLine
  var note: String?
  /// The owner's forms; nil for others.
  var forms: ReadingListForms?
}

/// What the owner of a list does with a paper on it.
struct ReadingListForms: Sendable {
  var action: String
  /// Field `paper`.
  var paper: String
  /// For the buttons' accessible names.
  var subject: String
  /// Field `note`.
  var note: FormField
  var isFirst: Bool
  var isLast: Bool
  /// Field `after`: the page the form stands on.
  var page: String
}

/// A list of papers.
struct ReadingListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var person: PersonView
  var title: String
  var description: String?
  var papersLabel: String
  var isPrivate: Bool
  /// For its owner.
  var editAddress: String?
  /// The papers as BibTeX, RIS and the like; of public lists.
  var exports: [LinkView] = []
  var problem: String?
  var entries: [ReadingListEntry]
  var pager: PagerView
}

/// Somebody's lists.
struct ReadingListsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var person: PersonView
  var tabs: [NavigationLink]
  var lists: [ReadingListLine]
  /// For the owner.
  var newAddress: String?
  var pager: PagerView
}

/// The form of a list, new or not.
struct ReadingListFormPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var action: String
  var title: FormField
  var description: FormField
  /// Field `listed`: `1` or `0`.
  var choices: [ChoiceView]
  /// Field `paper`: a paper that goes on the new list at once.
  var paper: String?
  var deleteAddress: String?
  var cancelAddress: String
}

/// On which of one's lists a paper is.
struct CollectPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var about: PaperLine
  var paper: String
  var lists: [CollectLine]
  var newAddress: String
  var pager: PagerView
}

/// One of one's lists, with the button that puts a paper on it or takes it off.
struct CollectLine: Sendable {
  var list: ReadingListLine
  var action: String
  var isOn: Bool
}

/// What one marked.
struct BookmarksPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var cards: [SummaryCard]
  var pager: PagerView
}

/// The button that marks a summary.
struct BookmarkView: Sendable {
  var action: String
  var isKept: Bool
  /// For the button's accessible name.
  var subject: String
}

extension ReadingListPage: PageDocument { static let template = "reading-list" }
extension ReadingListsPage: PageDocument { static let template = "reading-lists" }
extension ReadingListFormPage: PageDocument { static let template = "reading-list-form" }
extension CollectPage: PageDocument { static let template = "collect" }
extension BookmarksPage: PageDocument { static let template = "bookmarks" }
