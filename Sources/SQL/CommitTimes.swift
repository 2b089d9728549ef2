/// How long commits took until they were durable, as a histogram that only grows.
package struct CommitTimes: Sendable, Equatable {
  /// Upper bounds in seconds.
  package static let bounds: [Double] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

  /// How many lay at or under each bound, and above the one before.
  package private(set) var counts = [Int](repeating: 0, count: bounds.count)
  /// The sum in seconds.
  package private(set) var sum = 0.0
  /// How many there were.
  package private(set) var count = 0

  mutating func note(_ duration: Duration) {
    let parts = duration.components
    let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    if let place = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts[place] += 1 }
    sum += seconds
    count += 1
  }
}
