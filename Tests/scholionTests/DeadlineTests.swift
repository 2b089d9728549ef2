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

  @Test func `A head that does not come costs the connection, be it the first or a later one`() async throws {
    var deadlines = RequestDeadlines()
    deadlines.heading = .milliseconds(300)
    deadlines.resting = .milliseconds(300)
    try await RunningHouse.with(try ScratchFolder(), deadlines: deadlines) { house in
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      for start in ["", "GET /livez HTTP/1.1\r\nX: "] {
        #expect(try await RawConnection.exchange(Array(start.utf8), port: port).isEmpty)
      }
      let first = "GET /livez HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n"
      #expect(
        try await RawConnection.exchange(Array((first + "GET /livez HTTP/1.1\r\nX").utf8), port: port).hasPrefix(
          "HTTP/1.1 200 OK"))
      let two = try await RawConnection.exchange(Array((first + first).utf8), port: port)
      #expect(two.split(separator: "200 OK").count == 3)
    }
  }

  @Test func `A crowd that never finishes a request is sent away, and whoever asks meanwhile is answered`() async throws {
    var deadlines = RequestDeadlines()
    deadlines.heading = .milliseconds(1_500)
    deadlines.reading = .milliseconds(1_500)
    try await RunningHouse.with(try ScratchFolder(), deadlines: deadlines) { house in
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      let starts = [
        "", "GET /", "GET / HTTP/1.1\r\nHost: localhost:\(port)\r\nX: y",
        "POST /inbox HTTP/1.1\r\nHost: localhost:\(port)\r\n"
          + "Content-Type: application/activity+json\r\nContent-Length: 9\r\n\r\n{",
      ]
      try await withThrowingTaskGroup(of: String.self) { group in
        for index in 0..<16 {
          let start = starts[index % starts.count]
          group.addTask { try await RawConnection.exchange(Array(start.utf8), port: port) }
        }
        for _ in 0..<20 { #expect(try await house.ask("GET", "/livez").status == 200) }
        // Each returns only when the server has closed its connection.
        for try await answer in group { #expect(!answer.contains("200 OK")) }
      }
    }
  }
}
