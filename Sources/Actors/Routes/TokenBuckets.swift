internal import Synchronization

/// How often something may be done: `burst` at once, then one more for each `interval`.
package struct Allowance: Sendable, Equatable {
  package var burst: Int
  package var interval: Duration

  package init(burst: Int, interval: Duration) {
    self.burst = burst
    self.interval = interval
  }
}

/// Token buckets by key, few enough to hold in memory whoever comes (generic cell rate algorithm).
///
/// A key is remembered as the moment at which its bucket will be full again. Two maps take turns: when the young one is full it
/// becomes the old one, and what nobody asked for since is forgotten.
package final class TokenBuckets: Sendable {
  package let allowance: Allowance
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    var young: [String: ContinuousClock.Instant] = [:]
    var old: [String: ContinuousClock.Instant] = [:]
  }

  /// - Parameter limit: keys in each of the two maps
  package init(_ allowance: Allowance, limit: Int = 20_000) {
    self.allowance = allowance
    self.limit = limit
  }

  /// Takes one token; nil if there was one, else how long until there is.
  package func take(_ key: String, at now: ContinuousClock.Instant = .now) -> Duration? {
    let room = allowance.interval * (allowance.burst - 1)
    return state.withLock { state in
      let full = max(state.young[key] ?? state.old[key] ?? now, now)
      guard full - now <= room else { return full - now - room }
      if state.young[key] == nil, state.young.count >= limit {
        state.old = state.young
        state.young = [:]
      }
      state.young[key] = full + allowance.interval
      return nil
    }
  }

  /// Keys remembered.
  package var count: Int { state.withLock { $0.young.count + $0.old.count } }
}

extension Duration {
  /// Whole seconds, rounded up, at least one: what `Retry-After` says.
  package var retryAfter: Int {
    Int(clamping: max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)))
  }
}
