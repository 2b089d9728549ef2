internal import Domain

/// A page of a feed, before it is written as Atom or JSON Feed; every address is absolute.
struct FeedDocument: Sendable {
  var title: String
  var subtitle: String
  /// The page that shows the same.
  var home: String
  /// The feed without the ending of its format: `https://scholion.example/venue/neurips/feed`.
  var address: String
  /// After which entry the next page goes on; nil on the last.
  var next: RowID?
  /// When the newest change on this page was made.
  var updated: Timestamp
  var entries: [FeedEntry]
  /// The program's.
  var version: String

  func link(_ format: FeedFormat) -> String { "\(address).\(format.rawValue)" }

  func nextLink(_ format: FeedFormat) -> String? { next.map { "\(link(format))?before=\($0)" } }
}

/// A summary in a feed.
struct FeedEntry: Sendable {
  /// The ActivityPub id, the same on every server and for ever.
  var id: String
  /// Our page of it.
  var address: String
  /// The page of it where it was written, if that is another server.
  var origin: String?
  /// The summary's, else the paper's.
  var title: String
  var paperTitle: String
  /// Our page of the paper.
  var paperAddress: String
  /// The paper where its registries show it, the best known first.
  var registryAddresses: [String]
  /// As `arxiv:1706.03762`, the best known first.
  var identifiers: [String]
  var author: String
  var authorAddress: String
  var published: Timestamp
  var updated: Timestamp?
  /// Plain text; empty when there is none.
  var tldr: String
  /// The whole text with its formulas, safe to show.
  var html: TrustedHTML
  var language: String?
  /// Without `#`.
  var hashtags: [String]
  /// Nil where nothing is stated.
  var licence: LicenceView?
}

/// In which form a feed is written; the raw value ends its address.
enum FeedFormat: String, CaseIterable, Sendable {
  case atom, json

  var mediaType: String {
    switch self {
    case .atom: "application/atom+xml; charset=utf-8"
    case .json: "application/feed+json; charset=utf-8"
    }
  }

  func bytes(of feed: FeedDocument) -> [UInt8] {
    switch self {
    case .atom: AtomFeed.bytes(of: feed)
    case .json: JSONFeed.bytes(of: feed)
    }
  }
}
