internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// How long one request may take on the wire; a slower other end loses the connection.
struct RequestDeadlines: Sendable {
  /// From the last whole part that came to the next: also how long the head of a request may take.
  var idle: TimeAmount = .seconds(30)
  /// From the opening of a connection to the last field of its first head.
  var heading: TimeAmount = .seconds(10)
  /// From one answer to the last field of the next head: the idle time and a head's.
  var resting: TimeAmount = .seconds(40)
  /// From the last field of its head to the last byte of its body.
  var reading: TimeAmount = .seconds(30)
  /// From the head of the answer to its last byte leaving.
  var writing: TimeAmount = .seconds(60)
}

/// Closes connections whose other end sends its head or body, or takes our answer, drop by drop: each holds a place among few.
///
/// The idle timeout does not see them, since every drop counts as life.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let deadlines: RequestDeadlines
  private var heading: Scheduled<Void>?
  private var reading: Scheduled<Void>?
  private var writing: Scheduled<Void>?
  private var hasTooManyFields = false

  init(_ deadlines: RequestDeadlines) { self.deadlines = deadlines }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { heading = heading ?? closing(context, in: deadlines.heading) }
  }

  func channelActive(context: ChannelHandlerContext) {
    heading = heading ?? closing(context, in: deadlines.heading)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      heading?.cancel()
      heading = nil
      reading?.cancel()
      reading = closing(context, in: deadlines.reading)
    case .body: break
    case .end:
      reading?.cancel()
      reading = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      writing = writing ?? closing(context, in: deadlines.writing)
      guard hasTooManyFields else { break }
      head.status = .requestHeaderFieldsTooLarge
      return context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .head, .body: break
    case .end:
      // The next head is handed on only after this; so it cannot have come yet.
      heading?.cancel()
      heading = closing(context, in: deadlines.resting)
      let promise = promise ?? context.eventLoop.makePromise()
      promise.futureResult.assumeIsolated().whenComplete { _ in
        self.writing?.cancel()
        self.writing = nil
      }
      return context.write(data, promise: promise)
    }
    context.write(data, promise: promise)
  }

  /// The parser stops at too long a head, and the server would call that a bad request (RFC 6585 section 5).
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? HTTPParserError, error == .headerOverflow { hasTooManyFields = true }
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  private func cancel() {
    heading?.cancel()
    reading?.cancel()
    writing?.cancel()
    (heading, reading, writing) = (nil, nil, nil)
  }

  private func closing(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
    context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }
}
