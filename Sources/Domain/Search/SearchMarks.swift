/// A part of a text that is shown as a finding.
package struct SearchPiece: Sendable, Hashable {
  /// As it stands in the text.
  package let text: String
  /// Whether it is what was looked for.
  package let isHit: Bool
}

/// Finds in a text what was looked for, by the same words as the index.
package struct SearchMarks: Sendable {
  private let phrases: [SearchQuery.Phrase]
  /// Words of a text that are looked at.
  private static let maximumWords = 10_000
  /// Words of an excerpt, and of what comes before its first hit.
  private static let (excerptWords, lead) = (40, 8)

  /// What has to be there of a query.
  package init(_ query: SearchQuery) { phrases = query.phrases.filter { $0.field != .by } }

  /// The whole text in pieces.
  package func pieces(of text: String) -> [SearchPiece] {
    let words = SearchWords.list(in: text, most: Self.maximumWords)
    return pieces(of: text[...], hits(in: words).map { words[$0].range })
  }

  /// The part of a text with the most of what was looked for, some forty words; its beginning where there is nothing of it.
  package func excerpt(of text: String) -> [SearchPiece] {
    let words = SearchWords.list(in: text, most: Self.maximumWords)
    guard let first = words.first, let last = words.last else { return [] }
    let hits = hits(in: words)
    let best = hits.indices.max { self.weight(of: hits, from: $0) < self.weight(of: hits, from: $1) }
    let start = max(0, (best.map { hits[$0] } ?? 0) - Self.lead)
    let end = min(words.count, start + Self.excerptWords)
    let from = start == 0 ? text.startIndex : words[start].range.lowerBound
    let to = end == words.count ? text.endIndex : words[end - 1].range.upperBound
    let inside = hits.filter { start..<end ~= $0 }.map { words[$0].range }
    var found = pieces(of: text[from..<to], inside)
    if from > first.range.lowerBound { found.insert(SearchPiece(text: "… ", isHit: false), at: 0) }
    if to < last.range.upperBound { found.append(SearchPiece(text: " …", isHit: false)) }
    return found
  }

  /// How many hits an excerpt would show that begins with one.
  private func weight(of hits: [Int], from index: Int) -> Int {
    hits[index...].prefix { $0 < hits[index] + Self.excerptWords - Self.lead }.count
  }

  /// The numbers of the words that belong to a phrase, rising; at most some hundred.
  private func hits(in words: [SearchWord]) -> [Int] {
    var hits: Set<Int> = []
    for start in words.indices where hits.count < 200 {
      for phrase in phrases where matches(phrase, words, start) { hits.formUnion(start..<(start + phrase.words.count)) }
    }
    return hits.sorted()
  }

  private func matches(_ phrase: SearchQuery.Phrase, _ words: [SearchWord], _ start: Int) -> Bool {
    guard start + phrase.words.count <= words.count else { return false }
    for (offset, wanted) in phrase.words.enumerated() {
      let found = words[start + offset].text.utf8
      let isOpen = phrase.isPrefix && offset == phrase.words.count - 1
      guard isOpen ? found.starts(with: wanted.utf8) : found.elementsEqual(wanted.utf8) else { return false }
    }
    return true
  }

  /// Cuts a text at the edges of words; neighbours of a phrase become one piece.
  private func pieces(of text: Substring, _ ranges: [Range<String.Index>]) -> [SearchPiece] {
    var pieces: [SearchPiece] = []
    var place = text.startIndex
    var rest = ranges[...]
    while let range = rest.popFirst() {
      if place < range.lowerBound { pieces.append(SearchPiece(text: String(text[place..<range.lowerBound]), isHit: false)) }
      pieces.append(SearchPiece(text: String(text[range]), isHit: true))
      place = range.upperBound
    }
    if place < text.endIndex { pieces.append(SearchPiece(text: String(text[place...]), isHit: false)) }
    return pieces
  }
}
