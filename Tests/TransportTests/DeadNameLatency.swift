import Synchronization
import Transport

/// How a live host fares while hundreds of names are never answered.
///
/// Measures, asserts nothing: `deadNameLatency` is printed by the benchmark table (goal: `ratio` at most 2), the outcome is
/// tested in `NameTests`. Uses Transport's package interface only, so a release build can compile it.
struct DeadNameReport: Sendable {
  /// 99th percentile without and with the dead names, microseconds.
  let quiet: Int
  let burdened: Int
  var ratio: Double { Double(burdened) / Double(max(1, quiet)) }
}

/// Sends `requests` one after another to `live` alone, then again while `dead` transfers wait for names.
///
/// `client` needs a resolver that never answers names under `dead.test`.
func deadNameLatency(_ client: HTTPClient, live: WebURL, dead: Int = 200, requests: Int = 500) async throws -> DeadNameReport {
  func percentile() async throws -> Int {
    var spent: [Duration] = []
    for _ in 0..<requests {
      let start = ContinuousClock.now
      _ = try await client.send(.small(live))
      spent.append(.now - start)
    }
    return Int(spent.sorted()[spent.count * 99 / 100] / .microseconds(1))
  }
  _ = try await percentile()
  let quiet = try await percentile()
  return try await withThrowingTaskGroup(of: Void.self) { group in
    for index in 0..<dead {
      let url = try WebURL(parsing: "http://n\(index).dead.test:\(live.port)/")
      group.addTask { _ = try? await client.send(.small(url)) }
    }
    while client.load.resolving < dead { try await Task.sleep(for: .milliseconds(1)) }
    let burdened = try await percentile()
    group.cancelAll()
    return DeadNameReport(quiet: quiet, burdened: burdened)
  }
}
