/// A question about a paper as a form gives it.
package struct QuestionDraft: Sendable, Equatable {
  /// Characters of the question in one line.
  package static let maximumTitle = 200

  /// The question in one line.
  package var title: String
  /// Markdown of what there is to say about it.
  package var body: String
  /// The language of the text.
  package var language: String?

  /// A draft with these fields.
  package init(title: String, body: String, language: String? = nil) {
    self.title = title
    self.body = body
    self.language = language
  }

  /// The question, if every field keeps its rule.
  ///
  /// Throws `DomainError` naming the first that does not.
  package func validated() throws(DomainError) -> QuestionContent {
    let line = try TextRules(field: .title, name: "The question").line(title, maximum: Self.maximumTitle)
    let text = try TextRules(field: .body, name: "The explanation").text(body, maximumBytes: ReplyDraft.maximumBody)
    return QuestionContent(title: line, body: text, language: try languageTag(language))
  }
}

/// A question about a paper, every rule kept; it is made by `QuestionDraft.validated()`.
package struct QuestionContent: Sendable, Equatable {
  /// The question in one line.
  package let title: String
  /// Markdown, line breaks as `\n`.
  package let body: String
  /// The language of the text.
  package let language: LanguageTag?
}
