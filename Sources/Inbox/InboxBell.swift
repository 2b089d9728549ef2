// Inbox: receive. The one door in, which verifies and stores, and the handlers, one file a verb, that act on what was stored.
// It may know Outbox, Markup, Actors and what they may know.

internal import ActivityStreams
internal import Domain
internal import JSON
internal import Synchronization

/// Rung when something was stored, so that it is looked at at once; several rings while nobody listens are one.
package final class InboxBell: Sendable {
  let rings: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let fresh = Mutex<[RowID: ReadActivity]>([:])

  /// One bell is shared by the routes and the service of an instance.
  package init() {
    (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  func ring() { continuation.yield() }

  /// Rings for an item that was just stored, and keeps it as the door read it for whoever handles it next.
  ///
  /// - Parameter bytes: the length of its body; a long one is read again from the store, since it would hold much memory here
  func ring(for id: RowID, _ activity: ReadActivity, bytes: Int) {
    guard bytes <= InboxLimits.freshBytes else { return ring() }
    fresh.withLock {
      if $0.count >= InboxLimits.freshItems { $0.removeAll(keepingCapacity: true) }
      $0[id] = activity
    }
    ring()
  }

  /// The item as the door read it, if that was a moment ago.
  func take(_ id: RowID) -> ReadActivity? { fresh.withLock { $0.removeValue(forKey: id) } }

  func silence() { continuation.finish() }
}

/// An activity as it came, and read.
struct ReadActivity: Sendable {
  let value: JSONValue
  let document: ActivityDocument

  /// Throws `JSONError` and `ActivityStreamsError`.
  init(parsing body: [UInt8]) throws {
    value = try JSONValue(parsing: body)
    document = try ActivityDocument(decoding: value)
  }
}
