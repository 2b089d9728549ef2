/// A list of papers as a form gives it.
package struct ReadingListDraft: Sendable, Equatable {
  /// Characters of a list's name.
  package static let maximumTitle = 100
  /// Characters of what is said about a list.
  package static let maximumDescription = 1_000
  /// Characters of what is said about a paper on it.
  package static let maximumNote = 500

  /// Its name.
  package var title: String
  /// What it is about.
  package var description: String
  /// Whether anybody may see it.
  package var isListed: Bool

  /// A draft with these fields.
  package init(title: String, description: String = "", isListed: Bool = false) {
    self.title = title
    self.description = description
    self.isListed = isListed
  }

  /// The list, if every field keeps its rule.
  ///
  /// Throws `DomainError` naming the first that does not.
  package func validated() throws(DomainError) -> ReadingListContent {
    let line = try TextRules(field: .title, name: "The name").line(title, maximum: Self.maximumTitle)
    let text = try TextRules(field: .body, name: "The description").paragraph(description, maximum: Self.maximumDescription)
    return ReadingListContent(title: line, description: text ?? "", isListed: isListed)
  }

  /// What is said about a paper, in one paragraph; empty where nothing.
  package static func note(_ text: String) throws(DomainError) -> String {
    try TextRules(field: .body, name: "The note").paragraph(text, maximum: maximumNote) ?? ""
  }
}

/// A list of papers, every rule kept; it is made by `ReadingListDraft.validated()`.
package struct ReadingListContent: Sendable, Equatable {
  /// Its name.
  package let title: String
  /// What it is about, one paragraph; empty where nothing is said.
  package let description: String
  /// Whether anybody may see it.
  package let isListed: Bool

  /// The name as it stands in addresses, before another list of that name: ASCII letters, digits and `-`.
  package var slug: String {
    let words = foldedLetters(title, separator: "-").prefix(40)
    let slug = String(words.last == "-" ? words.dropLast() : words)
    return slug.isEmpty ? "list" : slug
  }
}
