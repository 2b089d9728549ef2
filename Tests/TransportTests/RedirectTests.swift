import Testing

@testable import Transport

@Suite("Redirects", .timeLimit(.minutes(2)))
struct RedirectTests {
  /// `/chain/N` leads to `/chain/N-1` and `/chain/0` is the end; `/to?REFERENCE` leads there.
  private func server() throws -> LoopbackServer {
    try LoopbackServer { request, connection in
      if request.target.hasPrefix("/chain/"), let left = Int(request.target.dropFirst(7)), left > 0 {
        return connection.answer(302, [("Location", "/chain/\(left - 1)")])
      }
      if request.target.hasPrefix("/to?") { return connection.answer(307, [("Location", String(request.target.dropFirst(4)))]) }
      if request.target == "/two" { return connection.answer(301, [("Location", "/a"), ("Location", "/b")]) }
      if request.target == "/none" { return connection.answer(301) }
      connection.answer(200, [], Array("end".utf8))
    }
  }

  private func follow(
    _ client: HTTPClient, _ text: String, max: Int = 3, sameHostOnly: Bool = false
  ) async throws -> Result<IncomingResponse, TransportError> {
    let request = try fetch(text)
    do throws(TransportError) {
      return .success(
        try await client.sendFollowingRedirects(request, max: max, sameHostOnly: sameHostOnly) { hop in
          var signed = hop
          signed.fields.append(("Signature", "of \(hop.url.target)"))
          return signed
        })
    } catch { return .failure(error) }
  }

  @Test("Three hops are followed, each signed anew, and the last URL is told")
  func chain() async throws {
    let server = try server()
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let base = "http://localhost:\(server.port)"
    let response = try await follow(client, base + "/chain/3").get()
    #expect(response.body == Array("end".utf8) && response.url.text == base + "/chain/0")
    let signatures = server.requests.map { $0.fields.filter { $0.0 == "signature" }.map(\.1) }
    #expect(signatures == (0...3).reversed().map { ["of /chain/\($0)"] })
    await client.shutdown()
  }

  @Test(
    "A redirect that must not be followed is an error of its own",
    arguments: [
      ("/chain/4", .redirect(.tooMany)), ("/none", .redirect(.location)),
      ("/two", .redirect(.location)), ("/to?javascript:x", .redirect(.location)),
      ("/to?file:///etc/passwd", .redirect(.location)),
      ("/to?//user@localhost/", .redirect(.location)), ("/to?http://0x7f.1/", .redirect(.location)),
      ("/to?http://169.254.169.254/latest", .blockedAddress), ("/to?http://inside.test/", .blockedAddress),
    ] as [(String, TransportError)])
  func refused(_ target: String, _ error: TransportError) async throws {
    let server = try server()
    defer { server.stop() }
    let resolver = RecordingResolver { _, _ in [IPAddress(unchecked: [169, 254, 169, 254])] }
    let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
    let outcome = try await follow(client, "http://localhost:\(server.port)\(target)")
    #expect(throws: error) { try outcome.get() }
    #expect(server.requests.count <= 4)
    await client.shutdown()
  }

  @Test("A loop ends at the first URL seen twice")
  func loop() async throws {
    let server = try LoopbackServer { request, connection in
      connection.answer(302, [("Location", request.target == "/a" ? "/b#x" : "/a#y")])
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let outcome = try await follow(client, "http://localhost:\(server.port)/a", max: 50)
    #expect(throws: TransportError.redirect(.loop)) { try outcome.get() }
    #expect(server.requests.count == 2)
    await client.shutdown()
  }

  @Test("Another host is followed only when asked for, and gets no credentials")
  func otherHost() async throws {
    let server = try server()
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let other = "http://beta.localhost:\(server.port)/end"
    let start = "http://alpha.localhost:\(server.port)/to?\(other)"
    let within = try await follow(client, start, sameHostOnly: true)
    #expect(throws: TransportError.redirect(.otherHost)) { try within.get() }
    var request = try fetch(start)
    request.fields = [("Authorization", "Bearer x"), ("Accept", "a/b")]
    let response = try await client.sendFollowingRedirects(request, sameHostOnly: false)
    let last = try #require(server.requests.last)
    #expect(response.url.text == other && last.first("authorization") == nil && last.first("accept") == "a/b")
    #expect(server.requests.dropLast().allSatisfy { $0.target.hasPrefix("/to?") })
    await client.shutdown()
  }

  @Test("A delivery is never redirected")
  func delivery() async throws {
    let server = try server()
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let url = try WebURL(parsing: "http://localhost:\(server.port)/chain/2")
    let response = try await client.sendFollowingRedirects(.delivery(url, body: [], fields: []), sameHostOnly: true)
    #expect(response.status == 302 && server.requests.count == 1)
    await client.shutdown()
  }
}
