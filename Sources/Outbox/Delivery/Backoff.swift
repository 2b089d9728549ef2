/// When a failing host is tried again (DESIGN 5.9): the back-off belongs to the host, never to a row.
package enum Backoff {
  /// Waits after the first, second … failure in a row, in milliseconds; the last one repeats.
  package static let steps: [Int64] = [60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000]
  /// What could not be delivered for so long is dropped: 10 days in milliseconds.
  package static let horizon: Int64 = 10 * 86_400_000
  /// `Retry-After` is honoured up to a day.
  package static let longestRetryAfter: Int64 = 86_400_000

  /// The wait after so many failures, spread by up to a tenth so that hosts do not all come due at once.
  ///
  /// - Parameters:
  ///   - failures: including this one, from 1
  ///   - retryAfter: what the host asked for, in milliseconds
  ///   - jitter: from 0 to 1
  package static func wait(failures: Int, retryAfter: Int64?, jitter: Double) -> Int64 {
    let step = steps[min(max(failures, 1), steps.count) - 1]
    let spread = Int64(exactly: (Double(step) * 0.1 * min(max(jitter, 0), 1)).rounded()) ?? 0
    return max(step + spread, min(retryAfter ?? 0, longestRetryAfter))
  }
}
