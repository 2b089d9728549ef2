import Foundation
import Glibc

/// Bytes over a socket, as no well-behaved client sends them.
enum RawConnection {
  /// Sends bytes to a port of 127.0.0.1 and reads until the server closes the connection.
  static func exchange(_ bytes: [UInt8], port: Int) async throws -> String {
    try await offPool { try blockingExchange(bytes, port: port) }
  }

  /// A connection that says nothing; the caller closes it.
  static func opened(port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(descriptor)
      throw POSIXError(.ECONNREFUSED)
    }
    return descriptor
  }

  private static func blockingExchange(_ bytes: [UInt8], port: Int) throws -> String {
    let descriptor = try opened(port: port)
    defer { close(descriptor) }
    // A server that refuses may close before it has read everything; what it said is read all the same.
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += piece.prefix(count)
    }
  }

  /// The status of the answer; 0 when there was none.
  static func status(_ bytes: [UInt8], port: Int) async throws -> Int {
    let words = try await exchange(bytes, port: port).split(separator: "\r\n").first?.split(separator: " ") ?? []
    return words.dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
