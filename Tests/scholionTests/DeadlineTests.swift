import Foundation
import Testing

@testable import scholion

@Suite struct DeadlineTests {
  @Test func `A body that does not come costs the connection, a whole request does not`() async throws {
    var deadlines = RequestDeadlines()
    deadlines.reading = .milliseconds(300)
    try await RunningHouse.with(try ScratchFolder(), deadlines: deadlines) { house in
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      let head = "Host: localhost:\(port)\r\nContent-Length: 10\r\n\r\n"
      // The call returns only when the server closes the connection.
      let cut = try await RawConnection.exchange(Array("POST /sign-in HTTP/1.1\r\n\(head)a=".utf8), port: port)
      #expect(!cut.contains("200 OK"))
      let get = "GET /livez HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n"
      let whole = try await RawConnection.exchange(Array(get.utf8), port: port)
      #expect(whole.hasPrefix("HTTP/1.1 200 OK"))
    }
  }
}
