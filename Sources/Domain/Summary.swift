/// What one person wrote about one paper; there is one for each pair.
package struct Summary: Sendable, Equatable {
  /// The row.
  package let id: RowID
  /// The id on the wire.
  package let resource: ResourceID
  /// The actor who wrote it.
  package let author: ResourceID
  /// The row of the paper.
  package let paper: RowID
  /// The room it was sent to: a community, else the paper's.
  package let room: ResourceID
  /// The text and who may see it.
  package let content: SummaryContent
  /// When it was first published.
  package let published: Timestamp
  /// When it was last changed; nil if it never was.
  package let updated: Timestamp?
  /// 1 for the first text.
  package let revision: Int

  /// A summary with these fields.
  package init(
    id: RowID, resource: ResourceID, author: ResourceID, paper: RowID, room: ResourceID, content: SummaryContent,
    published: Timestamp, updated: Timestamp? = nil, revision: Int = 1
  ) {
    self.id = id
    self.resource = resource
    self.author = author
    self.paper = paper
    self.room = room
    self.content = content
    self.published = published
    self.updated = updated
    self.revision = revision
  }
}

/// The text of a summary, every rule kept; it is made by `SummaryDraft.validated()`.
package struct SummaryContent: Sendable, Equatable {
  /// The title.
  package let title: String?
  /// One paragraph of at most 500 characters; nil where the body's first paragraph stands for it.
  package let tldr: String?
  /// Markdown, line breaks as `\n`.
  package let body: String
  /// Who may see it.
  package let visibility: Visibility
  /// The language of the text.
  package let language: LanguageTag?
  /// What readers may do with it; nil where nothing is stated.
  package let licence: Licence?
  /// The version of the paper that it was written or revised for; nil where its author does not say.
  package let writtenFor: Int?
}

/// One state in the history of a summary.
package struct Revision: Sendable, Equatable {
  /// Counted from 1.
  package let number: Int
  /// The text and who may see it.
  package let content: SummaryContent
  /// When it was made.
  package let created: Timestamp

  /// A revision with these fields.
  package init(number: Int, content: SummaryContent, created: Timestamp) {
    self.number = number
    self.content = content
    self.created = created
  }
}

/// A summary as a form, an app or a file gives it.
package struct SummaryDraft: Sendable, Equatable {
  /// Characters of a title.
  package static let maximumTitle = 300
  /// Characters of a TL;DR.
  package static let maximumTLDR = 500
  /// Markdown of the body in bytes of UTF-8: 40 KiB.
  package static let maximumBody = 40 * 1024
  /// No paper has as many versions.
  package static let maximumVersion = 9_999

  /// The title.
  package var title: String?
  /// The TL;DR.
  package var tldr: String?
  /// The Markdown.
  package var body: String
  /// Who may see it.
  package var visibility: Visibility
  /// The language of the text.
  package var language: String?
  /// What readers may do with it; nil states nothing.
  package var licence: Licence?
  /// The version of the paper that it is for; nil does not say, which changes nothing.
  package var writtenFor: Int?

  /// A draft with these fields.
  package init(
    title: String? = nil, tldr: String? = nil, body: String, visibility: Visibility = .public, language: String? = nil,
    licence: Licence? = nil, writtenFor: Int? = nil
  ) {
    self.title = title
    self.tldr = tldr
    self.body = body
    self.visibility = visibility
    self.language = language
    self.licence = licence
    self.writtenFor = writtenFor
  }

  /// The text, if every field keeps its rule: empty title, TL;DR and language count as none.
  ///
  /// So does a version that cannot be.
  ///
  /// Throws `DomainError` naming the first field that does not.
  package func validated() throws(DomainError) -> SummaryContent {
    var heading: String?
    if let title, !trimmingWhitespace(title).isEmpty {
      heading = try TextRules(field: .title, name: "The title").line(title, maximum: Self.maximumTitle)
    }
    var short: String?
    if let tldr {
      short = try TextRules(field: .tldr, name: "The TL;DR").paragraph(tldr, maximum: Self.maximumTLDR)
    }
    let text = try TextRules(field: .body, name: "The summary").text(body, maximumBytes: Self.maximumBody)
    return SummaryContent(
      title: heading, tldr: short, body: text, visibility: visibility, language: try languageTag(language), licence: licence,
      writtenFor: writtenFor.flatMap { (1...Self.maximumVersion).contains($0) ? $0 : nil })
  }
}

/// The tag of a field that may be empty.
func languageTag(_ text: String?) throws(DomainError) -> LanguageTag? {
  guard let text, !text.isEmpty else { return nil }
  return try LanguageTag(parsing: text)
}
