internal import Glibc

/// Sockets between this program and the server: TCP on 127.0.0.1, never blocking.
enum Loopback {
  private static let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

  /// A listener on a port of the kernel's choice.
  ///
  /// Throws ``MeasuringError``.
  static func listener() throws(MeasuringError) -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, flags, 0)
    guard descriptor >= 0 else { throw failure("socket") }
    var address = address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withSocketAddress(&address) { bind(descriptor, $0, length) }
    guard bound == 0, listen(descriptor, 1_024) == 0,
      withSocketAddress(&address, { getsockname(descriptor, $0, &length) }) == 0
    else { throw failure("listen") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// A port that nobody holds just now.
  ///
  /// Throws ``MeasuringError``.
  static func freePort() throws(MeasuringError) -> Int {
    let (descriptor, port) = try listener()
    close(descriptor)
    return port
  }

  /// A connection on its way; whether it came about shows at the first write.
  ///
  /// Throws ``MeasuringError`` when nobody listens.
  static func connecting(to port: Int) throws(MeasuringError) -> Int32 {
    let descriptor = socket(AF_INET, flags, 0)
    guard descriptor >= 0 else { throw failure("socket") }
    var address = address(port: port)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard withSocketAddress(&address, { connect(descriptor, $0, length) }) == 0 || errno == EINPROGRESS else {
      close(descriptor)
      throw failure("connect")
    }
    sendAtOnce(descriptor)
    return descriptor
  }

  /// The next connection waiting at a listener, if any.
  static func accepted(by listener: Int32) -> Int32? {
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    sendAtOnce(descriptor)
    return descriptor
  }

  /// Small packets are not held back (Nagle).
  private static func sendAtOnce(_ descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return address
  }

  private static func withSocketAddress<T>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> T
  ) -> T {
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }

  private static func failure(_ call: String) -> MeasuringError {
    MeasuringError("\(call): \(String(cString: strerror(errno)))")
  }
}
