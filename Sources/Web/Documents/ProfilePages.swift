/// A person, of here or elsewhere, and what they wrote.
struct ProfilePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var person: PersonView
  var origin: OriginView
  var bioHTML: TrustedHTML?
  var details: [ProfileDetail] = []
  /// `Joined 20 Nov 2026`.
  var joined: String?
  /// Of an account that its owner has not claimed: where it comes from.
  var waitsFor: String?
  /// `Score 2.5 over 4 summaries`; nil without votes.
  var score: String?
  /// Followers and following, with figures; also summaries and comments.
  var tabs: [NavigationLink]
  var relation: RelationView?
  var isOwn = false
  /// Visitors may follow from their own server: where that is asked.
  var elsewhereAddress: String?
  var cards: [SummaryCard] = []
  var replies: [ReplyView] = []
  /// Papers of their own.
  var papers: [PaperLine] = []
  /// `Ada has not written a summary yet.`; set when both lists are empty.
  var emptiness: String?
  var pager: PagerView
}

/// A row of facts a person tells about themselves.
struct ProfileDetail: Sendable {
  var name: String
  var valueHTML: TrustedHTML
}

/// Followers, or followed.
struct PeopleListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var person: PersonView
  var tabs: [NavigationLink]
  var cards: [PersonCard]
  /// Set when the list is empty, or hidden by its owner.
  var emptiness: String?
  var pager: PagerView
}

/// Following somebody by their handle.
struct FollowPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// A handle or an address from anywhere.
  var handle: FormField
  var found: PersonCard?
}

/// Somebody arrives from another server's page to follow or answer (`/authorize_interaction?uri=`).
struct RemoteFollowPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// The actor to follow, or nil when the address is a post.
  var found: PersonCard?
  /// The post to answer.
  var post: LinkView?
  /// Neither could be had: one sentence why.
  var refusal: String?
}

/// A visitor whose account is elsewhere: their handle leads home, where they follow.
///
/// The policy of pages forbids a form to end on another origin, so the answer is a link (`continueAddress`).
struct FromElsewherePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// What they want to follow or answer.
  var subject: LinkView
  /// Its handle or address, to copy by hand.
  var copyText: String
  var action: String
  var problems: ProblemList?
  var handle: FormField
  /// Their server's page for it, once the handle was understood.
  var continueAddress: String?
  var continueHost: String?
}
