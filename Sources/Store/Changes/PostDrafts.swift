package import Domain

/// All that a new post is made of.
package struct PostDraft: Sendable {
  /// The ActivityPub id.
  package var uri: ResourceID
  /// Whose it is.
  package var actorID: RowID
  /// Whether it is ours.
  package var isLocal: Bool
  /// What it is.
  package var kind: PostKind
  /// The paper that a summary, or a note that asks, is about.
  package var paperID: RowID?
  /// The id of what it answers, known here or not.
  package var inReplyTo: String?
  /// The id of the conversation.
  package var contextURI: String?
  /// The title; nil where there is none.
  package var title: String?
  /// Plain text, one paragraph.
  package var tldr = ""
  /// Markdown, where the author gave it.
  package var source: String?
  /// Sanitised.
  package var html: String
  /// What a peer sent, before the sanitizer.
  package var rawHTML: String?
  /// The version of the sanitizer that made the HTML.
  package var sanitizer = 0
  /// The page for people.
  package var url: String
  /// A tag of BCP 47.
  package var language: String?
  /// Who may see it.
  package var visibility: Visibility
  /// The id of the room it was sent to.
  package var audienceURI: String?
  /// Whether readers are warned first.
  package var isSensitive = false
  /// When its author published it.
  package var publishedAt: Timestamp
  /// When it was last changed, of what was changed before it came here.
  package var updatedAt: Timestamp?
  /// Local and remote people addressed by name.
  package var recipients: [RowID] = []
  /// Lower-case, without `#`.
  package var hashtags: [String] = []
  /// The papers that its text names.
  package var citations: [PaperIdentifier] = []
  /// What readers may do with it; nil where nothing is stated.
  package var licence: Licence?
  /// The version of the paper that a summary is for; nil takes the newest that is known, for what is written here.
  package var writtenFor: Int?
  /// Where it was first published, if that was not here.
  package var importedFrom: String?
  /// Votes it brought along from there.
  package var importedScore = 0

  /// A draft of a post without what may be left out.
  package init(
    uri: ResourceID, actorID: RowID, isLocal: Bool, kind: PostKind, html: String, url: String, visibility: Visibility,
    publishedAt: Timestamp
  ) {
    self.uri = uri
    self.actorID = actorID
    self.isLocal = isLocal
    self.kind = kind
    self.html = html
    self.url = url
    self.visibility = visibility
    self.publishedAt = publishedAt
  }
}

/// What an edit of a post replaces.
package struct PostEdit: Sendable {
  /// The title; nil where there is none.
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
  /// A tag of BCP 47.
  package var language: String?
  /// Whether readers are warned first.
  package var isSensitive: Bool
  /// When it was last changed.
  package var updatedAt: Timestamp
  /// Lower-case, without `#`.
  package var hashtags: [String]
  /// The papers that its text names.
  package var citations: [PaperIdentifier]
  /// What readers may do with it; nil where nothing is stated.
  package var licence: Licence?
  /// The version of the paper that a summary is for; nil leaves it as it was.
  package var writtenFor: Int?

  /// An edit with these fields.
  package init(
    title: String?, tldr: String, source: String?, html: String, rawHTML: String? = nil, sanitizer: Int = 0,
    language: String?, isSensitive: Bool = false, updatedAt: Timestamp, hashtags: [String] = [],
    citations: [PaperIdentifier] = [], licence: Licence? = nil, writtenFor: Int? = nil
  ) {
    self.title = title
    self.tldr = tldr
    self.source = source
    self.html = html
    self.rawHTML = rawHTML
    self.sanitizer = sanitizer
    self.language = language
    self.isSensitive = isSensitive
    self.updatedAt = updatedAt
    self.hashtags = hashtags
    self.citations = citations
    self.licence = licence
    self.writtenFor = writtenFor
  }
}
