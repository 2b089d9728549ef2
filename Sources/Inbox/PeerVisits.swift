internal import ActivityStreams
package import Actors
internal import Domain
internal import Logging
internal import Outbox
internal import ServiceLifecycle
internal import Store

/// Asks the Scholion servers we know for their rooms of our papers, each paper once, so that summaries meet though nobody follows
/// across (DESIGN 11.3).
package struct PeerVisits: Service {
  /// Between two rounds.
  static let period = Duration.seconds(5)
  /// Hosts asked in a round what they run.
  static let introductions = 4
  /// Servers visited in a round, and papers asked of each.
  static let servers = 20
  static let papers = 10

  private let context: VerbContext

  package init(instance: Instance, remotes: RemoteActors) {
    context = VerbContext(instance: instance, remotes: remotes, math: nil)
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await visit()
        try? await Task.sleep(for: Self.period)
      }
    }
  }

  /// One round; for tests, where no service runs.
  package func visit() async {
    do {
      for host in try await context.store.read({ try $0.hostsOfUnknownSoftware(limit: Self.introductions) }) {
        guard let software = try await known({ try await context.instance.software(of: host) }) else { continue }
        try await context.store.write { try $0.setSoftware(of: host, String((software ?? "unknown").prefix(100))) }
      }
      for host in try await context.store.read({ try $0.hosts(running: "scholion", limit: Self.servers) }) {
        try await ask(host)
      }
    } catch {
      context.instance.logger.info("a round of visits ended early", metadata: ["error": "\(error)"])
    }
  }

  private func ask(_ host: String) async throws {
    let mark = "visited \(host)"
    let last = try await context.store.read { try $0.setting(mark).flatMap { try? RowID(parsing: $0) } }
    for paper in try await context.store.read({ try $0.papers(after: last, limit: Self.papers) }) {
      guard let meeting = try await known({ try await meeting(of: paper, at: host) }) else { return }
      try await context.store.write { transaction in
        if let meeting { try meeting.follow(from: paper.id, context, in: transaction) }
        try transaction.setSetting(mark, paper.id.text)
      }
    }
  }

  /// Their room of a paper, if they have the paper.
  private func meeting(of paper: PaperRow, at host: String) async throws -> RoomMeeting? {
    let scheme = context.instance.allowsPrivatePeers && context.instance.origin.scheme == "http" ? "http" : "https"
    guard let path = paper.bestIdentifier?.pagePath, let page = IRI("\(scheme)://\(host)\(path)"), !context.isOurs(page) else {
      return nil
    }
    do {
      let value = try await context.instance.fetch(page, budget: FetchBudget(4)).value
      guard let document = try? ActorDocument(decoding: value), document.type == .group, let theirs = document.paper,
        !Set(PaperClaim.identifiers(in: theirs)).isDisjoint(with: paper.identifiers)
      else { return nil }
      return RoomMeeting(remote: try await context.remotes.store(document))
    } catch let error as ActorError {
      if error.isTransient { throw error }
      return nil
    }
  }

  /// Nil when the other server cannot be asked now.
  private func known<T>(_ ask: () async throws -> T) async throws -> T? {
    do {
      return try await ask()
    } catch let error as ActorError {
      guard error.isTransient else { throw error }
      return nil
    }
  }
}
