internal import Actors
internal import SQL
internal import Store
internal import Synchronization

/// Whether this server takes part: it can read and write, and was not told to stop.
final class Readiness: Sendable {
  private let store: Store
  private let pulse: Pulse
  private let space: @Sendable () -> DiskSpace?
  private let state = Mutex(State())
  /// How old the last probe may be before a write is tried anew; other commits tell nothing, since most change nothing.
  private let freshness: Duration

  private struct State {
    var isStopping = false
    var wroteAt: ContinuousClock.Instant?
  }

  /// Silence after which a worker is believed to hang; a round takes half a second, and many seconds only on a machine that
  /// cannot do more.
  static let longestSilence: Duration = .seconds(60)

  convenience init(store: Store, pulse: Pulse = Pulse(), folder: String) {
    self.init(store: store, pulse: pulse) { DiskSpace(folder) }
  }

  init(
    store: Store, pulse: Pulse = Pulse(), freshness: Duration = .seconds(5), space: @escaping @Sendable () -> DiskSpace?
  ) {
    self.store = store
    self.freshness = freshness
    self.pulse = pulse
    self.space = space
  }

  /// Turns every later answer into "no".
  func stop() { state.withLock { $0.isStopping = true } }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Reads, writes if that was not tried in the last five seconds, looks at the disk and at the workers; nil when ready, else why
  /// not, in words that tell a stranger nothing.
  func complaint() async -> String? {
    guard !isStopping else { return "stopping" }
    do {
      _ = try await store.read { try $0.setting("origin") }
    } catch {
      return "the database cannot be read"
    }
    if !hasJustWritten {
      do {
        try await store.write { try $0.setSetting("probed_at", $0.now.iso8601) }
      } catch let error as SQLError where error.kind == .full {
        return "the disk is full"
      } catch {
        return "the database cannot be written"
      }
      state.withLock { $0.wroteAt = .now }
    }
    if space()?.isNearlyFull ?? false { return "the disk is nearly full" }
    for worker in Worker.allCases {
      guard let silence = pulse.silence(of: worker), silence > Self.longestSilence else { continue }
      return "the \(worker.rawValue) has not moved for \(silence.components.seconds) s"
    }
    return nil
  }

  private var hasJustWritten: Bool {
    state.withLock { $0.wroteAt }.map { ContinuousClock.now - $0 < freshness } ?? false
  }
}
