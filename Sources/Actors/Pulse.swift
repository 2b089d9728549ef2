internal import Synchronization

/// A service that must go round and round.
package enum Worker: String, Sendable, CaseIterable {
  case courier, inbox
}

/// Tells whether the services still move: each says so once a round, and rounds take half a second where nothing hangs.
package final class Pulse: Sendable {
  private let beats = Mutex<[Worker: ContinuousClock.Instant]>([:])

  package init() {}

  /// A worker has begun another round.
  package func beat(_ worker: Worker, at time: ContinuousClock.Instant = .now) {
    beats.withLock { $0[worker] = time }
  }

  /// How long ago a worker began its last round; nil if it never did.
  package func silence(of worker: Worker, at time: ContinuousClock.Instant = .now) -> Duration? {
    beats.withLock { $0[worker] }.map { time - $0 }
  }
}
