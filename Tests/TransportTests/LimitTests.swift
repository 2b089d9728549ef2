import Testing

@testable import Transport

@Suite("Limits", .timeLimit(.minutes(2)))
struct LimitTests {
  private let limit = 65_536

  /// What a client with these limits makes of a server.
  private func outcome(
    limit: Int = 65_536, deadline: Duration = .seconds(30), cuts: Bool = false,
    policy: TransportPolicy = loopbackPolicy(), _ handler: @escaping LoopbackServer.Handler
  ) async throws -> Result<IncomingResponse, TransportError> {
    let server = try LoopbackServer(handler)
    defer { server.stop() }
    let client = HTTPClient(policy: policy)
    var request = try fetch("http://localhost:\(server.port)/", limit: limit, deadline: deadline)
    request.cutsAtLimit = cuts
    let outcome = await client.outcome(request)
    await client.shutdown()
    return outcome
  }

  private func fault(_ outcome: Result<IncomingResponse, TransportError>) -> TransportError? {
    if case .failure(let error) = outcome { error } else { nil }
  }

  @Test("A body of exactly the limit is taken and one byte more is not, with and without a length", arguments: [true, false])
  func exact(_ hasLength: Bool) async throws {
    for extra in [0, 1] {
      let body = [UInt8](repeating: 7, count: limit + extra)
      let outcome = try await outcome { _, connection in
        if hasLength { return connection.answer(200, [], body) }
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.write("\(String(body.count, radix: 16))\r\n")
        connection.write(body)
        connection.write("\r\n0\r\n\r\n")
      }
      if extra == 0 { #expect(try outcome.get().body == body) } else { #expect(fault(outcome) == .tooLarge) }
    }
  }

  @Test("An endless chunked body ends at the limit")
  func endless() async throws {
    let chunk = "1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n"
    let outcome = try await outcome { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      while connection.write(chunk) {}
    }
    #expect(fault(outcome) == .tooLarge)
  }

  @Test("A length that claims too much is refused before the body, one that claims less cuts the body")
  func falseLength() async throws {
    let claim = try await outcome { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    }
    #expect(fault(claim) == .tooLarge)
    let less = try await outcome { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabcdef")
      connection.cut()
    }
    #expect(try less.get().body == Array("abc".utf8))
  }

  @Test("What is compressed is counted after decompression", arguments: ["gzip", "zstd", "gzip, gzip"])
  func bombs(_ encoding: String) async throws {
    let bomb = encoding == "zstd" ? Bombs.zstd(atLeast: 64 << 20) : Bombs.gzip(atLeast: 8 << 20)
    let body = encoding == "gzip, gzip" ? stored(bomb) : bomb
    let outcome = try await outcome(limit: 1_048_576) { _, connection in
      connection.answer(200, [("Content-Encoding", encoding)], body)
    }
    #expect(body.count < 1_048_576 && fault(outcome) == .tooLarge)
    let small = encoding == "zstd" ? Bombs.zstd(atLeast: 100_000) : Bombs.gzip(atLeast: 100_000)
    let fits = try await self.outcome(limit: 1_048_576) { _, connection in
      connection.answer(200, [("Content-Encoding", encoding == "zstd" ? "zstd" : "gzip"), ("Connection", "close")], small)
    }
    if encoding == "zstd" { #expect(try fits.get().body.count == 131_072) }
  }

  /// gzip of stored blocks (RFC 1951, 3.2.4), so that one encoding lies in another.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var rest = bytes[...]
    while !rest.isEmpty {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let low = UInt8(block.count & 0xFF)
      let high = UInt8(block.count >> 8)
      out += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
    }
    return out + [UInt8](repeating: 0, count: 8)
  }

  @Test("A delivery's long answer is cut at the limit and its status kept")
  func cut() async throws {
    let outcome = try await outcome(limit: 100, cuts: true) { _, connection in
      connection.answer(202, [], [UInt8](repeating: 9, count: 100_000))
    }
    let response = try outcome.get()
    #expect(response.status == 202 && response.isCut && response.body == [UInt8](repeating: 9, count: 100))
  }

  @Test("A header of too many lines, too many bytes, one huge line, or without end is refused", arguments: 0..<5)
  func headerFlood(_ kind: Int) async throws {
    let outcome = try await outcome { _, connection in
      if kind != 4 { connection.write("HTTP/1.1 200 OK\r\n") }
      switch kind {
      case 0: while connection.write("X: y\r\n") {}
      case 1: for _ in 0..<20 { connection.write("X: " + String(repeating: "y", count: 1_000) + "\r\n") }
      case 2: connection.write("X: " + String(repeating: "y", count: 20_000) + "\r\n")
      case 3: for index in 0..<101 { connection.write("X\(index): y\r\n") }
      default: while connection.write("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n") {}
      }
      connection.write("\r\n")
    }
    #expect(fault(outcome) == .headerTooLarge)
  }

  @Test("Trailers without end are refused")
  func trailers() async throws {
    let outcome = try await outcome { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
      while connection.write("X: y\r\n") {}
    }
    #expect(fault(outcome) == .headerTooLarge)
  }

  @Test("A peer that drips, in the header or in the body, or says nothing, ends at the deadline", arguments: 0..<3)
  func drip(_ kind: Int) async throws {
    let gate = Gate()
    let outcome = try await outcome(deadline: .milliseconds(300)) { _, connection in
      if kind == 0 { return gate.wait() }
      connection.write("HTTP/1.1 200 OK\r\n" + (kind == 1 ? "X: " : "Content-Length: 9999\r\n\r\n"))
      while connection.write("x") { pause() }
    }
    gate.open()
    #expect(fault(outcome) == .timeout)
  }

  @Test("A peer below the slowest rate is given up before the deadline")
  func slow() async throws {
    let outcome = try await outcome(policy: loopbackPolicy { $0.slowPeriod = .seconds(1) }) { _, connection in
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
      while connection.write("x") { pause() }
    }
    #expect(fault(outcome) == .timeout)
  }

  @Test("A TLS handshake that is not answered ends at the connect timeout")
  func silentHandshake() async throws {
    let gate = Gate()
    let server = try LoopbackServer(raw: true) { _, _ in gate.wait() }
    defer {
      gate.open()
      server.stop()
    }
    let client = HTTPClient(policy: loopbackPolicy { $0.connectTimeout = .milliseconds(200) })
    #expect(await client.fault(try fetch("https://localhost:\(server.port)/")) == .timeout)
    await client.shutdown()
  }
}
