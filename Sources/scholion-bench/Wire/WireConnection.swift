internal import Glibc

/// One end of a connection with what waits to be sent and what came so far.
struct WireConnection {
  let descriptor: Int32
  private var outgoing: [UInt8] = []
  private var sent = 0
  private var scanner = WireScanner()

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether bytes wait to be sent.
  var isSending: Bool { sent < outgoing.count }

  /// Whether nothing of a next message has come.
  var isQuiet: Bool { scanner.isEmpty }

  /// What the kernel is to tell about.
  var interest: Int16 { Int16(POLLIN) | (isSending ? Int16(POLLOUT) : 0) }

  /// Sends these bytes now, or as soon as the other side takes them.
  ///
  /// False when the connection has ended.
  mutating func send(_ bytes: some Collection<UInt8>) -> Bool {
    if !isSending {
      outgoing.removeAll(keepingCapacity: true)
      sent = 0
    }
    outgoing.append(contentsOf: bytes)
    return flush()
  }

  /// Goes on sending; false when the connection has ended.
  mutating func flush() -> Bool {
    while isSending {
      let count = outgoing.withUnsafeBytes { buffer in
        Glibc.send(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(clamping: MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == ENOTCONN || errno == EINTR {
        return true
      } else {
        return false
      }
    }
    return true
  }

  /// Takes in all that has come; false when the connection has ended.
  mutating func receive(into buffer: inout [UInt8]) -> Bool {
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 {
        scanner.append(buffer[..<count])
        if count < buffer.count { return true }
      } else {
        return count < 0 && (errno == EAGAIN || errno == EINTR)
      }
    }
  }

  /// The next whole message that came.
  mutating func message() -> WireMessage? { scanner.next() }
}
