import Dispatch
import Glibc
import TestSupport

/// What came back over a socket.
struct RawAnswer: Sendable {
  /// 0 when the connection ended without an answer.
  var status = 0
  /// Names in lower case, in order.
  var fields: [(String, String)] = []
  var body: [UInt8] = []

  func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// One HTTP/1.1 exchange byte for byte, so that a request may be as malformed as an attacker wants it.
enum RawExchange {
  /// Sends bytes and reads until the other end closes.
  ///
  /// - Parameter pieces: sent one after the other, with so many milliseconds between them
  static func send(_ pieces: [[UInt8]], every pause: UInt32 = 0, to port: Int) async throws -> RawAnswer {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        do { continuation.resume(returning: try exchange(pieces, pause, port)) } catch { continuation.resume(throwing: error) }
      }
    }
  }

  private static func exchange(_ pieces: [[UInt8]], _ pause: UInt32, _ port: Int) throws -> RawAnswer {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestFault("no socket") }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isOpen else { throw TestFault("nobody listens") }
    for (index, piece) in pieces.enumerated() {
      if index > 0, pause > 0 { usleep(pause * 1_000) }
      // The other end may have had enough and closed; what it said before is read below.
      guard write(piece, to: descriptor) else { break }
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      received += buffer.prefix(count)
    }
    return parse(received)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func parse(_ bytes: [UInt8]) -> RawAnswer {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return RawAnswer() }
    let lines = bytes[..<end.lowerBound].split(separator: UInt8(ascii: "\n")).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
    var answer = RawAnswer()
    answer.status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.dropFirst().first.map { String($0.drop { $0 == " " }) } ?? ""
      answer.fields.append((parts.first?.lowercased() ?? "", value))
    }
    answer.body = Array(bytes[end.upperBound...])
    return answer
  }
}
