import Foundation
import Transport

@testable import scholion

/// A whole server in this process, asked over a socket.
struct RunningHouse {
  let assembly: Assembly
  let client: HTTPClient
  let base: String

  /// Runs a server while the body asks it, and stops it.
  static func with(
    _ folder: ScratchFolder, deadlines: RequestDeadlines = RequestDeadlines(), change: (inout Settings) -> Void = { _ in },
    _ body: @Sendable @escaping (RunningHouse) async throws -> Void
  ) async throws {
    var settings = folder.settings
    change(&settings)
    let (assembly, port) = try await Assembly.open(settings, logger: silence) { try HeldPort($0) }
    guard let port else { return }
    let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
    let running = RunningHouse(assembly: assembly, client: client, base: "http://localhost:\(port.port)")
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var house = House(assembly: assembly, registry: MetricsRegistry())
          house.deadlines = deadlines
          try await house.run(on: port)
        }
        group.addTask {
          try await running.waitUntilOpen()
          try await body(running)
        }
        // Whichever ends first: the body when it is done, the server only by failing.
        try await group.next()
        group.cancelAll()
      }
    } catch {
      await client.shutdown()
      await assembly.close()
      throw error
    }
    await client.shutdown()
    await assembly.close()
  }

  /// One request; `Host` is the origin's unless another is given.
  func ask(_ method: String = "GET", _ path: String, _ fields: [(String, String)] = [], body: String? = nil) async throws
    -> IncomingResponse
  {
    let url = try WebURL(parsing: base + path)
    return try await client.send(
      OutgoingRequest(
        method: method, url: url, fields: fields, body: body.map { Array($0.utf8) }, limit: 1 << 20, deadline: .seconds(20)))
  }

  private func waitUntilOpen() async throws {
    for _ in 0..<400 {
      if (try? await ask("GET", "/livez"))?.status == 200 { return }
      try await Task.sleep(for: .milliseconds(25))
    }
  }
}
