/// The permalink of a summary, or of a comment inside its summary's thread.
struct StatusPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// With `about`, and the thread in `replies`; for a comment's page the shown comment has `isFocus`.
  ///
  /// nil when the summary a comment hangs from is unknown, gone or not for the viewer.
  var summary: SummaryView?
  /// A question about a paper, shown for itself and for its answers.
  var question: QuestionView?
  /// Comments without a known summary above them.
  var looseReplies: [ReplyView] = []
  /// Whether a summary or a question stands above.
  var hasHead = false
}

/// The editor of a summary, new or existing.
struct EditorPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var about: PaperLine
  /// Where it is posted; the button pressed comes as `do`: `preview` or `publish`.
  var action: String
  var isRevision = false
  /// The revision the text was loaded from, to notice a change made meanwhile; empty for a new one.
  var revision = ""
  /// The number of the draft in the form; 0 for none.
  var draftNumber = 0
  var draft: DraftNotice?
  var other: OtherText?
  /// Why it was not published at once, a sentence each.
  var warnings: [String] = []
  /// The names of those warnings, as they come back with "Publish anyway".
  var warned = ""
  var addresses: DeskAddresses
  /// Field `newcomers`.
  var newcomers = FormField("newcomers")
  /// Whether there is anything in it.
  var hasNewcomers = false
  /// Field `experts`.
  var experts = FormField("experts")
  /// Whether there is anything in it.
  var hasExperts = false
  var image: ImageForm?
  var problems: ProblemList?
  var preview: PreviewView?
  var title: FormField
  var tldr: FormField
  var text: FormField
  /// Field `visibility`; empty hides it.
  var visibilities: [ChoiceView] = []
  /// As whom it is published, where it is under a pseudonym.
  var pseudonym: LinkView?
  /// What the chosen readers take back; shown when it was not agreed to.
  var agreement: AgreementView?
  /// Field `language`; empty hides it.
  var languages: [ChoiceView] = []
  /// Field `written-for`, the version of the paper; empty hides it.
  var versions: [ChoiceView] = []
  /// Field `licence`.
  var licences: [ChoiceView] = []
  var cancelAddress: String
  var deleteAddress: String?
}

/// What the text would look like.
struct PreviewView: Sendable, Hashable {
  var title: String?
  /// As typed, or the first paragraph.
  var tldrHTML: TrustedHTML
  /// Whether the TL;DR above is the first paragraph, taken because none was typed.
  var isFirstParagraph: Bool
  var bodyHTML: TrustedHTML
  var language = ""
  /// Formulas that could not be set and the like, a sentence each.
  var remarks: [String] = []
}

/// The editor of a comment of one's own.
struct CommentPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// The comment as it stands.
  var original: LinkView
  var problems: ProblemList?
  var action: String
  var previewHTML: TrustedHTML?
  var text: FormField
}
