package import Domain
internal import SQL

/// What a post is.
package enum PostKind: String, Sendable {
  /// A summary of a paper, an ActivityStreams `Article`.
  case summary
  /// A comment in a thread.
  case reply
  /// Anything else that was published, such as a note of a person somebody here follows.
  case note
}

/// A summary, comment or note, ours or another server's.
package struct PostRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// The ActivityPub id.
  package var uri: ResourceID
  /// Whose it is.
  package var actorID: RowID
  /// Whether it is ours.
  package var isLocal: Bool
  /// What it is.
  package var kind: PostKind
  /// The paper that a summary or a question is about.
  package var paperID: RowID?
  /// The id of what it answers, known here or not.
  package var inReplyTo: String?
  /// What it answers; nil while that is not known here.
  package var parentID: RowID?
  /// The first post of the thread; nil for that post itself.
  package var rootID: RowID?
  /// The id of the conversation.
  package var contextURI: String?
  /// The title of a summary.
  package var title: String?
  /// Plain text, one paragraph.
  package var tldr: String
  /// Markdown, where the author gave it.
  package var source: String?
  /// Sanitised HTML with MathML.
  package var html: String
  /// What a peer sent, before the sanitizer.
  package var rawHTML: String?
  /// The version of the sanitizer that made the HTML.
  package var sanitizer: Int
  /// The page for people.
  package var url: String
  /// A tag of BCP 47.
  package var language: String?
  /// Who may see it.
  package var visibility: Visibility
  /// The id of the room it was sent to.
  package var audienceURI: String?
  /// Whether readers are warned first.
  package var isSensitive: Bool
  /// Whether a room of ours announced it.
  package var isAnnounced: Bool
  /// Votes up.
  package var likes: Int
  /// Votes down.
  package var dislikes: Int
  /// How often it was shared.
  package var shares: Int
  /// Direct replies that anybody may see.
  package var replies: Int
  /// When its author published it.
  package var publishedAt: Timestamp
  /// When it was last changed.
  package var updatedAt: Timestamp?
  /// What readers may do with it; nil where nothing is stated.
  package var licence: Licence?
  /// Where it was first published, if that was not here.
  package var importedFrom: String?
  /// Votes it brought along from there; likes of nobody here.
  package var importedScore = 0
  /// The version of its paper that a summary is for; nil where nobody says.
  package var writtenFor: Int?

  /// Likes less dislikes, and what it brought along.
  package var score: Int { likes - dislikes + importedScore }

  /// Whether it asks about a paper: its title is the question in one line, what answers it are answers.
  package var isQuestion: Bool { kind == .note && paperID != nil }

  static func columns(_ s: String) -> String { s == "s" ? usual : columns(of: s) }

  private static let usual = columns(of: "s")

  private static func columns(of s: String) -> String {
    "\(s).id, \(s).uri, \(s).actor_id, \(s).local, \(s).kind, \(s).paper_id, \(s).in_reply_to_uri, \(s).parent_id, "
      + "\(s).root_id, \(s).context_uri, \(s).title, \(s).tldr, \(s).source, \(s).html, \(s).raw_html, \(s).sanitizer, "
      + "\(s).url, \(s).language, \(s).visibility, \(s).audience_uri, \(s).sensitive, \(s).announced, \(s).likes, "
      + "\(s).dislikes, \(s).shares, \(s).replies, \(s).published_at, \(s).updated_at, \(s).licence, "
      + "\(s).imported_from, \(s).imported_score, \(s).written_for"
  }
  static let columnCount = 32

  /// The row that a draft becomes under an id and at a place in its thread.
  init(_ draft: PostDraft, id: RowID, parent: RowID?, root: RowID?) {
    self.id = id
    uri = draft.uri
    actorID = draft.actorID
    isLocal = draft.isLocal
    kind = draft.kind
    paperID = draft.paperID
    inReplyTo = draft.inReplyTo
    parentID = parent
    rootID = root
    contextURI = draft.contextURI
    title = draft.title
    tldr = draft.tldr
    source = draft.source
    html = draft.html
    rawHTML = draft.rawHTML
    sanitizer = draft.sanitizer
    url = draft.url
    language = draft.language
    visibility = draft.visibility
    audienceURI = draft.audienceURI
    isSensitive = draft.isSensitive
    isAnnounced = false
    likes = 0
    dislikes = 0
    shares = 0
    replies = 0
    publishedAt = draft.publishedAt
    updatedAt = draft.updatedAt
    licence = draft.licence
    importedFrom = draft.importedFrom
    importedScore = draft.importedScore
    writtenFor = draft.writtenFor
  }

  init(_ row: SQLRow, at i: Int = 0) throws {
    id = RowID(try row.integer(i))
    uri = try ResourceID(parsing: try row.text(i + 1))
    actorID = RowID(try row.integer(i + 2))
    isLocal = try row.bool(i + 3)
    kind = try row.word(i + 4)
    paperID = try row.optionalID(i + 5)
    inReplyTo = try row.optionalText(i + 6)
    parentID = try row.optionalID(i + 7)
    rootID = try row.optionalID(i + 8)
    contextURI = try row.optionalText(i + 9)
    title = try row.optionalText(i + 10)
    tldr = try row.text(i + 11)
    source = try row.optionalText(i + 12)
    html = try row.text(i + 13)
    rawHTML = try row.optionalText(i + 14)
    sanitizer = try row.count(i + 15)
    url = try row.text(i + 16)
    language = try row.optionalText(i + 17)
    visibility = try row.word(i + 18)
    audienceURI = try row.optionalText(i + 19)
    isSensitive = try row.bool(i + 20)
    isAnnounced = try row.bool(i + 21)
    likes = try row.count(i + 22)
    dislikes = try row.count(i + 23)
    shares = try row.count(i + 24)
    replies = try row.count(i + 25)
    publishedAt = try row.timestamp(i + 26)
    updatedAt = try row.optionalTimestamp(i + 27)
    licence = try row.optionalText(i + 28).flatMap(Licence.init(rawValue:))
    importedFrom = try row.optionalText(i + 29)
    importedScore = try row.count(i + 30)
    writtenFor = try row.optionalInteger(i + 31).flatMap { Int(exactly: $0) }
  }
}

/// A post with its author.
package struct AuthoredPost: Sendable, Equatable {
  /// The post.
  package var post: PostRow
  /// Who wrote it.
  package var author: ActorRow

  static let columns = "\(PostRow.columns("s")), \(ActorRow.columns("a"))"
  static let tables = "post s JOIN actor a ON a.id = s.actor_id"
  static let columnCount = PostRow.columnCount + ActorRow.columnCount

  init(_ row: SQLRow, at i: Int = 0) throws {
    post = try PostRow(row, at: i)
    author = try ActorRow(row, at: i + PostRow.columnCount)
  }
}

/// One text of a summary or comment, as it was at a time.
package struct RevisionRow: Sendable, Equatable {
  /// Counted from 1.
  package var number: Int
  /// The title; nil where there is none.
  package var title: String?
  /// Plain text, one paragraph.
  package var tldr: String
  /// Markdown.
  package var source: String
  /// When it was made.
  package var createdAt: Timestamp
  /// What readers might do with it; nil where nothing was stated.
  package var licence: Licence?
}
