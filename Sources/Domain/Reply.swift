/// A comment on a summary or on another reply.
package struct Reply: Sendable, Equatable {
  /// The row.
  package let id: RowID
  /// The id on the wire.
  package let resource: ResourceID
  /// The actor who wrote it.
  package let author: ResourceID
  /// What it answers.
  package let parent: ResourceID
  /// The thread it belongs to, where its origin names one.
  package let context: ResourceID?
  /// The text and who may see it.
  package let content: ReplyContent
  /// When it was first published.
  package let published: Timestamp
  /// When it was last changed; nil if it never was.
  package let updated: Timestamp?

  /// A reply with these fields.
  package init(
    id: RowID, resource: ResourceID, author: ResourceID, parent: ResourceID, context: ResourceID? = nil, content: ReplyContent,
    published: Timestamp, updated: Timestamp? = nil
  ) {
    self.id = id
    self.resource = resource
    self.author = author
    self.parent = parent
    self.context = context
    self.content = content
    self.published = published
    self.updated = updated
  }
}

/// The text of a reply, every rule kept; it is made by `ReplyDraft.validated()`.
package struct ReplyContent: Sendable, Equatable {
  /// Markdown, line breaks as `\n`.
  package let body: String
  /// Who may see it.
  package let visibility: Visibility
  /// The language of the text.
  package let language: LanguageTag?
}

/// A reply as a form or an app gives it.
package struct ReplyDraft: Sendable, Equatable {
  /// Markdown of the body in bytes of UTF-8: 20 KiB.
  package static let maximumBody = 20 * 1024

  /// The Markdown.
  package var body: String
  /// Who may see it.
  package var visibility: Visibility
  /// The language of the text.
  package var language: String?

  /// A draft with these fields.
  package init(body: String, visibility: Visibility = .public, language: String? = nil) {
    self.body = body
    self.visibility = visibility
    self.language = language
  }

  /// The text, if every field keeps its rule.
  ///
  /// Throws `DomainError` naming the first that does not.
  package func validated() throws(DomainError) -> ReplyContent {
    let text = try TextRules(field: .body, name: "The comment").text(body, maximumBytes: Self.maximumBody)
    return ReplyContent(body: text, visibility: visibility, language: try languageTag(language))
  }
}
