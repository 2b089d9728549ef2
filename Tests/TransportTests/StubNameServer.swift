import Foundation
import Glibc
import Synchronization

@testable import Transport

/// A DNS server on loopback (RFC 1035 over UDP) that may answer every time something else.
final class StubNameServer: Sendable {
  enum Record: Sendable {
    case address(IPAddress)
    case alias(String)
  }

  /// The records of a name, by how often that name and type was asked for, from 1; both kinds of addresses may be among them.
  typealias Zone = @Sendable (_ name: String, _ count: Int) -> [Record]

  let port: Int
  private let descriptor: Int32
  private let zone: Zone
  private let counts = Mutex<[String: Int]>([:])
  private let isStopped = Atomic(false)

  struct NoSocket: Error {}

  init(_ zone: @escaping Zone) throws {
    self.zone = zone
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let fd = descriptor
    guard withSocketAddress(.loopback, 0, { bind(fd, $0, $1) == 0 }) else { throw NoSocket() }
    var bound = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown = withUnsafeMutablePointer(to: &bound) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &size) == 0 }
    }
    guard isKnown else { throw NoSocket() }
    port = Int(UInt16(bigEndian: bound.sin_port))
    Thread.detachNewThread { [self] in serve() }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  private func serve() {
    var query = [UInt8](repeating: 0, count: 1_500)
    while !isStopped.load(ordering: .relaxed) {
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&polled, 1, 20) > 0 else { continue }
      var peer = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let answer = withUnsafeMutablePointer(to: &peer) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(descriptor, &query, query.count, 0, $0, &size) }
      }
      guard answer > 12, let reply = reply(to: Array(query.prefix(answer))) else { continue }
      withUnsafePointer(to: &peer) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = sendto(descriptor, reply, reply.count, 0, $0, size) }
      }
    }
    close(descriptor)
  }

  private func reply(to query: [UInt8]) -> [UInt8]? {
    var labels: [String] = []
    var index = 12
    while index < query.count, query[index] != 0 {
      let end = index + 1 + Int(query[index])
      guard end < query.count else { return nil }
      labels.append(String(decoding: query[(index + 1)..<end], as: UTF8.self).lowercased())
      index = end
    }
    guard index + 5 <= query.count else { return nil }
    let isSix = query[index + 2] == 28
    let question = query[12..<(index + 5)]
    let name = labels.joined(separator: ".")
    let count = counts.withLock { counts in
      counts["\(name) \(isSix)", default: 0] += 1
      return counts["\(name) \(isSix)"] ?? 0
    }
    let records = zone(name, count)
    var body: [UInt8] = []
    var answers = 0
    for record in records {
      switch record {
      case .address(let address) where address.isIPv4 != isSix:
        body += [0xC0, 0x0C, 0, isSix ? 28 : 1, 0, 1, 0, 0, 0, 0, 0, UInt8(address.bytes.count)] + address.bytes
        answers += 1
      case .address: continue
      case .alias(let target):
        let encoded = Self.encoded(target)
        body += [0xC0, 0x0C, 0, 5, 0, 1, 0, 0, 0, 0, 0, UInt8(encoded.count)] + encoded
        answers += 1
        // The alias's own records, under its whole name.
        for case .address(let address) in zone(target, count) where address.isIPv4 != isSix {
          body += encoded
          body += [0, isSix ? 28 : 1, 0, 1, 0, 0, 0, 0, 0, UInt8(address.bytes.count)] + address.bytes
          answers += 1
        }
      }
    }
    let code: UInt8 = records.isEmpty ? 0x83 : 0x80
    let head: [UInt8] = [0x85, code, 0, 1, 0, UInt8(answers), 0, 0, 0, 0]
    return Array(query.prefix(2)) + head + Array(question) + body
  }

  private static func encoded(_ name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for label in name.split(separator: ".") {
      bytes.append(UInt8(label.utf8.count))
      bytes += Array(label.utf8)
    }
    return bytes + [0]
  }
}

/// The system's resolver, `getaddrinfo` as it is, led to a stub instead of the servers of this machine.
///
/// glibc keeps the servers for each thread (resolver(3), `_res`), and each lookup has a thread of its own.
struct StubbedResolver: NameResolver {
  let port: Int

  func addresses(of host: String) throws(TransportError) -> [IPAddress] {
    guard Self.lead(to: port) else { throw .nameResolution }
    return try SystemResolver().addresses(of: host)
  }

  /// Whether `getaddrinfo` of this machine can be led to a stub: it needs glibc, `dns` in nsswitch.conf, and an interface
  /// besides loopback.
  static let isPossible: Bool = {
    guard let server = try? StubNameServer({ _, _ in [.address(.loopback)] }) else { return false }
    defer { server.stop() }
    return (try? StubbedResolver(port: server.port).addresses(of: "possible.test")) == [.loopback]
  }()

  private static func lead(to port: Int) -> Bool {
    typealias Initialise = @convention(c) () -> Int32
    typealias State = @convention(c) () -> UnsafeMutableRawPointer?
    guard let initialise = dlsym(nil, "__res_init"), let state = dlsym(nil, "__res_state"),
      unsafeBitCast(initialise, to: Initialise.self)() == 0, let own = unsafeBitCast(state, to: State.self)()
    else { return false }
    // struct __res_state: retrans, retry, options (long), nscount, nsaddr_list[3] of sockaddr_in.
    own.storeBytes(of: 1, toByteOffset: 0, as: Int32.self)
    own.storeBytes(of: 1, toByteOffset: 16, as: Int32.self)
    return withSocketAddress(.loopback, port) { address, _ in
      (own + 20).copyMemory(from: UnsafeRawPointer(address), byteCount: 16)
      return true
    }
  }
}
