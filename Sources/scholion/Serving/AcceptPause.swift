internal import Logging
internal import Metrics
internal import NIOCore

/// Stops listening for a moment when no connection can be taken, as when this process has no descriptor left (accept(2): EMFILE,
/// ENFILE, ENOBUFS, ENOMEM).
///
/// Without it the event loop would be told of the same waiting connection again at once, and use a whole core for nothing: what
/// NIO delays after an error is the next wish to read, and the failed one is still open.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = Channel

  /// How long.
  static let length: TimeAmount = .milliseconds(500)

  private let failures = Counter(label: "scholion_accept_failures_total")
  private let logger: Logger
  private var isPaused = false

  init(logger: Logger) { self.logger = logger }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError else { return context.fireErrorCaught(error) }
    failures.increment()
    guard !isPaused else { return }
    isPaused = true
    logger.error("no connection can be taken", metadata: ["error": "\(error)"])
    let channel = context.channel
    channel.setOption(.autoRead, value: false).whenComplete { _ in }
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.length) {
      handler.value.isPaused = false
      channel.setOption(.autoRead, value: true).whenComplete { _ in }
    }
  }
}
