internal import SQL
internal import Store
internal import Synchronization

/// Whether this server takes part: it can read and write, and was not told to stop.
final class Readiness: Sendable {
  private let store: Store
  private let state = Mutex(State())
  /// How old the last durable write may be before one is tried.
  private static let freshness: Duration = .seconds(5)

  private struct State {
    var isStopping = false
    var commits = -1
    var seenAt = ContinuousClock.now
  }

  init(store: Store) { self.store = store }

  /// Turns every later answer into "no".
  func stop() { state.withLock { $0.isStopping = true } }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Reads, and writes if nothing was written in the last five seconds; nil when ready, else why not.
  func complaint() async -> String? {
    guard !isStopping else { return "stopping" }
    do {
      _ = try await store.read { try $0.setting("origin") }
    } catch {
      return "the database cannot be read"
    }
    guard !hasRecentCommit() else { return nil }
    do {
      try await store.write { try $0.setSetting("probed_at", $0.now.iso8601) }
    } catch {
      return "the database cannot be written"
    }
    _ = hasRecentCommit()
    return nil
  }

  private func hasRecentCommit() -> Bool {
    let commits = store.database.statistics.commits
    return state.withLock { state in
      if commits != state.commits {
        state.commits = commits
        state.seenAt = .now
      }
      return ContinuousClock.now - state.seenAt < Self.freshness
    }
  }
}
