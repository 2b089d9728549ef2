/// A summary that only its writer sees, as the writer sees it, or as somebody does who was given its link.
struct PrivatePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var about: PaperLine
  var title: String?
  /// Only when the writer typed one.
  var tldrHTML: TrustedHTML?
  var bodyHTML: TrustedHTML
  /// Language of the text (BCP 47); empty when unknown.
  var language = ""
  var writer: PersonView
  var edited: MomentView
  /// What its writer does with it; nil for everybody else.
  var desk: PrivateDesk?
}

/// What the writer of a private summary can do.
struct PrivateDesk: Sendable {
  var editAddress: String
  var deleteAddress: String
  /// Where `do` is posted: `link` or `withdraw`.
  var linkAction: String
  /// Whether there is a link to it.
  var hasLink: Bool
  /// The link that was just made; it is shown this once.
  var newLink: String?
}

/// What a person wrote that nobody else sees as theirs.
struct UnseenPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// On the first page alone.
  var pseudonyms: [PseudonymView] = []
  /// Where further pseudonyms are.
  var morePseudonyms: String?
  var kept: [KeptView]
  var pager: PagerView
}

/// What somebody wrote under a pseudonym, in the list that only they see.
struct PseudonymView: Sendable {
  var about: PaperLine
  /// As whom, and the summary; nil until it is out.
  var name: String?
  var address: String?
  /// Whether a text, the first or an edit, has yet to go out.
  var isWaiting: Bool
  var editAddress: String
  var deleteAddress: String
  /// Nil until it is out.
  var claimAddress: String?
  /// What others did about it.
  var newsAddress: String?
  /// `3 new`; nil where there is nothing new.
  var news: String?
}

/// A private summary in a list.
struct KeptView: Sendable {
  var address: String
  var about: PaperLine
  var title: String?
  var edited: MomentView
  /// Whether there is a link to it.
  var hasLink: Bool
}
