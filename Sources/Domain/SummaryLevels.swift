/// A summary may begin with a text for newcomers and end with one for experts: sections of it under headings that are always the same,
/// so that they travel with the rest, stand in every version of it and are found like it.
package struct SummaryLevels: Sendable, Equatable {
  /// Markdown for those who are new to the field; empty where there is none.
  package var newcomers: String
  /// Markdown for everybody.
  package var full: String
  /// Markdown for those who work in the field; empty where there is none.
  package var experts: String

  /// The headings, without their marks.
  package static let (newcomersHeading, fullHeading, expertsHeading) = ("For newcomers", "In full", "For experts")
  private static let (newcomersLine, fullLine, expertsLine) = (
    "## \(newcomersHeading)\n", "\n## \(fullHeading)\n", "## \(expertsHeading)\n\n"
  )

  /// Three texts.
  package init(newcomers: String, full: String, experts: String) {
    self.newcomers = newcomers
    self.full = full
    self.experts = experts
  }

  /// Takes a text apart; one without the headings is for everybody.
  package init(source: String) {
    self.init(newcomers: "", full: source, experts: "")
    let text = withPlainLineBreaks(source)
    if text.utf8.starts(with: Self.newcomersLine.utf8), let found = text.firstRange(of: Self.fullLine) {
      let first = text[text.utf8.index(text.startIndex, offsetBy: Self.newcomersLine.utf8.count - 1)..<found.lowerBound]
      newcomers = String(trimmingWhitespace(first))
      full = String(Self.withoutFirstLines(text[found.upperBound...]))
    }
    takeExperts(from: withPlainLineBreaks(full))
  }

  /// The text that holds them all.
  package var source: String {
    let (first, last) = (trimmingWhitespace(withPlainLineBreaks(newcomers)), trimmingWhitespace(withPlainLineBreaks(experts)))
    guard !(first.isEmpty && last.isEmpty) else { return full }
    var text = withPlainLineBreaks(full)
    if !first.isEmpty { text = "\(Self.newcomersLine)\n\(first)\n\(Self.fullLine)\n\(text)" }
    if !last.isEmpty { text += "\n\n\(Self.expertsLine)\(last)" }
    return text
  }

  /// What stands behind the last heading for experts that has a line of its own as ``source`` writes it.
  private mutating func takeExperts(from text: String) {
    let mark = "\n\n" + Self.expertsLine
    if text.utf8.starts(with: Self.expertsLine.utf8) {
      (full, experts) = ("", String(trimmingWhitespace(text.dropFirst(Self.expertsLine.count))))
      return
    }
    var (rest, last) = (text[...], Range<String.Index>?.none)
    while let found = rest.firstRange(of: mark) {
      last = found
      rest = rest[found.upperBound...]
    }
    guard let last else { return }
    full = String(text[..<last.lowerBound])
    experts = String(trimmingWhitespace(text[last.upperBound...]))
  }

  /// Without the empty lines at the start; spaces before a first word mean something in Markdown.
  private static func withoutFirstLines(_ text: Substring) -> Substring { text.drop { $0 == "\n" } }
}
