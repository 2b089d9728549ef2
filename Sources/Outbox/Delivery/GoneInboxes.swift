internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store
internal import Synchronization

/// Whether a shared inbox that answered 410 is really the end of everybody behind it (DESIGN 5.9).
final class GoneInboxes: Sendable {
  private let instance: Instance
  /// When somebody behind an inbox was last asked for, in milliseconds.
  private let asked = Mutex<[String: Int64]>([:])
  /// How long the answer holds, in milliseconds.
  private static let holds: Int64 = 3_600_000
  private static let tableLimit = 2_000

  init(instance: Instance) { self.instance = instance }

  /// Asks once for an actor behind the inbox: true only if that one is gone too.
  func isEnd(_ inbox: String, at host: String) async throws -> Bool {
    let now = instance.store.now().milliseconds
    let isFirst = asked.withLock { asked in
      if asked.count > Self.tableLimit { asked.removeAll() }
      if let last = asked[inbox], now - last < Self.holds { return false }
      asked[inbox] = now
      return true
    }
    guard isFirst, let witness = try await instance.store.read({ try $0.actor(behind: inbox, at: host) }) else { return false }
    do {
      _ = try await instance.fetch(try IRI(witness.uri), budget: FetchBudget(4))
      return false
    } catch let error as ActorError {
      // A host that is away is asked again at the next occasion.
      if error.isTransient { asked.withLock { $0[inbox] = nil } }
      return error == .gone || error == .notFound
    }
  }
}
