import Testing

@testable import Transport

/// What plays the outside: one address of loopback that the guard lets through, as it lets the public Internet through.
private let outside = IPAddress(unchecked: [127, 0, 0, 2])

/// An outside server and, on the same port, listeners on the addresses inside.
private struct Ground: Sendable {
  let server: LoopbackServer
  let inside: InsideListeners

  /// Runs the body, then makes sure that nobody came inside and that somebody who comes is seen.
  static func use(
    _ handler: @escaping LoopbackServer.Handler = { _, connection in connection.answer() },
    _ body: @Sendable (Ground) async throws -> Void
  ) async throws {
    let ground = try Ground(handler)
    defer {
      ground.server.stop()
      ground.inside.stop()
    }
    try await body(ground)
    let before = ground.inside.connections
    try await ground.inside.knock()
    #expect(before.isEmpty, "reached: \(before)")
    #expect(ground.inside.connections.count == ground.inside.addresses.count)
  }

  private init(_ handler: @escaping LoopbackServer.Handler) throws {
    for _ in 0..<8 {
      let server = try LoopbackServer(last: 2, handler)
      if let inside = try? InsideListeners(port: server.port) {
        (self.server, self.inside) = (server, inside)
        return
      }
      server.stop()
    }
    throw InsideListeners.NoSocket()
  }

  /// Sends with every rule of URLs for private peers, so that the guard alone stands between.
  func fault(
    _ client: HTTPClient, _ text: String, stages: AddressGuard.Stages = [.answer, .socket, .request], redirects: Bool = false
  ) async -> TransportError? {
    do throws(TransportError) {
      let url = try WebURL(parsing: text.replacing("PORT", with: "\(server.port)"))
      let request = OutgoingRequest(method: "GET", url: url, limit: 4_096, deadline: .seconds(300))
      let admission = AddressGuard(allowsPrivate: false, stages: stages, outside: outside)
      if redirects {
        _ = try await client.sendFollowingRedirects(request, sameHostOnly: false, under: admission)
      } else {
        _ = try await client.send(request, by: .now + request.deadline, under: admission)
      }
      return nil
    } catch { return error }
  }
}

/// The first, a middle and the last address of every special range.
private func allSamples() throws -> [[UInt8]] {
  try (specialIPv4 + specialIPv6).flatMap { try samples($0) }.filter { $0 != outside.bytes }
}

private func literal(_ bytes: [UInt8]) throws -> String {
  let address = try #require(IPAddress(bytes: bytes))
  return address.isIPv4 ? "\(address)" : "[\(address)]"
}

@Suite("Nothing inside is reached", .timeLimit(.minutes(5)))
struct InsideTests {
  @Test("No spelling of the first, a middle or the last address of any special range leads anywhere")
  func spellings() async throws {
    try await Ground.use { ground in
      let client = HTTPClient(
        policy: loopbackPolicy(), resolver: RecordingResolver { _, _ in [IPAddress(unchecked: [127, 0, 0, 3])] })
      let strict = HTTPClient(policy: TransportPolicy(), resolver: RecordingResolver())
      var texts = try specialIPv6.flatMap { try samples($0) }.map { "http://\(try literal($0)):PORT/" }
      for bytes in try specialIPv4.flatMap({ try samples($0) }) { texts += AddressSpellings.urls(of: bytes) }
      #expect(texts.count > 4_000)
      for text in texts {
        #expect(await ground.fault(client, text) != nil, "\(text)")
        #expect(await ground.fault(strict, text) != nil, "\(text)")
      }
      await client.shutdown()
      await strict.shutdown()
    }
  }

  @Test("A name that leads to a special address, plainly or carried in another, is not asked", arguments: [1, 2, 7])
  func names(_ stage: Int) async throws {
    try await Ground.use { ground in
      var answers = try allSamples()
      for bytes in try specialIPv4.flatMap({ try samples($0) }) { answers += carriers.dropFirst().map { $0.1(bytes) } }
      let list = answers
      let resolver = RecordingResolver { host, _ in
        let index = Int(host.split(separator: ".").first?.dropFirst() ?? "") ?? 0
        return [IPAddress(unchecked: list[index])]
      }
      let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
      for (index, bytes) in list.enumerated() {
        let fault = await ground.fault(client, "http://n\(index).test:PORT/", stages: AddressGuard.Stages(rawValue: stage))
        #expect(fault == .blockedAddress, "\(bytes)")
      }
      await client.shutdown()
    }
  }

  @Test("No redirect leads to a special address or name, whatever its status", arguments: [301, 302, 303, 307, 308])
  func redirects(_ status: Int) async throws {
    try await Ground.use({ request, connection in
      connection.answer(status, [("Location", String(request.target.dropFirst(4)))])
    }) { ground in
      let resolver = RecordingResolver { host, _ in host == "outside.test" ? [outside] : [.loopback] }
      let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
      var targets = try allSamples().map { "http://\(try literal($0)):PORT/" }
      for bytes: [UInt8] in [[127, 0, 0, 1], [169, 254, 169, 254], [10, 0, 0, 1]] {
        targets += AddressSpellings.urls(of: bytes).filter { text in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
      }
      targets += [
        "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://a.localhost:PORT/", "http://inside.test:PORT/",
        "//inside.test:PORT/",
      ]
      for target in targets {
        let fault = await ground.fault(client, "http://outside.test:PORT/to?" + target, redirects: true)
        // What stays on the outside server is a loop there.
        #expect(fault != nil, "\(target)")
      }
      #expect(ground.server.requests.count > 140)
      await client.shutdown()
    }
  }

  @Test("An answer with addresses outside and inside leads outside alone")
  func mixedAnswers() async throws {
    try await Ground.use { ground in
      let inside = ground.inside.addresses
      let resolver = RecordingResolver { host, _ in host.hasPrefix("a") ? inside + [outside] : [outside] + inside.reversed() }
      let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
      for index in 0..<20 {
        #expect(await ground.fault(client, "http://a\(index).test:PORT/") == nil)
        #expect(await ground.fault(client, "http://b\(index).test:PORT/") == nil)
      }
      #expect(ground.server.requests.count == 40)
      await client.shutdown()
    }
  }

  @Test("A connection that was kept open serves neither another name nor a name that has moved inside")
  func keptOpen() async throws {
    try await Ground.use { ground in
      let resolver = RecordingResolver { host, count in host == "moves.test" && count > 1 ? [.loopback] : [outside] }
      let client = HTTPClient(policy: loopbackPolicy { $0.positiveCache = .zero }, resolver: resolver)
      for name in ["one.test", "two.test", "one.test", "moves.test"] {
        #expect(await ground.fault(client, "http://\(name):PORT/") == nil)
      }
      #expect(await ground.fault(client, "http://moves.test:PORT/") == .blockedAddress)
      let seen = ground.server.requests.map { ($0.first("host")?.split(separator: ":").first.map(String.init), $0.connection) }
      #expect(seen.map(\.0) == ["one.test", "two.test", "one.test", "moves.test"])
      for (name, connection) in seen {
        #expect(seen.allSatisfy { $0.1 != connection || $0.0 == name }, "\(seen)")
      }
      await client.shutdown()
    }
  }

  @Test(
    "Through the system's own resolver: an answer that changes, an alias, and mixed families reach nothing inside",
    .enabled(if: StubbedResolver.isPossible))
  func nameServer() async throws {
    let names = try StubNameServer { name, count in
      switch name.split(separator: ".").first.map(String.init) ?? "" {
      case let first where first.hasPrefix("turns"): [.address(count == 1 ? outside : .loopback)]
      case let first where first.hasPrefix("both"):
        [.address(outside), .address(IPAddress(unchecked: [UInt8](repeating: 0, count: 15) + [1])), .address(.loopback)]
      case "alias": [.alias("inside.test")]
      case "mapped": [.address(IPAddress(unchecked: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1]))]
      case "translated": [.address(IPAddress(unchecked: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1]))]
      case "zero": [.address(IPAddress(unchecked: [0, 0, 0, 0]))]
      case "any": [.address(IPAddress(unchecked: [UInt8](repeating: 0, count: 16)))]
      case "inside", "localhost": [.address(.loopback)]
      default: []
      }
    }
    defer { names.stop() }
    try await Ground.use { ground in
      let client = HTTPClient(policy: loopbackPolicy { $0.positiveCache = .zero }, resolver: StubbedResolver(port: names.port))
      for round in 0..<50 {
        #expect(await ground.fault(client, "http://turns\(round).test:PORT/") == nil)
        #expect(await ground.fault(client, "http://turns\(round).test:PORT/") == .blockedAddress)
        #expect(await ground.fault(client, "http://both\(round).test:PORT/") == nil)
      }
      for name in ["alias", "mapped", "translated", "zero", "any", "inside", "localhost"] {
        #expect(await ground.fault(client, "http://\(name).test:PORT/") == .blockedAddress, "\(name)")
      }
      #expect(await ground.fault(client, "http://nowhere.test:PORT/") == .nameResolution)
      #expect(ground.server.requests.count == 100)
      await client.shutdown()
    }
  }

  @Test("Brotli is counted after decompression, too")
  func brotli() async throws {
    let server = try LoopbackServer { _, connection in connection.answer(200, [("Content-Encoding", "br")], Bombs.brotli) }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    #expect(await client.fault(try fetch("http://localhost:\(server.port)/", limit: 1_048_576)) == .tooLarge)
    let whole = try await client.send(try fetch("http://localhost:\(server.port)/", limit: 64 << 20))
    #expect(whole.body.count == 32 << 20 && Bombs.brotli.count < 200)
    await client.shutdown()
  }
}
