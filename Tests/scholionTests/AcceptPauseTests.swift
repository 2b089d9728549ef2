import Glibc
import Testing

@testable import scholion

@Suite struct AcceptPauseTests {
  @Test func `A server without descriptors tries again now and then, and takes connections when it can`() async throws {
    let program = Program(folder: try ScratchFolder())
    try await ServedProgram.use(program) { server in
      // Over the connection that this opens, it is asked all the while.
      _ = try await server.figures()
      try await server.limitFiles(to: 3)
      let port = try #require(server.base.split(separator: ":").last.flatMap { UInt16($0) })
      let waiting = try RawConnection.opened(port: Int(port))
      defer { close(waiting) }
      let figures = try await server.figures { $0["scholion_accept_failures_total", default: 0] >= 2 }
      let failures = figures["scholion_accept_failures_total", default: 0]
      // A loop without a pause fails some thousand times while it is asked once.
      #expect(failures >= 2 && failures < 100)
      try await server.limitFiles(to: 1_024)
      let answer = try await RawConnection.exchange(
        Array("GET /livez HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n".utf8), port: Int(port))
      #expect(answer.hasPrefix("HTTP/1.1 200"))
    }
  }
}
