import Testing

@testable import Transport

@Suite("Trust in the peer", .enabled(if: TLSServer.isInstalled), .timeLimit(.minutes(2)))
struct TLSTests {
  private func outcome(
    isExpired: Bool = false, host: String = "name.test", caFile: String?, _ arguments: [String] = []
  ) async throws -> Result<IncomingResponse, TransportError> {
    let server = try TLSServer(isExpired: isExpired, arguments)
    defer { server.stop() }
    let policy = loopbackPolicy { $0.caFile = caFile == "own" ? server.certificate : caFile }
    let client = HTTPClient(policy: policy, resolver: RecordingResolver())
    let outcome = await client.outcome(try fetch("https://\(host):\(server.port)/"))
    await client.shutdown()
    return outcome
  }

  @Test("A certificate of a known authority for the right name is trusted", arguments: ["name.test", "localhost", "NAME.test"])
  func trusted(_ host: String) async throws {
    #expect(try await outcome(host: host, caFile: "own").get().status == 200)
  }

  @Test("A certificate of nobody known, for another name, or out of date is refused")
  func untrusted() async throws {
    let unknown = try await outcome(caFile: nil)
    #expect(throws: TransportError.tls(.certificate)) { try unknown.get() }
    let wrongName = try await outcome(host: "other.test", caFile: "own")
    #expect(throws: TransportError.tls(.certificate)) { try wrongName.get() }
    let expired = try await outcome(isExpired: true, caFile: "own")
    #expect(throws: TransportError.tls(.expired)) { try expired.get() }
    let absent = try await outcome(caFile: "/nonexistent/authorities.pem")
    #expect(throws: TransportError.tls(.authorities)) { try absent.get() }
  }

  @Test("TLS 1.2 is the oldest spoken")
  func versions() async throws {
    #expect(try await outcome(caFile: "own", ["-tls1_2"]).get().status == 200)
    let old = try await outcome(caFile: "own", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    #expect(throws: TransportError.tls(.handshake)) { try old.get() }
  }

  @Test("A redirect from https to http is not followed", arguments: ["http://name.test/", "http://name.test:443/file"])
  func downgrade(_ location: String) async throws {
    let server = try TLSServer(file: "HTTP/1.0 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.caFile = server.certificate }, resolver: RecordingResolver())
    let request = try fetch("https://name.test:\(server.port)/file")
    await #expect(throws: TransportError.redirect(.downgrade)) {
      try await client.sendFollowingRedirects(request, sameHostOnly: false)
    }
    await client.shutdown()
  }
}
