// Inbox: receive. The one door in, which verifies and stores, and the handlers, one file a verb, that act on what was stored.
// It may know Outbox, Markup, Actors and what they may know.

/// Rung when something was stored, so that it is looked at at once; several rings while nobody listens are one.
package final class InboxBell: Sendable {
  let rings: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// One bell is shared by the routes and the service of an instance.
  package init() {
    (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  func ring() { continuation.yield() }

  func silence() { continuation.finish() }
}
