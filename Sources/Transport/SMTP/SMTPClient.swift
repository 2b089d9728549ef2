internal import Synchronization

/// Sends messages to one mail server, each by a connection of its own.
package struct SMTPClient: Sendable {
  package let relay: MailRelay
  /// The whole of one message, connecting and all.
  package var deadline: Duration = .seconds(60)
  /// How long a message under way is waited for when the task is cancelled.
  package var grace: Duration = .seconds(3)

  package init(relay: MailRelay) { self.relay = relay }

  /// Sends one message; when it returns, the server has taken it.
  package func send(_ mail: OutgoingMail) async throws(MailError) {
    let header = try mail.header()
    guard HTTPClient.isReady else { throw .unavailable("overloaded") }
    let watch = SMTPWatch()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (reply: CheckedContinuation<Result<Void, MailError>, Never>) in
        let isStarted = WorkThread.start {
          let transfer = SMTPTransfer(relay: relay, deadline: deadline, watch: watch)
          reply.resume(returning: transfer.run(mail, header: header))
        }
        if !isStarted { reply.resume(returning: .failure(.unavailable("overloaded"))) }
      }
    } onCancel: { [grace] in
      watch.end(at: .now + grace)
    }
    try outcome.get()
  }
}

/// Says when a message under way is given up.
final class SMTPWatch: Sendable {
  private let limit = Mutex<ContinuousClock.Instant?>(nil)

  func end(at instant: ContinuousClock.Instant) { limit.withLock { $0 = $0 ?? instant } }

  var isOver: Bool { limit.withLock { $0.map { $0 <= .now } ?? false } }
}
