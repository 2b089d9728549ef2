internal import ActivityStreams
internal import Actors
internal import Domain
internal import Markup
internal import Store

/// What summaries and comments have in common on the wire.
extension Instance {
  /// Language, page, dates, source.
  func addText(to object: inout ObjectDocument, of post: PostRow, content: String, size: ArticleSize) throws {
    let language = post.language ?? "en"
    object.content = content
    if size == .whole { object.contentMap = [LanguageText(language: language, text: content)] }
    object.mediaType = "text/html"
    if size.hasSource { object.source = post.source.map { SourceDocument(content: $0) } }
    object.language = LanguageDocument(identifier: language, name: Languages.name(language))
    object.urls = [LinkDocument(href: try IRI(parsing: post.url))]
    object.published = post.publishedAt.iso8601
    object.updated = post.updatedAt?.iso8601
    object.sensitive = false
  }

  /// Whom it is for: one room at most, equal to `audience` (DESIGN 5.2).
  func address(
    _ object: inout ObjectDocument, post: PostRow, by author: ActorRow, room: IRI?, mentioning mentioned: [ActorRow]
  ) {
    let followers = author.followersURI.flatMap { IRI($0) }.map { [$0] } ?? []
    let people = mentioned.compactMap { IRI($0.uri.text) }
    let room = room.map { [$0] } ?? []
    switch post.visibility {
    case .public:
      object.to = [.publicCollection] + room
      object.cc = followers + people
      object.audience = room.first
    case .unlisted:
      object.to = followers
      object.cc = [.publicCollection] + room + people
      object.audience = room.first
    case .followers, .direct:
      object.to = post.visibility == .followers ? followers : []
      object.cc = people
    }
  }

  func tags(mentioning mentioned: [ActorRow], hashtags: [String]) throws -> [TagDocument] {
    let hashtags = hashtags.map { name in
      TagDocument.hashtag(name: "#\(name)", href: IRI(addresses.hashtag(name)))
    }
    let mentions = try mentioned.map { actor in
      TagDocument.mention(href: try IRI(actor.uri), name: "@\(actor.name)@\(actor.host)")
    }
    return hashtags + mentions
  }

  /// The discussion and what people did with it.
  func addThread(to object: inout ObjectDocument, post: PostRow, figures: PostFigures) throws {
    object.conversationContext = post.contextURI.flatMap { IRI($0) }
    object.conversation = object.conversationContext
    let replies = CollectionPages(id: try object.id.appending("/replies"), total: figures.replies, isOrdered: false)
    object.replies = .embedded(
      CollectionDocument(
        id: replies.id, isOrdered: false, totalItems: figures.replies,
        first: .embedded(try replies.pageDocument(at: 0, items: figures.firstReplies.map { .id($0) }))))
    object.likes = .embedded(
      CollectionDocument(id: try object.id.appending("/likes"), isOrdered: false, totalItems: figures.likes))
    object.shares = .embedded(
      CollectionDocument(id: try object.id.appending("/shares"), isOrdered: false, totalItems: figures.shares))
    if post.visibility.isOpen { object.interactionPolicy = .publicQuotes }
  }

  /// A short text and a way to the whole.
  static func leading(to page: IRI, after text: String) -> String {
    let link = PlainText.escaped(page.text)
    return "\(text)<p><a href=\"\(link)\">\(link)</a></p>"
  }
}

/// Names of languages for peers that show them (Lemmy reads `language.name`).
enum Languages {
  private static let names = [
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano", "pt": "Português",
    "nl": "Nederlands", "zh": "中文", "ja": "日本語", "ko": "한국어", "ru": "Русский", "pl": "Polski", "uk": "Українська",
    "tr": "Türkçe",
  ]

  /// The language's own name, else its tag.
  static func name(_ tag: String) -> String { names[tag] ?? tag }
}
