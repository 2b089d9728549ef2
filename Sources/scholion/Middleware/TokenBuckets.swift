internal import Synchronization

/// How often something may be done: `burst` at once, then one more for each `interval`.
struct Allowance: Sendable, Equatable {
  var burst: Int
  var interval: Duration
}

/// Token buckets by key, few enough to hold in memory whoever comes (generic cell rate algorithm).
///
/// A key is remembered as the moment at which its bucket will be full again. Two maps take turns: when the young one is full it
/// becomes the old one, and what nobody asked for since is forgotten.
final class TokenBuckets: Sendable {
  let allowance: Allowance
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    var young: [String: ContinuousClock.Instant] = [:]
    var old: [String: ContinuousClock.Instant] = [:]
  }

  /// - Parameter limit: keys in each of the two maps
  init(_ allowance: Allowance, limit: Int = 20_000) {
    self.allowance = allowance
    self.limit = limit
  }

  /// Takes one token; nil if there was one, else how long until there is.
  func take(_ key: String, at now: ContinuousClock.Instant = .now) -> Duration? {
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
  var count: Int { state.withLock { $0.young.count + $0.old.count } }
}
