internal import Glibc

/// One connection over which pages are asked for, one after the other.
struct PageProbe: ~Copyable {
  private let descriptor: Int32
  private var connection: WireConnection
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Throws ``MeasuringError`` when nobody listens.
  init(_ site: ServerSite) throws {
    descriptor = try Loopback.connecting(to: site.listening)
    connection = WireConnection(descriptor)
  }

  deinit { close(descriptor) }

  /// The answer, and the nanoseconds until its first byte was there.
  ///
  /// Throws ``MeasuringError`` when the connection ends or nothing comes for ten seconds.
  mutating func ask(_ request: [UInt8]) throws -> (answer: WireMessage, firstByte: Int64) {
    let start = Clock.now
    guard connection.send(request) else { throw MeasuringError("the server closed the connection") }
    var firstByte: Int64?
    while Clock.now - start < 10_000_000_000 {
      var polled = pollfd(fd: descriptor, events: connection.interest, revents: 0)
      guard poll(&polled, 1, 1_000) > 0 else { continue }
      if firstByte == nil, polled.revents & Int16(POLLIN) != 0 { firstByte = Clock.now - start }
      let isOpen = connection.receive(into: &buffer) && connection.flush()
      if let answer = connection.message(), let firstByte { return (answer, firstByte) }
      if !isOpen { throw MeasuringError("the server closed the connection") }
    }
    throw MeasuringError("no answer within ten seconds")
  }
}
