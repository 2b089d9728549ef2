import Glibc
import Testing

@testable import scholion

@Suite struct AcceptPauseTests {
  @Test func `A server without descriptors tries again now and then, and takes connections when it can`() async throws {
    let program = Program(folder: try ScratchFolder())
    try await ServedProgram.use(program) { server in
      let port = try #require(server.base.split(separator: ":").last.flatMap { UInt16($0) })
      try await server.limitFiles(to: 3)
      let waiting = try RawConnection.opened(port: Int(port))
      defer { close(waiting) }
      for _ in 0..<600 where try server.log.split(separator: "no connection can be taken").count < 3 {
        try await Task.sleep(for: .milliseconds(100))
      }
      try await server.limitFiles(to: 1_024)
      // A loop without a pause fails thousands of times in that time.
      let failures = try await server.figures()["scholion_accept_failures_total", default: 0]
      #expect(failures >= 2 && failures < 200)
      let answer = try await RawConnection.exchange(
        Array("GET /livez HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n".utf8), port: Int(port))
      #expect(answer.hasPrefix("HTTP/1.1 200"))
    }
  }
}
