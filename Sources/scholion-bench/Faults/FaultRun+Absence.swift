internal import Foundation
internal import Glibc

extension FaultRun {
  /// A database that is stopped as by a power cut and comes back: nothing is acknowledged meanwhile but what is stored, and soon
  /// afterwards all is as before, without a restart of the server.
  ///
  /// Returns what was acknowledged.
  mutating func takeDatabaseAway() throws -> [Letter] {
    Progress.note("no database …")
    let server = try site.serve()
    defer { server.killAtOnce() }
    _ = try server.waitUntilReady()
    var acknowledged = try post(letters(8, round: -1)).acknowledged
    if acknowledged.count != 8 { tally.complain("before the database goes: \(acknowledged.count) of 8 acknowledged") }
    try site.cluster?.stop()
    let end = Clock.now + Int64(options.full * 1e9)
    var (round, refused) = (-2, 0)
    repeat {
      let answers = try post(letters(4, round: round))
      acknowledged += answers.acknowledged
      refused += answers.refused
      for answer in answers.odd { tally.complain("database away: \(answer)") }
      if site.get("/livez")?.status != 200 { tally.complain("database away: /livez does not say 200") }
      for path in ["/readyz", "/users/ada", "/@ada"] {
        let status = site.get(path, accept: path.hasPrefix("/@") ? "text/html" : "application/activity+json")?.status ?? 0
        if status != 503 { tally.complain("database away: GET \(path) is answered with \(status)") }
      }
      round -= 1
    } while Clock.now < end
    if refused == 0 { tally.complain("database away: nothing was refused") }
    try site.cluster?.start()
    let back = Clock.now
    while Clock.now - back < 30_000_000_000, server.isRunning {
      if site.get("/readyz")?.status == 200, try !post(letters(1, round: round)).acknowledged.isEmpty { break }
      round -= 1
      usleep(50_000)
    }
    let span = Clock.now - back
    if span > 10_000_000_000 { tally.complain("database away: writing again after \(span.seconds) s") }
    let last = try post(letters(8, round: round - 1)).acknowledged
    if last.count != 8 { tally.complain("after its return: \(last.count) of 8 acknowledged") }
    let stopped = server.stop()
    if stopped != 0 { tally.complain("after its return: ended with \(stopped)") }
    try restart("database away")
    tally.disk = ["database away     \(refused) activities refused; writing again after \(Number.text(span.seconds)) s"]
    return acknowledged + last
  }
}
