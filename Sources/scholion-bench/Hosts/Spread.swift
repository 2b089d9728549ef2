internal import Foundation
internal import Glibc

/// How one publication reached those who live: when it had reached half of them and 99 of 100, in seconds from the command on.
struct Spread: Sendable {
  let median: Double
  let late: Double
  let missing: Int

  /// Publishes a summary and waits until it is everywhere, at most two minutes.
  ///
  /// Throws ``MeasuringError`` when it arrives nowhere.
  static func ofSummary(
    by name: String, about paper: String, to readers: [PeerActor], in world: PeerWorld, at site: ServerSite
  ) throws -> Spread {
    world.forgetArrivals()
    Progress.note("\(name) publishes …")
    let start = Clock.now
    let url = try site.command("summary", "publish", name, paper, site.folder.appending(path: "summary.md").path)
    let summary = try Townsfolk.summaryID(of: url, at: site)
    let end = Clock.now + 120_000_000_000
    while world.arrivalCount < readers.count, Clock.now < end { usleep(20_000) }
    var times: [String: Int64] = [:]
    for arrival in world.arrivals where arrival.activity["object"]?["id"]?.string == summary {
      times[arrival.inbox] = times[arrival.inbox] ?? arrival.time - start
    }
    let spans = readers.compactMap { times[$0.inbox] }
    guard !spans.isEmpty else { throw MeasuringError("nothing arrived") }
    return Spread(
      median: spans.percentile(50) / 1e9, late: spans.percentile(99) / 1e9, missing: readers.count - spans.count)
  }
}
