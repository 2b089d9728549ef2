internal import Foundation
internal import Transport

/// A resolver that never answers names under `dead.test`, until it is told to.
private struct SilentResolver: NameResolver {
  let gate = DispatchSemaphore(value: 0)

  func addresses(of host: String) throws(TransportError) -> [IPAddress] {
    guard host.hasSuffix(".dead.test") else { return [.loopback] }
    gate.wait()
    gate.signal()
    return []
  }
}

/// How a live host fares while hundreds of names are never answered.
struct DeadNames: Sendable {
  /// 99th percentile of a GET without and with the dead names, in milliseconds.
  let quiet: Double
  let burdened: Double
  var ratio: Double { burdened / max(quiet, 0.001) }

  /// Sends requests one after another to the peers' port, then again while `dead` transfers wait for their names.
  ///
  /// Of three turns the one with the middle ratio counts.
  static func measured(port: Int, dead: Int, requests: Int = 500) async throws -> DeadNames {
    let resolver = SilentResolver()
    defer { resolver.gate.signal() }
    let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true, userAgent: "bench"), resolver: resolver)
    let live = try WebURL(parsing: "http://live.test:\(port)/users/live")
    _ = try await percentile(client, live, requests)
    var turns: [DeadNames] = []
    for turn in 0..<3 {
      let quiet = try await percentile(client, live, requests)
      let burdened = try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<dead {
          let url = try WebURL(parsing: "http://n\(index).t\(turn).dead.test:\(live.port)/")
          group.addTask { _ = try? await client.send(.small(url)) }
        }
        while client.load.resolving < dead { try await Task.sleep(for: .milliseconds(1)) }
        let burdened = try await percentile(client, live, requests)
        group.cancelAll()
        return burdened
      }
      turns.append(DeadNames(quiet: quiet, burdened: burdened))
    }
    await client.shutdown()
    return turns.sorted { $0.ratio < $1.ratio }[1]
  }

  private static func percentile(_ client: HTTPClient, _ live: WebURL, _ requests: Int) async throws -> Double {
    var spans: [Int64] = []
    for _ in 0..<requests {
      let start = Clock.now
      _ = try await client.send(.small(live))
      spans.append(Clock.now - start)
    }
    return spans.percentile(99) / 1_000_000
  }
}

extension [Int64] {
  /// The value under which so many in a hundred lie; 0 of none.
  func percentile(_ percent: Int) -> Double {
    isEmpty ? 0 : Double(sorted()[Swift.min(count - 1, count * percent / 100)])
  }
}
