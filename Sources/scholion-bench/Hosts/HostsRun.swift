internal import Foundation
internal import Glibc
internal import SQL

/// The living and the dead as followers of two people.
struct HostsRun: Sendable {
  let scale: HostsCommand
  let site: ServerSite
  /// Hosts that live; hosts that will refuse connections; hosts that will not answer.
  private let living: PeerWorld
  private let refusing: PeerWorld
  private let hanging: PeerWorld
  private let office: PostOffice

  init(scale: HostsCommand, site: ServerSite) throws {
    self.scale = scale
    self.site = site
    living = try PeerWorld()
    refusing = try PeerWorld(sharing: living)
    hanging = try PeerWorld(sharing: living)
    office = PostOffice(key: living.key, authority: site.authority)
  }

  /// Ends the worlds.
  func stop() { for world in [living, refusing, hanging] { world.stop() } }

  func measured() async throws -> (text: String, complaints: [String]) {
    let writer = LetterWriter(run: "hosts")
    let calmReaders = living.actors(scale.live, on: scale.live, prefix: "calm")
    let loudReaders = living.actors(scale.live, on: scale.live, prefix: "loud")
    let lost =
      refusing.actors(scale.dead, on: scale.dead, prefix: "lost")
      + hanging.actors(scale.hanging, on: scale.hanging, prefix: "mute")
    Progress.note("signing \(calmReaders.count + loudReaders.count + lost.count) follows …")
    let folk = try await WorkerThread.run("settle") { [site] in
      let server = try site.serve()
      defer { server.stop() }
      _ = try server.waitUntilReady()
      let folk = try Townsfolk.settle(site, names: ["calm", "loud"], papers: 1)
      for paper in 0..<3 {
        try site.command("paper", "add", "doi:10.5555/hosts.\(paper)", "--title", "Paper \(paper)", "--author", "Ada Beispiel")
      }
      return folk
    }
    let follows =
      (lost + loudReaders).enumerated().map { writer.follow($0.offset, of: folk.persons[1], by: $0.element) }
      + calmReaders.enumerated().map { writer.follow($0.offset, of: folk.persons[0], by: $0.element) }
    let postings = try await office.sign(follows)
    try await WorkerThread.run("follows") { try follow(postings) }
    refusing.stop()
    hanging.fallSilent()
    try await age([refusing.port, hanging.port])
    return try await WorkerThread.run("hosts") { try spread(to: calmReaders, and: loudReaders) }
  }

  /// All follow; then the dead die.
  private func follow(_ postings: [Posting]) throws {
    Progress.note("\(postings.count) follows …")
    let server = try site.serve()
    defer { server.stop() }
    _ = try server.waitUntilReady()
    let report = try Volley(port: site.port, connections: 16).fire(postings)
    guard report.accepted == postings.count else { throw MeasuringError("follows are answered with \(report.refusals)") }
    _ = try server.waitUntilIdle(patience: 600, deliveriesToo: true)
  }

  private func spread(
    to calmReaders: [PeerActor], and loudReaders: [PeerActor]
  ) throws -> (text: String, complaints: [String]) {
    let server = try site.serve()
    defer { server.killAtOnce() }
    _ = try server.waitUntilReady()
    let calm = try publish("calm", 0, to: calmReaders)
    let first = try publish("loud", 1, to: loudReaders)
    Progress.note("waiting \(scale.again) s, until all the dead are due again …")
    sleep(UInt32(scale.again))
    let second = try publish("loud", 2, to: loudReaders)
    let memory = ProcessFigures(id: server.id).peak
    var complaints: [String] = []
    var lines = [
      "followers         \(scale.live) on live hosts; \(scale.dead) on hosts that refuse, \(scale.hanging) on silent ones"
    ]
    for (name, spread) in [("live alone", calm), ("beside the dead", first), ("and once more", second)] {
      let ratio = spread.late / calm.late
      lines.append(
        "\(name.padding(toLength: 18, withPad: " ", startingAt: 0))p50 \(Number.text(spread.median)) s, "
          + "p99 \(Number.text(spread.late)) s, \(Number.text(ratio)) times; missing \(spread.missing)")
      if spread.missing > 0 { complaints.append("\(name): \(spread.missing) never arrived") }
      if scale.ratio > 0, ratio > scale.ratio { complaints.append("\(name): \(Number.text(ratio)) times as long") }
    }
    lines.append("peak memory       \(Number.text(memory)) MiB")
    return (lines.joined(separator: "\n"), complaints)
  }

  private func publish(_ name: String, _ paper: Int, to readers: [PeerActor]) throws -> Spread {
    try Spread.ofSummary(by: name, about: "doi:10.5555/hosts.\(paper)", to: readers, in: living, at: site)
  }

  /// Nothing was heard of the hosts on these ports for three days; the server does not run.
  private func age(_ ports: [Int]) async throws {
    let database = try Database(opening: site.location)
    for port in ports {
      try await database.write { connection in
        try connection.execute(
          "UPDATE peer SET last_success_at = last_success_at - 259200000 WHERE host LIKE $1", ["%:\(port)"])
      }
    }
    await database.close()
  }
}
