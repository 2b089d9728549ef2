internal import Metrics
internal import Synchronization

/// One counter or gauge: a number.
final class NumberSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
  private let number = Mutex(0.0)

  var value: Double { number.withLock { $0 } }

  func increment(by amount: Int64) { number.withLock { $0 += Double(amount) } }
  func increment(by amount: Double) { number.withLock { $0 += amount.isFinite ? amount : 0 } }
  func decrement(by amount: Double) { number.withLock { $0 -= amount.isFinite ? amount : 0 } }
  func reset() { number.withLock { $0 = 0 } }
  func set(_ value: Int64) { number.withLock { $0 = Double(value) } }
  func set(_ value: Double) { number.withLock { $0 = value } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
}

/// One histogram: how many observations lay under each bound, their sum and number.
final class HistogramSeries: RecorderHandler, TimerHandler {
  /// Upper bounds in seconds, or in whatever is recorded.
  static let bounds: [Double] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

  struct State: Equatable {
    /// How many lay at or under each bound, and above the one before.
    var counts = [Int](repeating: 0, count: bounds.count)
    var sum = 0.0
    var count = 0
  }

  private let state = Mutex(State())

  var snapshot: State { state.withLock { $0 } }

  /// Takes over what was counted elsewhere under the same bounds.
  func replace(counts: [Int], sum: Double, count: Int) {
    state.withLock { $0 = State(counts: counts, sum: sum, count: count) }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    state.withLock { state in
      if let place = Self.bounds.firstIndex(where: { value <= $0 }) { state.counts[place] += 1 }
      state.sum += value
      state.count += 1
    }
  }
}
