package import Domain
internal import SQL

/// A summary that its writer keeps, and shows to whoever is given its link.
package struct PrivateSummaryRow: Sendable, Equatable {
  /// Whose it is.
  package var actorID: RowID
  /// What it is about.
  package var paperID: RowID
  /// Title, TL;DR, text and its rendering.
  package var text: PrivateText
  /// Whether there is a link to it.
  package var hasLink: Bool
  /// When it was last changed.
  package var updatedAt: Timestamp

  static let columns =
    "x.actor_id, x.paper_id, x.title, x.tldr, x.source, x.html, x.language, x.licence, CASE WHEN x.link_hash IS NULL THEN 0 ELSE 1 END, "
    + "x.updated_at"

  init(_ row: SQLRow) throws {
    actorID = RowID(try row.integer(0))
    paperID = RowID(try row.integer(1))
    text = PrivateText(
      title: try row.optionalText(2), tldr: try row.text(3), source: try row.text(4), html: try row.text(5),
      language: try row.optionalText(6), licence: try row.optionalText(7).flatMap(Licence.init(rawValue:)))
    hasLink = try row.bool(8)
    updatedAt = try row.timestamp(9)
  }
}

/// What is written in a private summary.
package struct PrivateText: Sendable, Equatable {
  /// The title; nil where there is none.
  package var title: String?
  /// Plain text, one paragraph; empty where the first paragraph stands for it.
  package var tldr: String
  /// Markdown.
  package var source: String
  /// Sanitised HTML with MathML.
  package var html: String
  /// A tag of BCP 47.
  package var language: String?
  /// What readers may do with it once it is published; nil where nothing was chosen.
  package var licence: Licence?

  /// A text with these fields.
  package init(title: String?, tldr: String, source: String, html: String, language: String?, licence: Licence? = nil) {
    self.title = title
    self.tldr = tldr
    self.source = source
    self.html = html
    self.language = language
    self.licence = licence
  }
}
