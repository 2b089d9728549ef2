package import Domain
internal import SQL

/// What a form held when it was kept.
package struct DraftText: Sendable, Equatable {
  /// The title, maybe empty.
  package var title: String
  /// The TL;DR, maybe empty.
  package var tldr: String
  /// Markdown, maybe empty.
  package var source: String
  /// What else was chosen, as the form sends it; the store does not look into it.
  package var choices: String

  /// A text with these fields.
  package init(title: String, tldr: String, source: String, choices: String) {
    self.title = title
    self.tldr = tldr
    self.source = source
    self.choices = choices
  }
}

/// A summary that somebody is writing: one for a person and a paper, for nobody else to see.
package struct DraftRow: Sendable, Equatable {
  /// The paper.
  package var paperID: RowID
  /// How often it was kept; whoever replaces it says which one they saw.
  package var number: Int
  /// The revision of the published summary that it began with; 0 where there was none.
  package var base: Int
  /// The text.
  package var text: DraftText
  /// When it was kept last, as a row id, since drafts are listed by it.
  package var saved: RowID

  static let columns = "d.paper_id, d.number, d.base, d.title, d.tldr, d.source, d.choices, d.saved"

  init(_ row: SQLRow) throws {
    paperID = RowID(try row.integer(0))
    number = try row.count(1)
    base = try row.count(2)
    text = DraftText(
      title: try row.text(3), tldr: try row.text(4), source: try row.text(5), choices: try row.text(6))
    saved = RowID(try row.integer(7))
  }
}
