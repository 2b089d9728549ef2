internal import Glibc

/// From a name to its addresses.
///
/// Called on a thread of its own and may block there.
package protocol NameResolver: Sendable {
  /// The addresses of `host` (lower-case ASCII, never a literal or a localhost name); empty if there is no such name.
  ///
  /// Throws ``TransportError/nameResolution`` when the name servers failed.
  func addresses(of host: String) throws(TransportError) -> [IPAddress]
}

/// The system's resolver, `getaddrinfo`.
package struct SystemResolver: NameResolver {
  /// Addresses kept of one answer.
  static let most = 16

  package init() {}

  package func addresses(of host: String) throws(TransportError) -> [IPAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    if code == EAI_NONAME || code == -5 { return [] }  // -5 is EAI_NODATA, which glibc hides
    guard code == 0 else { throw .nameResolution }
    defer { freeaddrinfo(list) }
    var found: [IPAddress] = []
    var next = list
    while let entry = next, found.count < Self.most {
      if let address = IPAddress(entry.pointee) { found.append(address) }
      next = entry.pointee.ai_next
    }
    return found
  }
}

extension IPAddress {
  fileprivate init?(_ entry: addrinfo) {
    guard let raw = UnsafeRawPointer(entry.ai_addr) else { return nil }
    switch entry.ai_family {
    case AF_INET where Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
      let address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
      self.init(bytes: withUnsafeBytes(of: address) { Array($0) })
    case AF_INET6 where Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
      let address = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      self.init(bytes: withUnsafeBytes(of: address) { Array($0) })
    default: return nil
    }
  }
}
