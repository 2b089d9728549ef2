import Synchronization
import TestSupport

@testable import Catalog
@testable import Domain
@testable import Transport

/// A clock that stands still until someone waits; it remembers for how long.
final class SteppedClock: Sendable {
  private let state = Mutex<(now: Int64, waits: [Int64])>((1_764_000_000_000, []))

  var waits: [Int64] { state.withLock { $0.waits } }

  func pass(_ milliseconds: Int64) { state.withLock { $0.now += milliseconds } }

  var clock: SourceClock {
    SourceClock(
      now: { [self] in Timestamp(milliseconds: state.withLock { $0.now }) },
      sleep: { [self] duration in
        try Task.checkCancellation()
        state.withLock {
          $0.waits.append(duration.milliseconds)
          $0.now += duration.milliseconds
        }
      })
  }
}

/// A server, a clock and a desk that asks it for everything.
struct ReplayScene: Sendable {
  let server: ReplayServer
  let clock = SteppedClock()
  let sources: PaperSources
  let client: HTTPClient

  init(
    folder: String? = nil, keys: [SourceName: String] = [.openAlex: "k1", .bibSonomy: "ada:secret"],
    change: (inout SourceSettings) -> Void = { _ in },
    _ answer: @escaping @Sendable (ReplayServer.Seen, Int) -> ReplayServer.Answer
  ) throws {
    server = try ReplayServer(answer)
    var settings = SourceSettings(folder: folder, keys: keys, contact: "admin@example.org")
    for source in SourceName.networked { settings.bases[source] = server.base }
    change(&settings)
    let agent = SourceSettings.userAgent(version: "1.0", origin: "https://example.org", contact: "admin@example.org")
    var policy = SourceSettings.policy(userAgent: agent, allowPrivatePeers: true)
    policy.slowPeriod = .seconds(240)
    policy.connectTimeout = .seconds(60)
    client = HTTPClient(policy: policy)
    sources = PaperSources(desk: SourceDesk(client: client, settings: settings, clock: clock.clock))
  }

  func stop() async {
    server.stop()
    await client.shutdown()
  }
}
