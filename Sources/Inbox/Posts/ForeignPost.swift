internal import ActivityStreams
internal import Domain
internal import Store

/// A post of another server, read, made safe and not yet stored.
struct ForeignPost: Sendable {
  let uri: ResourceID
  let author: ResourceID
  let type: ObjectType
  let addressing: PostAddressing
  let claim: PaperClaim?
  let title: String?
  /// What it asks in one line, where it reads like a question; nil for what answers something.
  let question: String?
  let tldr: String
  let source: String?
  /// Sanitised.
  let html: String
  /// As it came, where making it safe changed anything.
  let rawHTML: String?
  let sanitizer: Int
  let url: String
  let language: String?
  let contextURI: String?
  let isSensitive: Bool
  let publishedAt: Timestamp
  /// When its author says it was changed, never in the future.
  let updatedAt: Timestamp?
  let hashtags: [String]
  let citations: [PaperIdentifier]
  /// What its author says that readers may do with it; nil for nothing, or nothing we know.
  let licence: Licence?

  /// Whether anybody may read it, which does not depend on who its author's followers are.
  var isOpen: Bool { visibility(followers: nil).isOpen }

  /// Who may read it.
  ///
  /// - Parameter followers: the id of its author's collection of followers
  func visibility(followers: String?) -> Visibility { .of(to: addressing.to, cc: addressing.cc, followers: followers) }

  /// Whether it is an article rather than a note.
  var isLong: Bool { type == .article || type == .page }

  /// The row to store.
  func draft(
    kind: PostKind, by author: ActorRow, paperID: RowID?, recipients: [RowID], audienceURI: String?
  ) -> PostDraft {
    var draft = PostDraft(
      uri: uri, actorID: author.id, isLocal: false, kind: kind, html: html, url: url,
      visibility: visibility(followers: author.followersURI), publishedAt: publishedAt)
    draft.paperID = paperID
    draft.inReplyTo = addressing.inReplyTo?.text
    draft.contextURI = contextURI
    draft.title = title
    draft.tldr = tldr
    draft.source = source
    draft.rawHTML = rawHTML
    draft.sanitizer = sanitizer
    draft.language = language
    draft.audienceURI = audienceURI
    draft.isSensitive = isSensitive
    draft.recipients = recipients
    draft.hashtags = hashtags
    draft.citations = citations
    draft.licence = licence
    draft.writtenFor = claim?.version
    return draft
  }

  /// What it replaces in a known row.
  func edit(updatedAt: Timestamp) -> PostEdit {
    PostEdit(
      title: title, tldr: tldr, source: source, html: html, rawHTML: rawHTML, sanitizer: sanitizer, language: language,
      isSensitive: isSensitive, updatedAt: updatedAt, hashtags: hashtags, citations: citations,
      licence: licence, writtenFor: claim?.version)
  }
}
