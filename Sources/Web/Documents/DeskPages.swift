/// Of the editor: that the text in it is a draft.
struct DraftNotice: Sendable {
  var moment: MomentView
  var discardAddress: String
}

/// Of the editor: a text that somebody kept or published in another window meanwhile.
struct OtherText: Sendable {
  /// `Another draft`.
  var heading: String
  /// What happens next, as a sentence.
  var explanation: String
  /// The other text beside the one in the form.
  var lines: [DifferenceLine]
  /// The other text, whole.
  var text: String
}

/// Of the editor: the part that adds pictures.
struct ImageForm: Sendable {
  /// Whether pictures can be added on this server.
  var isOpen: Bool
  /// Where the script sends one.
  var address: String
  /// What was typed about it.
  var alt = ""
  var problem: String?
}

/// Of the editor: where its script sends what was typed.
struct DeskAddresses: Sendable {
  var preview: String
  var draft: String
}

/// What the text of a summary understands, for those who write one.
struct WritingPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
}

/// What somebody is writing.
struct DraftsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var drafts: [DraftLine]
  var pager: PagerView
}

/// A draft in the list of them.
struct DraftLine: Sendable {
  var about: PaperLine
  /// Its editor.
  var address: String
  var moment: MomentView
  /// How it begins.
  var excerpt: String
  var discardAddress: String
}
