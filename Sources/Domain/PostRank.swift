internal import Glibc

/// How summaries are ordered (`Documentation/rankings.md`).
package struct PostRank: Sendable, Equatable {
  /// For *best*: the lower bound of the share of votes that are likes.
  package let best: Double
  /// For *popular*: votes that are sure, fading with time.
  ///
  /// It grows with the time of publishing instead of falling with age, so that
  /// what was computed at the last vote stays right.
  package let popular: Double

  /// Of one-sided confidence 90 %: the quantile of the normal distribution.
  private static let z = 1.2816
  /// A summary needs twice the votes of another that is so much younger: three days, in milliseconds.
  package static let halfLife = 259_200_000.0

  /// The ranks of a summary with these votes.
  package init(likes: Int, dislikes: Int, publishedAt: Timestamp) {
    best = Self.lowerBound(likes: likes, of: likes + dislikes)
    let surplus = dislikes - likes
    let sure = surplus > 0 ? 1 / Double(1 + surplus) : 1 + best * Double(likes + dislikes)
    popular = log2(sure) + Double(publishedAt.milliseconds) / Self.halfLife
  }

  /// The lower end of the score interval for a share; 0 without votes.
  ///
  /// Edwin B. Wilson, 1927, doi:10.1080/01621459.1927.10502953.
  package static func lowerBound(likes: Int, of all: Int) -> Double {
    guard all > 0, likes > 0 else { return 0 }
    let n = Double(all)
    let share = min(Double(likes) / n, 1)
    let square = z * z
    let centre = share + square / (2 * n)
    let width = z * ((share * (1 - share) + square / (4 * n)) / n).squareRoot()
    return max(0, (centre - width) / (1 + square / n))
  }
}
