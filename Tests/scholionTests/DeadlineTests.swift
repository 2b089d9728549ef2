import Foundation
import Glibc
import Testing

@testable import scholion

@Suite struct DeadlineTests {
  /// Sends bytes on a connection of its own and reads until the server closes it.
  private static func exchange(_ text: String, port: Int) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw POSIXError(.ECONNREFUSED) }
    _ = Array(text.utf8).withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece.prefix(count)
    }
  }

  @Test func `A body that does not come costs the connection, a whole request does not`() async throws {
    var deadlines = RequestDeadlines()
    deadlines.reading = .milliseconds(300)
    try await RunningHouse.with(try ScratchFolder(), deadlines: deadlines) { house in
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      let head = "Host: localhost:\(port)\r\nContent-Length: 10\r\n\r\n"
      // The call returns only when the server closes the connection.
      let cut = try Self.exchange("POST /sign-in HTTP/1.1\r\n\(head)a=", port: port)
      #expect(!cut.contains("200 OK"))
      let whole = try Self.exchange("GET /livez HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n", port: port)
      #expect(whole.hasPrefix("HTTP/1.1 200 OK"))
    }
  }
}
