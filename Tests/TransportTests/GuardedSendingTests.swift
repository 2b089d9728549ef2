import Glibc
import Testing

@testable import Transport

@Suite("The guard at every stage", .timeLimit(.minutes(2)))
struct GuardedSendingTests {
  private func fault(
    _ client: HTTPClient, _ text: String, _ admission: AddressGuard
  ) async throws -> TransportError? {
    let request = try fetch(text)
    do throws(TransportError) {
      _ = try await client.send(request, by: .now + request.deadline, under: admission)
      return nil
    } catch { return error }
  }

  @Test("A name that rebinds to loopback gets not one connection, whichever stage looks", arguments: [1, 2, 7])
  func rebinding(_ stage: Int) async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    // 198.51.100.7 is a documentation address: refused as well, so that no test ever leaves this machine.
    let resolver = RecordingResolver { _, count in
      count == 1 ? [IPAddress(unchecked: [198, 51, 100, 7])] : [.loopback, IPAddress(unchecked: [10, 0, 0, 1])]
    }
    let client = HTTPClient(policy: loopbackPolicy { $0.positiveCache = .zero }, resolver: resolver)
    let admission = AddressGuard(allowsPrivate: false, stages: AddressGuard.Stages(rawValue: stage))
    try await withThrowingTaskGroup(of: [TransportError?].self) { group in
      for index in 0..<25 {
        group.addTask {
          let text = "http://r\(index).test:\(server.port)/"
          return [try await fault(client, text, admission), try await fault(client, text, admission)]
        }
      }
      for try await faults in group { #expect(faults == [.blockedAddress, .blockedAddress]) }
    }
    #expect(server.connections == 0 && resolver.asked.count == 50)
    await client.shutdown()
  }

  @Test("A connection that another transfer opened is not used for a peer that is refused")
  func reused() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    let client = HTTPClient(policy: loopbackPolicy())
    let text = "http://localhost:\(server.port)/"
    #expect(try await fault(client, text, AddressGuard(allowsPrivate: true)) == nil)
    #expect(try await fault(client, text, AddressGuard(allowsPrivate: false, stages: .request)) == .blockedAddress)
    #expect(try await fault(client, text, AddressGuard(allowsPrivate: false, stages: .request)) == .blockedAddress)
    #expect(server.requests.count == 1)
    await client.shutdown()
  }

  @Test("The answer is pinned: the name is asked for once and libcurl asks nobody")
  func pinned() async throws {
    let server = try LoopbackServer { _, connection in connection.answer(200, [("Connection", "close")]) }
    defer { server.stop() }
    let resolver = RecordingResolver()
    let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
    for _ in 0..<10 {
      #expect(try await fault(client, "http://no-such-name.test:\(server.port)/", AddressGuard(allowsPrivate: true)) == nil)
    }
    #expect(resolver.asked == ["no-such-name.test"] && server.requests.count == 10)
    await client.shutdown()
  }

  @Test("A changed answer is pinned anew")
  func repinned() async throws {
    let server = try LoopbackServer { _, connection in connection.answer(200, [("Connection", "close")]) }
    defer { server.stop() }
    let resolver = RecordingResolver { _, count in [IPAddress(unchecked: [127, 0, 0, count == 1 ? 9 : 1])] }
    let client = HTTPClient(policy: loopbackPolicy { $0.positiveCache = .zero }, resolver: resolver)
    let text = "http://moving.test:\(server.port)/"
    #expect(try await fault(client, text, AddressGuard(allowsPrivate: true)) == .connect)
    #expect(try await fault(client, text, AddressGuard(allowsPrivate: true)) == nil)
    await client.shutdown()
  }

  @Test("A proxy in the environment is not used")
  func proxy() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    setEnvironment("http_proxy", "http://127.0.0.1:9")
    defer { setEnvironment("http_proxy", nil) }
    let client = HTTPClient(policy: loopbackPolicy())
    #expect(try await fault(client, "http://localhost:\(server.port)/", AddressGuard(allowsPrivate: true)) == nil)
    await client.shutdown()
  }

  @Test(
    "Without private peers nothing on this machine is asked",
    arguments: [
      "http://localhost:PORT/", "https://localhost/", "https://a.localhost/", "https://127.0.0.1/", "https://name.test:PORT/",
      "https://name.test/",
    ])
  func publicOnly(_ text: String) async throws {
    let server = try LoopbackServer(raw: true) { _, _ in }
    defer { server.stop() }
    let client = HTTPClient(policy: TransportPolicy(), resolver: RecordingResolver())
    #expect(await client.fault(try fetch(text.replacing("PORT", with: "\(server.port)"))) != nil)
    #expect(server.connections == 0)
    await client.shutdown()
  }
}

private func setEnvironment(_ name: String, _ value: String?) {
  if let value { setenv(name, value, 1) } else { unsetenv(name) }
}
