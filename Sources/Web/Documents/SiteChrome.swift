/// What every page carries besides its own matter: the site, who is looking, and the token for forms.
struct SiteChrome: Sendable {
  var siteName: String
  /// The authority of the origin, as in handles: `scholion.example`.
  var host: String
  /// Language of the interface (BCP 47).
  var language = "en"
  /// Addresses of the stylesheets in their order, each with a digest of its bytes so that it may be cached for ever.
  var styles = ["/assets/style.css", "/assets/reading.css"]
  var iconAddress = "/assets/favicon.svg"
  var navigation: [NavigationLink] = []
  /// Who is signed in; nobody when nil.
  var viewer: ViewerView?
  /// Where "Sign in" leads, with the way back: `/sign-in?return=/paper/…`.
  var signInAddress = "/sign-in"
  /// Whether strangers may ask for an account.
  var offersSignUp = false
  /// Whether the masthead holds the box for searching; not where the page is about that itself.
  var offersSearch = true
  /// Token of this session, in every form that writes.
  var csrf = ""
  /// One sentence about what was just done, after a redirect.
  var notice: String?
}

/// The person who is signed in, as the masthead shows them.
struct ViewerView: Sendable {
  var person: PersonView
  /// Number of unread notifications in words for the badge: `3`, `99+`; nil when there are none.
  var unread: String?
  var mayModerate = false
}

/// What one page says about itself in its head.
struct PageHead: Sendable {
  /// Title without the site's name; plain text.
  var title: String
  /// One sentence for search engines and link previews; plain text, at most 200 characters.
  var description: String?
  /// The one absolute address of this page.
  var canonical: String?
  /// ActivityPub id of the same thing; on profiles, summaries, comments, papers and venues.
  var activityAddress: String?
  /// Atom feed of the page.
  var feedAddress: String?
  /// The same as JSON Feed.
  var jsonFeedAddress: String?
  /// `@name@host` of the author for `fediverse:creator`; on summaries alone.
  var creator: String?
  /// Names and values for `<meta name>`.
  var metas: [MetaView] = []
  /// Names and values for `<meta property>`, beside those of every page.
  var properties: [MetaView] = []
  /// JSON-LD, for a data block.
  var structuredHTML: TrustedHTML?
  /// Where an embedding of this page is, without the format: `https://scholion.example/oembed?url=…`.
  var embedAddress: String?
  /// Addresses of scripts of ours; every page works without.
  var scripts: [String] = []
  /// Typed links that go out in the answer's header.
  var signposts: [Signpost] = []
  /// Keeps the page out of search engines: forms, personal pages, unlisted summaries, errors.
  var hidesFromSearch = false
  /// Whether a form on the page was refused; the title then begins with "Error:", heard first by a screen reader.
  var hasProblems = false
}

/// A link of a menu or of a row of tabs.
struct NavigationLink: Sendable {
  var label: String
  var address: String
  var isCurrent = false
  /// A figure beside the label, in words: `12`.
  var figure: String?
}

/// A plain link.
struct LinkView: Sendable, Hashable {
  var label: String
  var address: String
}

/// The ways to the neighbouring pages of a list; keyset pages have no numbers.
struct PagerView: Sendable {
  var newerAddress: String?
  var olderAddress: String?
  /// What the ways are called where a list is not by time.
  var newerLabel = "Newer"
  var olderLabel = "Older"
}

/// A moment, for `<time>`.
struct MomentView: Sendable, Hashable {
  /// RFC 3339 in UTC: `2026-11-20T10:00:00Z`.
  var machine: String
  /// For people: `20 Nov 2026`.
  var text: String
}

/// A count with its noun: `1 comment`, `3 comments`.
func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
  "\(count) \(count == 1 ? singular : plural)"
}
