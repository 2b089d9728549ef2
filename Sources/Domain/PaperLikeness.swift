internal import Glibc

/// What two papers have in common, as a number (`Documentation/rankings.md`).
package struct PaperLikeness: Sendable, Equatable {
  /// Public summaries of one that cite the other.
  package var citations = 0
  /// Public summaries of any paper that cite both.
  package var commonCitations = 0
  /// Of each topic that both have, how many papers have it.
  package var topicSizes: [Int] = []
  /// Authors of the same name.
  package var authors = 0
  /// Which part of the words of both titles both have.
  package var titleShare = 0.0
  /// Whether they appeared at the same place.
  package var hasSameVenue = false
  /// Whether at most a year lies between them.
  package var isOfSameTime = false

  /// Nothing in common.
  package init() {}

  /// Below this two papers are not called similar.
  package static let least = 0.8

  /// The more, the more alike.
  package var score: Double {
    var score = citations > 0 ? 3 + log2(Double(citations)) : 0
    score += 2 * log2(1 + Double(commonCitations))
    for size in topicSizes { score += 2 / log2(2 + Double(max(1, size))) }
    score += 1.2 * log2(1 + Double(authors))
    score += 4 * titleShare
    if hasSameVenue { score += isOfSameTime ? 0.5 : 0.3 }
    return score
  }

  /// Which part of the words of two titles stands in both; short words and those of every title do not count.
  package static func share(_ title: String, _ other: String) -> Double {
    let (left, right) = (Set(words(of: title)), Set(words(of: other)))
    let all = left.union(right).count
    return all == 0 ? 0 : Double(left.intersection(right).count) / Double(all)
  }

  /// The words of a title that tell something of it, folded, each once, in order.
  package static func words(of title: String) -> [String] {
    var seen: Set<String> = []
    return SearchWords.folded(title, most: 60).filter { word in
      word.utf8.count > 2 && !commonplace.contains(word) && seen.insert(word).inserted
    }
  }

  private static let commonplace: Set<String> = [
    "about", "all", "and", "are", "based", "beyond", "can", "does", "for", "from", "how", "into", "its", "need", "new", "not",
    "now",
    "approach", "over", "study", "than", "that", "the", "their", "through", "toward", "towards", "under", "using", "via", "what",
    "when", "where", "which", "why", "with", "without", "you", "your",
  ]
}
