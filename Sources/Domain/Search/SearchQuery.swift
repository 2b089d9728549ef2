/// What somebody looks for: the words typed into the box, taken apart once.
///
/// `words` (all of them), `"phrases"`, `prefix*`, `-without`, `title:` `author:` `venue:` `by:` before a word or phrase,
/// `year:2017` and `year:2015-2018`, `tag:` or `topic:`, `from:HOST` and `from:here`. Whatever cannot be understood is taken as words;
/// nothing is an error. `Documentation/search.md` is for those who type it.
package struct SearchQuery: Sendable, Equatable {
  /// Scalars that are read; what comes behind them is not.
  package static let maximumLength = 512
  /// Terms that are kept.
  package static let maximumTerms = 20
  /// Words of all terms together.
  package static let maximumWords = 60

  /// Where a word has to stand.
  package enum Field: String, Sendable, CaseIterable {
    /// The title of the paper or of the summary.
    case title
    /// A name among the authors of the paper.
    case author
    /// The name of the conference or journal.
    case venue
    /// The name or handle of who wrote a summary.
    case by
  }

  /// Folded words side by side; never empty.
  package struct Phrase: Sendable, Hashable {
    /// As ``SearchWords`` gives them.
    package var words: [String]
    /// Whether the last word is but the beginning of one.
    package var isPrefix = false
    /// Anywhere when nil.
    package var field: Field?

    /// Words side by side.
    package init(words: [String], isPrefix: Bool = false, field: Field? = nil) {
      self.words = words
      self.isPrefix = isPrefix
      self.field = field
    }
  }

  /// What is demanded.
  package enum Demand: Sendable, Hashable {
    case phrase(Phrase)
    /// Within the years that a paper may bear.
    case years(ClosedRange<Int>)
    /// Folded, of several words with `_` between.
    case tag(String)
    /// A lower-case authority; nil is this server.
    case origin(String?)
  }

  /// One demand, or that it is not met.
  package struct Term: Sendable, Hashable {
    package var demand: Demand
    package var isNegative: Bool

    /// A demand.
    package init(_ demand: Demand, isNegative: Bool = false) {
      self.demand = demand
      self.isNegative = isNegative
    }
  }

  /// What was typed, without space around it.
  package let text: String
  /// Each once, in order.
  package let terms: [Term]
  /// The paper that the whole text names.
  package let identifier: PaperIdentifier?
  /// The person that the whole text names, as in `@ada@papers.example`.
  package let handle: Handle?

  /// Reads whatever was typed.
  package init(parsing typed: String) {
    let cut = String(String.UnicodeScalarView(typed.unicodeScalars.prefix(Self.maximumLength)))
    text = String(trimmingWhitespace(cut))
    terms = SearchQueryReader.terms(of: text)
    identifier = Self.identifier(text)
    handle = Self.handle(text)
  }

  /// Whether nothing is looked for.
  package var isEmpty: Bool { terms.isEmpty }

  /// The phrases that have to be there, in order.
  package var phrases: [Phrase] {
    terms.compactMap { term in
      guard !term.isNegative, case .phrase(let phrase) = term.demand else { return nil }
      return phrase
    }
  }

  private static func identifier(_ text: String) -> PaperIdentifier? {
    guard let read = try? PaperIdentifier(parsing: text) else { return nil }
    let isAddress = text.dropping(prefix: "http://") != nil || text.dropping(prefix: "https://") != nil
    return read.scheme == .url && !isAddress ? nil : read
  }

  private static func handle(_ text: String) -> Handle? {
    guard text.utf8.contains(UInt8(ascii: "@")), text.isVisibleASCII, text.dropping(prefix: "http") == nil else { return nil }
    return try? Handle(parsing: text)
  }
}
