internal import Domain
internal import Signatures
package import Store
internal import Synchronization

/// Counts looks at pages without keeping who looked.
///
/// So that nobody counts twice a day, a number is remembered for each look: a keyed digest of page, address and browser under a key that
/// is made anew each day, kept in memory alone and forgotten with it. What is taken out and stored are pages with figures.
package final class ViewTally: Sendable {
  /// Looks that are told apart in one day; what comes after is not counted.
  package static let usualLooks = 300_000

  private struct State {
    var day: Int64 = -1
    var key: [UInt8] = []
    var looks: Set<UInt64> = []
    var counts: [ViewedPage: Int] = [:]
  }

  private let state = Mutex(State())

  private let mostLooks: Int

  /// - Parameter mostLooks: looks that are told apart in one day; what comes after is not counted
  package init(mostLooks: Int = ViewTally.usualLooks) { self.mostLooks = mostLooks }

  /// Counts a look, the first of the day from that address with that browser alone.
  func look(at page: ViewedPage, from address: String, agent: String) {
    guard Self.isBrowser(agent) else { return }
    state.withLock { state in
      if state.day != page.day {
        guard page.day > state.day, let key = try? Random.bytes(32) else { return }
        (state.day, state.key, state.looks) = (page.day, key, [])
      }
      guard state.looks.count < mostLooks else { return }
      let text = "\(page.kind.rawValue) \(page.subject.value) \(address) \(agent)"
      let digest = Digest.hmacSHA256(key: state.key, Array(text.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if state.looks.insert(digest).inserted { state.counts[page, default: 0] += 1 }
    }
  }

  /// What was counted since it was last asked.
  package func take() -> [(page: ViewedPage, views: Int)] {
    state.withLock { state in
      let counts = state.counts
      state.counts = [:]
      return counts.map { (page: $0.key, views: $0.value) }
    }
  }

  /// Gives back what could not be stored.
  package func giveBack(_ counts: [(page: ViewedPage, views: Int)]) {
    state.withLock { state in
      for (page, views) in counts { state.counts[page, default: 0] += views }
    }
  }

  /// Whether the name is that of a browser: all of those begin alike, and what says that it is a robot is none.
  static func isBrowser(_ agent: String) -> Bool {
    let name = agent.prefix(512).lowercased()
    guard browsers.contains(where: { name.hasPrefix($0) }) else { return false }
    return !robots.contains { name.contains($0) }
  }

  private static let browsers = ["mozilla/", "opera/", "lynx/", "w3m/", "links ", "elinks"]
  private static let robots = [
    "bot", "crawl", "spider", "slurp", "preview", "fetch", "scan", "monitor", "archive", "http", "headless", "python", "curl",
    "wget", "feed", "lighthouse", "facebookexternalhit", "mastodon", "pleroma", "misskey",
  ]
}
