import Testing

@testable import Transport

@Suite("One exchange", .timeLimit(.minutes(2)))
struct ExchangeTests {
  @Test("A request arrives as it was written and its answer comes back whole")
  func whole() async throws {
    let server = try LoopbackServer { _, connection in
      connection.answer(201, [("Content-Type", "text/x"), ("X-Two", "a"), ("x-two", "  b  ")], Array("made".utf8))
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let url = try WebURL(parsing: "http://alpha.localhost:\(server.port)/inbox?x#f")
    let response = try await client.send(
      .delivery(url, body: Array("{}".utf8), fields: [("Date", "now"), ("Host", url.authority), ("Empty", "")]))
    #expect(response.status == 201 && response.body == Array("made".utf8) && !response.isCut)
    #expect(response.first("content-type") == "text/x" && response.all("x-two") == ["a", "b"])
    #expect(response.remoteAddress == "127.0.0.1" && response.httpVersion == "1.1")
    #expect(response.url.text == "http://alpha.localhost:\(server.port)/inbox?x")
    let seen = try #require(server.requests.first)
    #expect(seen.method == "POST" && seen.target == "/inbox?x" && seen.body == Array("{}".utf8))
    #expect(seen.first("date") == "now" && seen.first("empty") == "" && seen.first("host") == url.authority)
    #expect(seen.first("user-agent") == "Scholion-Test" && seen.first("accept-encoding")?.contains("gzip") == true)
    #expect(seen.first("expect") == nil && seen.first("content-type") == nil && seen.first("cookie") == nil)
    await client.shutdown()
  }

  @Test("Every method goes out under its own name", arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"])
  func methods(_ method: String) async throws {
    let server = try LoopbackServer { request, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (request.method == "HEAD" ? "" : "ok"))
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    var request = try fetch("http://localhost:\(server.port)/", limit: method == "HEAD" ? 1 : 2)
    request.method = method
    if method.hasPrefix("P") { request.body = [UInt8](repeating: 120, count: 200_000) }
    let response = try await client.send(request)
    #expect(server.requests.first?.method == method && server.requests.first?.body == request.body ?? [])
    #expect(response.body == (method == "HEAD" ? [] : Array("ok".utf8)))
    await client.shutdown()
  }

  @Test(
    "What could become two requests, or frame this one, never reaches the wire",
    arguments: [
      ("A\r\nB", "x"), ("A B", "x"), ("A:", "x"), ("", "x"), ("é", "x"), ("A", "x\r\ny: z"), ("A", "x\ny"), ("A", "x\u{0}"),
      ("A", "x\u{7F}"), ("A", "é"), ("A", "x\ty"), ("Host", "other.test"), ("Content-Length", "5"),
      ("Transfer-Encoding", "chunked"), ("connection", "close"), ("Expect", "100-continue"), ("User-Agent", "x"),
      ("Accept-Encoding", "x"), ("TE", "trailers"), ("Upgrade", "h2c"),
    ])
  func injection(_ name: String, _ value: String) async throws {
    let client = HTTPClient(policy: loopbackPolicy())
    var request = try fetch("http://localhost:9/")
    request.fields = [(name, value)]
    #expect(await client.fault(request) == .invalidRequest(.field))
    await client.shutdown()
  }

  @Test(
    "Methods that are no plain word are refused",
    arguments: ["", "get", "GET ", "GE\r\nT", "CONNECT", "TRACE", "ABCDEFGHIJKLMNOPQ"])
  func badMethods(_ method: String) async throws {
    let client = HTTPClient(policy: loopbackPolicy())
    var request = try fetch("http://localhost:9/")
    request.method = method
    #expect(await client.fault(request) == .invalidRequest(.method))
    await client.shutdown()
  }

  @Test("Requests after one another use one connection")
  func keptAlive() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    for _ in 0..<20 { _ = try await client.send(try fetch("http://localhost:\(server.port)/")) }
    #expect(server.requests.count == 20 && server.connections == 1)
    await client.shutdown()
  }

  @Test("After the linger the thread ends, its connections close, and the next request starts anew")
  func lingers() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy { $0.idleLinger = .zero })
    for round in 1...5 {
      _ = try await client.send(try fetch("http://localhost:\(server.port)/"))
      #expect(server.requests.count == round)
    }
    let other = HTTPClient(policy: loopbackPolicy { $0.idleLinger = .milliseconds(1) })
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<200 {
        group.addTask { (try? await other.send(fetch("http://localhost:\(server.port)/")))?.status == 200 }
      }
      for await isAnswered in group { #expect(isAnswered) }
    }
    await client.shutdown()
    await other.shutdown()
  }

  @Test(
    "Answers that are not HTTP are errors, never bodies",
    arguments: [
      ("hello\r\n\r\n", .protocolError), ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", .protocolError),
      ("HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", .protocolError), ("HTTP/1.1 200 OK\r\n: c\r\n\r\n", .protocolError),
      ("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", .protocolError),
      ("HTTP/1.1 200 OK\r\nA: b\u{1}c\r\n\r\n", .protocolError), ("HTTP/1.1 200 OK\r\nA: b\u{0}c\r\n\r\n", .protocolError),
      ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", .protocolError),
      ("HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 5\r\n\r\nplain", .protocolError),
      ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", .disconnected), ("", .disconnected),
    ] as [(String, TransportError)])
  func notHTTP(_ answer: String, _ error: TransportError) async throws {
    let server = try LoopbackServer { _, connection in
      connection.write(answer)
      connection.cut()
    }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    #expect(await client.fault(try fetch("http://localhost:\(server.port)/")) == error)
    await client.shutdown()
  }

  @Test("A port where nobody listens is a connection error")
  func nobody() async throws {
    let client = HTTPClient(policy: loopbackPolicy())
    #expect(await client.fault(try fetch("http://localhost:1/")) == .connect)
    await client.shutdown()
  }

  @Test("Every error has a name of its own")
  func names() {
    let all: [TransportError] = [
      .invalidURL(.port), .invalidRequest(.field), .blockedAddress, .nameResolution, .resolveTimeout, .connect,
      .disconnected, .tls(.expired), .timeout, .tooLarge, .headerTooLarge, .redirect(.loop), .protocolError, .overloaded,
      .cancelled, .shutDown,
    ]
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(TransportError.timeout.isTransient && !TransportError.blockedAddress.isTransient)
  }
}
