internal import Glibc

/// One end of a connection with what waits to be sent and what came so far.
struct WireConnection {
  let descriptor: Int32
  private var outgoing: [UInt8] = []
  private var sent = 0
  private var scanner = WireScanner()
  /// Of a server that speaks TLS and plain HTTP on one port, until the first byte shows which it is.
  private var identity: TLSIdentity?
  private var tls: TLSSession?

  /// - Parameter identity: what a server shows to who speaks TLS
  init(_ descriptor: Int32, identity: TLSIdentity? = nil) {
    self.descriptor = descriptor
    self.identity = identity
  }

  /// Whether it speaks TLS.
  var isSecure: Bool { tls != nil }

  /// Whether bytes wait to be sent.
  var isSending: Bool { sent < outgoing.count }

  /// Whether nothing of a next message has come.
  var isQuiet: Bool { scanner.isEmpty }

  /// What the kernel is to tell about.
  var interest: Int16 { Int16(POLLIN) | (isSending || tls?.wantsToSend == true ? Int16(POLLOUT) : 0) }

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
      let outcome = outgoing.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return tls.map { $0.write(rest) }
          ?? plainly(Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(clamping: MSG_NOSIGNAL)))
      }
      switch outcome {
      case .moved(let count): sent += count
      case .mustWait: return true
      case .ended: return false
      }
    }
    return true
  }

  /// Takes in all that has come; false when the connection has ended.
  mutating func receive(into buffer: inout [UInt8]) -> Bool {
    if identity != nil, let ended = choose() { return !ended }
    while true {
      let outcome = tls.map { $0.read(into: &buffer) } ?? plainly(recv(descriptor, &buffer, buffer.count, 0))
      switch outcome {
      case .moved(let count):
        scanner.append(buffer[..<count])
        // OpenSSL may hold more than it gave, of which the kernel knows nothing.
        if tls == nil, count < buffer.count { return true }
      case .mustWait: return true
      case .ended: return false
      }
    }
  }

  /// The next whole message that came.
  mutating func message() -> WireMessage? { scanner.next() }

  /// Looks at the first byte: 22 begins a TLS handshake (RFC 8446, 5.1).
  ///
  /// Nil when it is known now, else whether the connection ended.
  private mutating func choose() -> Bool? {
    var first: UInt8 = 0
    guard case .moved = plainly(recv(descriptor, &first, 1, Int32(clamping: MSG_PEEK))) else {
      return errno != EAGAIN && errno != EINTR
    }
    if first == 22 {
      tls = identity?.session(over: descriptor)
      if tls == nil { return true }
    }
    identity = nil
    return nil
  }

  private func plainly(_ count: Int) -> TLSSession.Outcome {
    if count > 0 { return .moved(count) }
    return count < 0 && (errno == EAGAIN || errno == ENOTCONN || errno == EINTR) ? .mustWait : .ended
  }
}
