/// Whether two papers that a record takes for one look like one: only then are they merged without a person.
package struct PaperAlikeness: Sendable {
  /// What is compared.
  package struct Facts: Sendable {
    let title: String
    let year: Int?
    let identifiers: [PaperIdentifier]

    package init(title: String, year: Int?, identifiers: [PaperIdentifier]) {
      self.title = title
      self.year = year
      self.identifiers = identifiers
    }
  }

  private let one: Facts
  private let other: Facts

  package init(_ one: Facts, _ other: Facts) {
    self.one = one
    self.other = other
  }

  /// The same letters and digits in the title, years at most one apart where both have one, and no two numbers of one registry that
  /// gives every paper a single one.
  package var isOnePaper: Bool {
    let title = foldedLetters(one.title)
    guard !title.isEmpty, title.utf8.elementsEqual(foldedLetters(other.title).utf8) else { return false }
    if let year = one.year, let another = other.year, abs(year - another) > 1 { return false }
    return !Self.singular.contains { scheme in
      let numbers = Set(one.identifiers.filter { $0.scheme == scheme })
      let others = Set(other.identifiers.filter { $0.scheme == scheme })
      return !numbers.isEmpty && !others.isEmpty && numbers.isDisjoint(with: others)
    }
  }

  /// Registries in which one paper has one number; DBLP and DOI give the preprint and the article one each.
  private static let singular: [PaperScheme] = [.arxiv, .pmid, .pmcid]
}
