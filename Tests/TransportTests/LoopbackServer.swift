import Foundation
import Glibc
import Synchronization

/// One request as a server on loopback read it.
struct ServedRequest: Sendable {
  let method: String
  let target: String
  /// Lower-case names.
  let fields: [(String, String)]
  let body: [UInt8]
  /// Which connection it came on, from 1.
  let connection: Int

  func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }
}

/// A connection a handler writes its answer on, byte for byte.
final class ServedConnection: Sendable {
  let descriptor: Int32
  let number: Int
  private let isOpen = Mutex(true)

  init(_ descriptor: Int32, _ number: Int) {
    self.descriptor = descriptor
    self.number = number
  }

  /// False when the peer is gone.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// A whole answer with its length.
  func answer(_ status: Int = 200, _ fields: [(String, String)] = [], _ body: [UInt8] = []) {
    let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
    write(Array("HTTP/1.1 \(status) Said\r\n\(lines)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
  }

  /// Wakes every read and write; the thread that serves closes the descriptor.
  func cut() { isOpen.withLock { if $0 { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } } }

  func closeDescriptor() {
    isOpen.withLock {
      $0 = false
      _ = close(descriptor)
    }
  }
}

/// A small HTTP/1.1 server on loopback, a thread for each connection; it counts what it sees and ends with `stop`.
final class LoopbackServer: Sendable {
  typealias Handler = @Sendable (ServedRequest, ServedConnection) -> Void

  struct Seen {
    var connections = 0
    var requests: [ServedRequest] = []
    var atOnce = 0
    var mostAtOnce = 0
    var open: [Int: ServedConnection] = [:]
  }

  struct NoSocket: Error {}

  let port: Int
  private let listener: Int32
  private let seen = Mutex(Seen())
  private let isRaw: Bool
  private let handler: Handler

  /// `raw` hands over each connection before anything is read from it; `last` is the last byte of its address in 127.0.0.0/24.
  init(raw: Bool = false, last: UInt8 = 1, _ handler: @escaping Handler) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = (UInt32(0x7F00_0000) | UInt32(last)).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let fd = listener
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(fd, $0, size) == 0 && listen(fd, 1_024) == 0 && getsockname(fd, $0, &size) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
    isRaw = raw
    self.handler = handler
    Thread.detachNewThread { [self] in acceptAll() }
  }

  var connections: Int { seen.withLock { $0.connections } }
  var requests: [ServedRequest] { seen.withLock { $0.requests } }
  var atOnce: Int { seen.withLock { $0.atOnce } }
  var mostAtOnce: Int { seen.withLock { $0.mostAtOnce } }

  func stop() {
    _ = shutdown(listener, Int32(SHUT_RDWR))
    for connection in seen.withLock({ Array($0.open.values) }) { connection.cut() }
  }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      let connection = seen.withLock { seen in
        seen.connections += 1
        let connection = ServedConnection(descriptor, seen.connections)
        seen.open[connection.number] = connection
        return connection
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        seen.withLock { $0.open[connection.number] = nil }
        connection.closeDescriptor()
      }
    }
    _ = close(listener)
  }

  private func serve(_ connection: ServedConnection) {
    if isRaw {
      return handler(ServedRequest(method: "", target: "", fields: [], body: [], connection: connection.number), connection)
    }
    var reader = ServedReader(connection.descriptor)
    while let request = reader.next(connection.number) {
      seen.withLock {
        $0.requests.append(request)
        $0.atOnce += 1
        $0.mostAtOnce = max($0.mostAtOnce, $0.atOnce)
      }
      handler(request, connection)
      seen.withLock { $0.atOnce -= 1 }
    }
  }
}
