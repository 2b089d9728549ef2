internal import Domain

/// A summary in a file: Markdown, and before it, if wanted, lines `name: value` between two lines `---`.
struct SummaryText: Equatable {
  /// By name, lower-case.
  var fields: [String: String] = [:]
  var body: String

  /// Throws ``Refusal`` when the front matter does not end, or holds a line that is no field.
  init(parsing text: String) throws {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.first, Self.isFence(first) else {
      body = text
      return
    }
    let rest = lines.dropFirst()
    guard let end = rest.firstIndex(where: Self.isFence) else { throw Refusal("the front matter does not end with a line ---") }
    for line in rest[..<end] where !line.allSatisfy(\.isWhitespace) {
      guard let colon = line.firstIndex(of: ":") else { throw Refusal("the front matter has a line without a name: \(line)") }
      let name = line[..<colon].lowercased().filter { !$0.isWhitespace }
      fields[name] = Self.trimmed(line[line.index(after: colon)...])
    }
    body = rest[rest.index(after: end)...].joined(separator: "\n")
  }

  /// What is published.
  ///
  /// Throws ``Refusal`` for a field nobody knows.
  func draft() throws -> SummaryDraft {
    let known: Set<String> = ["title", "tldr", "visibility", "language", "paper", "author", "licence"]
    if let stranger = fields.keys.filter({ !known.contains($0) }).min() {
      throw Refusal("the front matter has an unknown field: \(stranger)")
    }
    let word = fields["visibility"] ?? Visibility.public.rawValue
    guard let visibility = Visibility(rawValue: word), visibility.isOpen else {
      throw Refusal("the visibility must be public or unlisted")
    }
    var licence: Licence?
    if let stated = fields["licence"] {
      guard let known = Licence(stated: stated) else {
        throw Refusal("the licence must be one of \(Licence.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      licence = known
    }
    return SummaryDraft(
      title: fields["title"], tldr: fields["tldr"], body: body, visibility: visibility, language: fields["language"],
      licence: licence)
  }

  private static func isFence(_ line: Substring) -> Bool { trimmed(line).utf8.elementsEqual("---".utf8) }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
