/// A summary may begin with a text for newcomers: a section of it under a heading that is always the same, so that it travels with
/// the rest, stands in every version of it and is found like it.
package struct SummaryLevels: Sendable, Equatable {
  /// Markdown for those who are new to the field; empty where there is none.
  package var newcomers: String
  /// Markdown for everybody else.
  package var full: String

  /// The headings, without their marks.
  package static let (newcomersHeading, fullHeading) = ("For newcomers", "In full")

  /// Two texts.
  package init(newcomers: String, full: String) {
    self.newcomers = newcomers
    self.full = full
  }

  /// Takes a text apart; one that does not begin with the heading is for everybody.
  package init(source: String) {
    let text = withPlainLineBreaks(source)
    let opening = "## \(Self.newcomersHeading)\n"
    let middle = "\n## \(Self.fullHeading)\n"
    guard text.utf8.starts(with: opening.utf8), let found = text.firstRange(of: middle) else {
      self.init(newcomers: "", full: source)
      return
    }
    let first = text[text.utf8.index(text.startIndex, offsetBy: opening.utf8.count - 1)..<found.lowerBound]
    self.init(newcomers: String(trimmingWhitespace(first)), full: String(Self.withoutFirstLines(text[found.upperBound...])))
  }

  /// The text that holds both.
  package var source: String {
    let first = trimmingWhitespace(withPlainLineBreaks(newcomers))
    guard !first.isEmpty else { return full }
    return "## \(Self.newcomersHeading)\n\n\(first)\n\n## \(Self.fullHeading)\n\n\(withPlainLineBreaks(full))"
  }

  /// Without the empty lines at the start; spaces before a first word mean something in Markdown.
  private static func withoutFirstLines(_ text: Substring) -> Substring { text.drop { $0 == "\n" } }
}
