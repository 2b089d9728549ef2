/// What moderators look after: who waits, which servers are blocked, which papers are in dispute.
struct ModerationPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var waiting: [WaitingView]
  /// Authorities of blocked servers.
  var blockedHosts: [String]
  var conflicts: [ConflictView]
  var proposals: [ProposalView]
}

/// Somebody who asked for an account.
struct WaitingView: Sendable {
  var person: PersonView
  var email: String
  /// In their own words.
  var reason: String?
  var requested: MomentView
  /// Where the decision is posted, field `do`: `approve` or `decline`.
  var action: String
}

/// A post from elsewhere whose claims about a paper contradict what is known.
struct ConflictView: Sendable {
  var post: LinkView
  var identifiers: String
}
