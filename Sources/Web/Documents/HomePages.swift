/// Summaries in an order, or under a hashtag.
struct HomePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// Shown to visitors: two sentences about the place.
  var welcomes = false
  /// `Popular summaries in computing`.
  var heading: String
  /// Recent, best and the like; empty hides the row.
  var orderings: [NavigationLink] = []
  /// Fields to narrow it to; empty hides the row.
  var fields: [NavigationLink] = []
  var cards: [SummaryCard]
  var pager: PagerView
}

/// What the people and rooms one follows wrote.
struct TimelinePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var items: [TimelineItem]
  var pager: PagerView
}

/// One item of a timeline: exactly one of `card` and `reply` is set.
struct TimelineItem: Sendable {
  var card: SummaryCard?
  var reply: ReplyView?
  /// Who passed it on, when that is why it is here.
  var sharer: PersonView?
}

/// What others did that concerns the viewer.
struct NotificationsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var notifications: [NotificationView]
  var pager: PagerView
}

/// One notification: "Ada · replied to your summary of · Attention Is All You Need".
struct NotificationView: Sendable {
  var actor: PersonView
  /// What they did: `replied to your summary of`, `followed you`.
  var deed: String
  var target: LinkView?
  /// The words of a comment or mention.
  var excerptHTML: TrustedHTML?
  var moment: MomentView
  var isUnread: Bool
}

/// Why a summary stands where it stands.
struct WhyPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// The summary's page.
  var address: String
  var paper: PaperLine
  /// `3 up, 1 down`.
  var votes: String
  /// The lower bound by which *best* sorts.
  var best: String
  /// `5 hours`, `12.5 days`.
  var age: String
  /// Days of head start that votes give in *popular*.
  var lead: String
}
