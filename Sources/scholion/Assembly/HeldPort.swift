internal import Glibc

/// A port that is taken before anything else happens, so that a start which cannot listen changes nothing.
///
/// The socket is bound and does not listen; the server binds the same address beside it (SO_REUSEADDR) and listens.
final class HeldPort: Sendable {
  let port: Int
  private let descriptor: Int32

  /// Binds.
  ///
  /// Throws ``Refusal`` when the address is in use or is not this machine's.
  init(_ address: ListenAddress) throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let first = found else {
      throw Refusal("SCHOLION_LISTEN: \(address.host) is not an address of this machine")
    }
    defer { freeaddrinfo(found) }
    let info = first.pointee
    let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
    guard descriptor >= 0 else { throw Refusal("no socket can be opened: \(String(cString: strerror(errno)))") }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0, let port = Self.port(of: descriptor) else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw Refusal("\(address) cannot be listened on: \(reason)")
    }
    self.port = port
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func port(of descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutableBytes(of: &storage) { bytes in
      getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length) == 0
    }
    guard isKnown else { return nil }
    // The port stands at the same place in the addresses of IPv4 and IPv6, in network order.
    return withUnsafeBytes(of: &storage) { Int($0[2]) << 8 | Int($0[3]) }
  }
}
