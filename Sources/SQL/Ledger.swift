import Synchronization

/// What all connections of a database write down: counters, and the SQL they compiled.
final class Ledger: Sendable {
  private struct State {
    var statistics = DatabaseStatistics()
    /// Each text with the types of its parameters, where the engine has any.
    var texts: [String: [UInt32]] = [:]
  }

  /// Our own SQL is a few hundred texts; a list that grows past this is made of varying ones, and is not kept whole.
  private static let textLimit = 4_096

  private let state = Mutex(State())

  var statistics: DatabaseStatistics { state.withLock { $0.statistics } }
  var preparedTexts: [String] { state.withLock { $0.texts.keys.sorted() } }

  func notePrepared(_ sql: String, types: [UInt32] = []) {
    state.withLock { state in
      state.statistics.statementsPrepared += 1
      if state.texts.count < Self.textLimit { state.texts[sql] = types }
    }
  }

  func types(of sql: String) -> [UInt32] { state.withLock { $0.texts[sql] ?? [] } }

  func countBatch(of closures: Int, committedIn duration: Duration?) {
    state.withLock { state in
      if let duration {
        state.statistics.commits += 1
        state.statistics.commitTimes.note(duration)
      }
      state.statistics.closures += closures
      state.statistics.longestBatch = max(state.statistics.longestBatch, closures)
    }
  }

  func countFault(of closures: Int) {
    state.withLock { state in
      state.statistics.faults += 1
      state.statistics.closures += closures
    }
  }

  func countRead() {
    state.withLock { $0.statistics.reads += 1 }
  }

  func noteHold(of duration: Duration) {
    state.withLock { $0.statistics.longestHold = max($0.statistics.longestHold, duration) }
  }
}
