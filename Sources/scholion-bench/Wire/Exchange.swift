internal import Glibc

/// One request and its answer over a connection of their own.
struct Exchange {
  let port: Int

  /// The answer; nil when nobody listens, the connection ends, or the time in milliseconds is over.
  func send(_ request: String, within patience: Int32) -> WireMessage? { send(Array(request.utf8), within: patience) }

  /// The same with a body of bytes.
  func send(_ request: [UInt8], within patience: Int32) -> WireMessage? {
    guard let descriptor = try? Loopback.connecting(to: port) else { return nil }
    defer { close(descriptor) }
    var connection = WireConnection(descriptor)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    guard connection.send(request) else { return nil }
    let end = Clock.now + Int64(patience) * 1_000_000
    while Clock.now < end {
      var polled = pollfd(fd: descriptor, events: connection.interest, revents: 0)
      guard poll(&polled, 1, max(1, Int32((end - Clock.now) / 1_000_000))) > 0 else { continue }
      let isOpen = connection.receive(into: &buffer) && connection.flush()
      if let answer = connection.message() { return answer }
      if !isOpen { return nil }
    }
    return nil
  }
}
