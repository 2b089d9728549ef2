/// A summary in full, with what hangs from it.
struct SummaryView: Sendable {
  /// Fragment on the page: `s-7214`.
  var anchor: String
  /// Our permalink: `/@ada/7214`.
  var address: String
  /// The paper; set where the page is not the paper's own.
  var about: PaperLine?
  var title: String?
  /// The TL;DR only when its author wrote one; else it would be read twice.
  var tldrHTML: TrustedHTML?
  var bodyHTML: TrustedHTML
  /// Language of the text (BCP 47); empty when unknown.
  var language = ""
  var author: PersonView
  var origin: OriginView
  var published: MomentView
  var edited: MomentView?
  var historyAddress: String?
  /// What was typed; nil for what was written elsewhere.
  var sourceAddress: String?
  /// `for version 1 of now 4`; nil where the paper has nothing newer.
  var writtenFor: String?
  /// Nil where nothing is stated.
  var licence: LicenceView?
  /// Nil for what was first published here.
  var imported: ImportedView?
  var isUnlisted = false
  var isForFollowers = false
  var vote: VoteView
  var topics: [LinkView] = []
  /// `3 comments`; empty when there are none.
  var commentsLabel = ""
  /// The thread in reading order (parents before children), flat; depth is in `depthClass`.
  var replies: [ReplyView] = []
  /// More comments than shown here: the permalink's thread.
  var moreRepliesAddress: String?
  var replyForm: ReplyForm?
  /// Nil for visitors.
  var share: ShareView?
  /// Nil for visitors.
  var bookmark: BookmarkView?
  /// Only for its author (or a moderator).
  var editAddress: String?
  var deleteAddress: String?
}

/// A comment.
struct ReplyView: Sendable, Hashable {
  /// Fragment on the page: `n-7301`.
  var anchor: String
  var address: String
  /// `depth-0` to `depth-6`; deeper ones stay at `depth-6`.
  var depthClass = "depth-0"
  var author: PersonView
  var origin: OriginView
  var bodyHTML: TrustedHTML
  var language = ""
  var published: MomentView
  var edited: MomentView?
  /// Whom it answers, and where that is; nil directly under a summary.
  var parent: LinkView?
  /// The summary it belongs to; set where the page is not that summary's.
  var thread: LinkView?
  /// The question it asks about a paper, where that does not stand above it.
  var title: LinkView?
  /// The answer that was accepted.
  var isAccepted = false
  /// Where `accept` is posted: `1` or `0`; nil for all but those who may.
  var acceptAction: String?
  var vote: VoteView?
  var replyForm: ReplyForm?
  var editAddress: String?
  var deleteAddress: String?
  /// The comment this page was asked for.
  var isFocus = false
  /// Deleted, kept as a place in the thread; only `anchor` and `depthClass` are used.
  var isGone = false
}

/// Votes on one thing, and the viewer's own.
struct VoteView: Sendable, Hashable {
  /// Where `vote` is posted: `1`, `-1` or `0`.
  var action: String
  /// With a real minus sign: `12`, `−3`.
  var score: String
  /// Signed in and allowed to.
  var isOpen = false
  var isUp = false
  var isDown = false
  /// For the buttons' accessible names: `this summary by Ada Lovelace`.
  var subject: String
}

/// Passing something on to one's followers.
struct ShareView: Sendable {
  /// Where `share` is posted: `1` or `0`.
  var action: String
  var isShared = false
  /// For the button's accessible name: `what Ada Lovelace wrote`.
  var subject: String
  /// `3 shares`; nil when there are none.
  var label: String?
}

/// The form under a summary or comment; open when it came back refused.
struct ReplyForm: Sendable, Hashable {
  var action: String
  /// Field `text`, with an id unique in the page.
  var text: FormField
  /// Rendered preview when "Preview" was pressed.
  var previewHTML: TrustedHTML?
  var isOpen = false
  /// `Comment` under a summary, `Reply` under a comment.
  var verb: String
  /// Whom it answers: `Ada Lovelace`.
  var whom: String
}

/// A summary in a list: the paper, its TL;DR, who wrote it.
struct SummaryCard: Sendable, Hashable {
  var address: String
  var about: PaperLine
  var title: String?
  /// The TL;DR, or the first paragraph.
  var tldrHTML: TrustedHTML
  var language = ""
  var author: PersonView
  var origin: OriginView
  var published: MomentView
  var score: String
  var commentsLabel = ""
  var isUnlisted = false
  var isForFollowers = false
  /// Why it stands where it stands; nil where the order needs no reason.
  var whyAddress: String?
}
