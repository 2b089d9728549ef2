import Foundation
import Glibc
import Synchronization

@testable import Transport

/// Sockets on addresses of this machine that nobody may be led to, all on one port; whoever connects is written down.
///
/// 127.0.0.2 is left free on that port: there a server can play the outside.
final class InsideListeners: Sendable {
  struct NoSocket: Error {}

  /// Which addresses are listened on.
  let addresses: [IPAddress]
  private let port: Int
  private let descriptors: [Int32]
  private let touched = Mutex<[IPAddress]>([])
  private let isStopped = Atomic(false)

  /// Listens on loopback, its far ends, and every address of this machine's own interfaces that can be had.
  init(port: Int) throws {
    let wanted = ["127.0.0.1", "127.0.0.3", "127.127.127.127", "127.255.255.254", "::1"].compactMap { IPAddress(text: $0) }
    var found: [(IPAddress, Int32)] = []
    for address in wanted + Self.ownAddresses() {
      if let descriptor = Self.listening(address, port) { found.append((address, descriptor)) }
    }
    guard found.contains(where: { $0.0 == .loopback }) else {
      for (_, descriptor) in found { close(descriptor) }
      throw NoSocket()
    }
    self.port = port
    addresses = found.map(\.0)
    descriptors = found.map(\.1)
    Thread.detachNewThread { [self] in watch() }
  }

  /// The addresses somebody connected to so far.
  var connections: [IPAddress] { touched.withLock { $0 } }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Connects to each of them, as proof that they hear; returns when every one has noticed.
  ///
  /// The kernel hands connections over in their order, so a connection from before has been seen by then as well.
  func knock() async throws {
    let before = connections.count
    for address in addresses {
      guard let descriptor = Self.connecting(address, port) else { throw NoSocket() }
      close(descriptor)
    }
    try await until { self.connections.count >= before + self.addresses.count }
  }

  private func watch() {
    while !isStopped.load(ordering: .relaxed) {
      var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      _ = poll(&polled, nfds_t(polled.count), 20)
      for (index, entry) in polled.enumerated() where entry.revents != 0 {
        let descriptor = accept(entry.fd, nil, nil)
        guard descriptor >= 0 else { continue }
        touched.withLock { $0.append(addresses[index]) }
        close(descriptor)
      }
    }
    for descriptor in descriptors { close(descriptor) }
  }

  private static func listening(_ address: IPAddress, _ port: Int) -> Int32? {
    let family = address.isIPv4 ? AF_INET : AF_INET6
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let isBound = withSocketAddress(address, port) { bind(descriptor, $0, $1) == 0 && listen(descriptor, 256) == 0 }
    if isBound { return descriptor }
    close(descriptor)
    return nil
  }

  private static func connecting(_ address: IPAddress, _ port: Int) -> Int32? {
    let descriptor = socket(address.isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    if withSocketAddress(address, port, { connect(descriptor, $0, $1) == 0 }) { return descriptor }
    close(descriptor)
    return nil
  }

  private static func ownAddresses() -> [IPAddress] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var found: [IPAddress] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ifa_next
      guard let raw = UnsafeRawPointer(entry.pointee.ifa_addr) else { continue }
      let family = Int32(raw.loadUnaligned(as: sa_family_t.self))
      let count = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0
      let start = family == AF_INET ? 4 : 8
      if count > 0, let address = IPAddress(bytes: Array(UnsafeRawBufferPointer(start: raw + start, count: count))),
        !address.isIn([127], 8), !address.isIn([0xFE, 0x80], 10), !address.isIn([], 120)
      {
        found.append(address)
      }
    }
    return found
  }
}

/// Calls with the kernel's form of an address.
func withSocketAddress(_ address: IPAddress, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
  var bytes = [UInt8](repeating: 0, count: 28)
  let family = UInt16(address.isIPv4 ? AF_INET : AF_INET6)
  (bytes[0], bytes[1]) = (UInt8(family & 0xFF), UInt8(family >> 8))
  (bytes[2], bytes[3]) = (UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF))
  for (index, byte) in address.bytes.enumerated() { bytes[(address.isIPv4 ? 4 : 8) + index] = byte }
  return bytes.withUnsafeBytes { raw in
    guard let start = raw.baseAddress else { return false }
    return body(start.assumingMemoryBound(to: sockaddr.self), socklen_t(address.isIPv4 ? 16 : 28))
  }
}
