internal import Domain

extension Property {
  /// Whatever is typed is words in bounds that no engine reads as anything else; a text taken apart is the same text, and its
  /// words are words.
  static let search = Property("search") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    return query(text) ?? words(text)
  }

  private static func query(_ text: String) -> String? {
    let query = SearchQuery(parsing: text)
    guard query.text.unicodeScalars.count <= SearchQuery.maximumLength else { return "a query is too long" }
    guard query.terms.count <= SearchQuery.maximumTerms, Set(query.terms).count == query.terms.count else {
      return "too many terms, or one twice"
    }
    var count = 0
    for term in query.terms {
      switch term.demand {
      case .phrase(let phrase):
        count += phrase.words.count
        if let found = complaint(about: phrase.words) { return found }
        if phrase.isPrefix, (phrase.words.last?.utf8.count ?? 0) < SearchQuery.Phrase.shortestPrefix { return "a short prefix" }
      case .years(let span): if span.lowerBound < 1600 || span.upperBound > 2200 { return "years \(span)" }
      case .tag(let tag):
        if let found = complaint(about: tag.split(separator: "_", omittingEmptySubsequences: false).map(String.init)) {
          return found
        }
      case .origin(let host):
        if let host, host.isEmpty || !host.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != 0x27 && $0 != 0x22 }) {
          return "a host \(host)"
        }
      }
    }
    guard count <= SearchQuery.maximumWords else { return "too many words" }
    let again = SearchQuery(parsing: query.text)
    return again == query ? nil : "what was kept of a query reads otherwise"
  }

  private static func words(_ text: String) -> String? {
    let folded = SearchWords.folded(text)
    if !folded.isEmpty, let found = complaint(about: folded) { return found }
    let again = SearchWords.folded(folded.joined(separator: " "))
    guard again.count == folded.count, zip(again, folded).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }) else {
      return "words that were folded fold otherwise: \(folded) is then \(again)"
    }
    let marks = SearchMarks(SearchQuery(parsing: String(text.unicodeScalars.prefix(40).map(Character.init))))
    var whole: [UInt8] = []
    for piece in marks.pieces(of: text) { whole += piece.text.utf8 }
    guard whole.elementsEqual(text.utf8) else { return "the pieces of a text are another text" }
    _ = marks.excerpt(of: text)
    return nil
  }

  /// What is put between quotation marks for an engine holds nothing that ends them, nor a space or mark of ours.
  private static func complaint(about words: [String]) -> String? {
    for word in words {
      guard !word.isEmpty, word.utf8.count <= 400 else { return "a word of \(word.utf8.count) bytes" }
      let isPlain = word.utf8.allSatisfy { byte in
        byte >= 0x80 || 0x30...0x39 ~= byte || 0x61...0x7A ~= byte
      }
      guard isPlain else { return "a word with signs: \(word)" }
    }
    return words.isEmpty ? "a phrase of no word" : nil
  }
}
