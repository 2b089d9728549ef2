internal import Domain

/// A document that matches, with what decides its place.
struct SearchCandidate {
  let id: RowID
  let title: String
  let names: String
  let place: String
  let brief: String
  let venue: String?
  let year: Int?
  /// Public summaries of a paper.
  var summaries = 0
  /// Likes less dislikes: of the summary, or of the best one of the paper.
  var score = 0
}

/// Puts what was found in order, the same on both engines (`Documentation/search.md`).
struct SearchRanking {
  private let phrases: [SearchQuery.Phrase]
  /// All words that may stand anywhere, as they stand in the query.
  private let whole: SearchQuery.Phrase?

  init(_ query: SearchQuery) {
    phrases = query.phrases.filter { $0.field != .by }
    let open = phrases.filter { $0.field == nil || $0.field == .title }
    whole = open.isEmpty ? nil : SearchQuery.Phrase(words: open.flatMap(\.words), isPrefix: open.last?.isPrefix ?? false)
  }

  /// Best first; the newer of two that are alike.
  func places(of candidates: [SearchCandidate]) -> [SearchPlace] {
    candidates.map { SearchPlace(rank: rank($0), id: $0.id) }.sorted()
  }

  /// Relevance, raised by what readers made of it.
  func rank(_ candidate: SearchCandidate) -> Double {
    let boost = 0.1 * Self.steps(candidate.summaries) + 0.05 * Self.steps(candidate.score)
    return relevance(candidate) * (1 + boost)
  }

  /// The mean over the phrases of the best place each stands in, and how much of the title they make.
  private func relevance(_ candidate: SearchCandidate) -> Double {
    guard !phrases.isEmpty else { return 1 }
    let (title, names) = (Array(candidate.title.utf8), Array(candidate.names.utf8))
    let (place, brief) = (Array(candidate.place.utf8), Array(candidate.brief.utf8))
    var sum = 0.0
    var inTitle = 0
    for phrase in phrases {
      if phrase.field != .author, phrase.field != .venue, Self.stands(phrase, in: title) {
        sum += 8
        inTitle += phrase.words.count
      } else if Self.stands(phrase, in: names) || Self.stands(phrase, in: place) {
        sum += 4
      } else {
        sum += Self.stands(phrase, in: brief) ? 2 : 1
      }
    }
    var relevance = sum / Double(phrases.count)
    let length = title.isEmpty ? 0 : title.count { $0 == 0x20 } + 1
    if length > 0 { relevance += 2 * min(1, Double(inTitle) / Double(length)) }
    if let whole, whole.words.count > 1, Self.stands(whole, in: title) { relevance += 2 }
    return relevance
  }

  /// 0 for nothing, 1 for one, one more for each doubling, at most 6.
  private static func steps(_ count: Int) -> Double {
    count <= 0 ? 0 : Double(min(6, Int.bitWidth - count.leadingZeroBitCount))
  }

  /// Whether a phrase stands in a column of folded words with single spaces between.
  private static func stands(_ phrase: SearchQuery.Phrase, in column: [UInt8]) -> Bool {
    let wanted = Array(phrase.words.joined(separator: " ").utf8)
    guard column.count >= wanted.count else { return false }
    var start = 0
    while start + wanted.count <= column.count {
      if column[start..<(start + wanted.count)].elementsEqual(wanted) {
        let end = start + wanted.count
        if phrase.isPrefix || end == column.count || column[end] == 0x20 { return true }
      }
      // On to the next word.
      guard let space = column[start...].firstIndex(of: 0x20) else { return false }
      start = space + 1
    }
    return false
  }
}
