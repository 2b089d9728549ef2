/// What a paper is about: a class of arXiv's classification, or a keyword of its authors.
///
/// Two spellings that fold to one name are one topic: `Deep Learning` and `deep-learning`.
package struct Topic: Sendable, Hashable {
  /// Topics of a paper that are kept.
  package static let maximum = 20

  /// The name of the topic's room: `cs_lg`.
  package let key: ActorName
  /// What stands in its address behind `/topic/`: `cs.LG`, `deep-learning`.
  package let slug: String
  /// The name for readers: `Machine Learning`.
  package let name: String
  /// The field of science, where the topic belongs to one.
  package let field: Field?

  /// A class of arXiv's classification, as `cs.LG` or `math-ph`; nil for what is none.
  package init?(category code: String) {
    guard let name = ArXivCategories.name(of: code), let key = Self.key(code) else { return nil }
    self.key = key
    slug = code
    self.name = name
    field = Field(category: code)
  }

  /// A keyword of 2 to 80 characters; a class of arXiv's is taken as such.
  ///
  /// Nil for what has no letters to name it by.
  package init?(keyword: String) {
    let rules = TextRules(field: .title, name: "The keyword")
    guard let line = try? rules.line(keyword, maximum: 80) else { return nil }
    if let category = Topic(category: line) {
      self = category
      return
    }
    guard let key = Self.key(line) else { return nil }
    self.key = key
    slug = String(key.text.map { $0 == "_" ? "-" : $0 })
    name = line
    field = nil
  }

  /// The name of the room of what stands in an address; nil where no topic can have it.
  package static func key(ofSlug slug: String) -> ActorName? { slug.utf8.count <= 200 ? key(slug) : nil }

  /// Names of people are no names of topics, and those of papers and pages neither: such words are led by `topic_`.
  private static func key(_ text: String) -> ActorName? {
    let folded = foldedLetters(text, separator: "_")
    guard folded.utf8.count >= 2 else { return nil }
    if let name = try? ActorName(folding: folded), !name.isReserved { return name }
    return try? ActorName(folding: "topic_" + folded)
  }
}

/// A field of science, by which the front page is narrowed.
package enum Field: String, Sendable, CaseIterable {
  case computing, mathematics, physics, life, economics

  /// The name for readers.
  package var label: String {
    switch self {
    case .computing: "Computing"
    case .mathematics: "Mathematics"
    case .physics: "Physics"
    case .life: "Life sciences"
    case .economics: "Economics"
    }
  }

  /// The field of a class of arXiv's classification.
  package init?(category code: String) {
    switch code.prefix(while: { $0 != "." }) {
    case "cs", "eess": self = .computing
    // Machine learning came to statistics by its category.
    case "stat": self = code == "stat.ML" ? .computing : .mathematics
    case "math", "math-ph": self = .mathematics
    case "q-bio": self = .life
    case "q-fin", "econ": self = .economics
    case "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "nlin", "nucl-ex", "nucl-th", "physics",
      "quant-ph":
      self = .physics
    default: return nil
    }
  }

  /// The field of a paper: that of its first topic that has one, else of registries that belong to one.
  package init?(topics: [Topic], identifiers: [PaperIdentifier]) {
    if let field = topics.lazy.compactMap(\.field).first {
      self = field
      return
    }
    for identifier in identifiers {
      switch identifier.scheme {
      case .dblp, .acl, .openreview: self = .computing
      case .pmid, .pmcid: self = .life
      default: continue
      }
      return
    }
    return nil
  }
}
