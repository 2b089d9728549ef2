/// How much of one text stands in another: runs of words that both have, whatever is around them.
package enum WordOverlap {
  /// Words of a run: fewer would meet by chance, more would miss what was changed a little.
  package static let run = 5
  /// From this share on, a text says again what another says.
  package static let repeats = 0.5
  /// Runs that a text must have to be compared at all: a phrase is nobody's.
  private static let fewest = 8

  /// The share of the shorter text's runs that the longer one has, too, from 0 to 1.
  ///
  /// So it is large when a text is little but the other, and when it holds all of the other among words of its own. Capitals,
  /// accents and punctuation make no difference.
  package static func share(_ one: String, _ other: String) -> Double {
    let (left, right) = (runs(of: one), runs(of: other))
    let fewer = min(left.count, right.count)
    guard fewer >= fewest else { return 0 }
    return Double(left.intersection(right).count) / Double(fewer)
  }

  private static func runs(of text: String) -> Set<String> {
    let words = text.split(whereSeparator: \.isWhitespace).map { foldedLetters(String($0)) }.filter { !$0.isEmpty }
    guard words.count >= run else { return [] }
    return Set((0...(words.count - run)).map { words[$0..<($0 + run)].joined(separator: " ") })
  }
}
