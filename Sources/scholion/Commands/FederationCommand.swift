internal import Actors
internal import ArgumentParser
internal import Domain
internal import JSON
internal import Store

/// The command `scholion federation …`.
struct FederationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "federation", abstract: "Other servers: how they fare, what waits, who is blocked.",
    subcommands: [Status.self, Show.self, Retry.self, Block.self, Unblock.self])

  /// The command `federation status`.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the known servers with what waits for each.")

    @OptionGroup var flags: SettingsFlags
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let (peers, items, oldest) = try await flags.withAssembly { assembly in
        try await assembly.store.read { (try $0.peers(limit: 100_000), try $0.waitingItems(), try $0.oldestWaitingItem()) }
      }
      if json {
        for (peer, waiting) in peers { Console.line(PeerReport(peer: peer, waiting: waiting).object.serializedText()) }
        return
      }
      Console.line("inbox: \(items) waiting" + (oldest.map { ", the oldest since \($0.iso8601)" } ?? ""))
      for (peer, waiting) in peers { Console.line(PeerReport(peer: peer, waiting: waiting).line) }
    }
  }

  /// The command `federation show ID`: what became of an activity, received or sent.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Tell what became of an activity, received or sent.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The activity's id; of one without an id the SHA-256 of its body.") var id: String
    @Flag(help: "Print a JSON object.") var json = false

    func run() async throws {
      let report = try await flags.withAssembly { assembly in
        try await assembly.store.read { transaction in
          ActivityReport(
            id: id, received: try transaction.items(activityKey: id), sent: try transaction.activity(uri: id),
            deliveries: try transaction.deliveries(ofActivity: id))
        }
      }
      guard report.isKnown else { throw Refusal("no activity \(id) is known here") }
      if json { Console.line(report.object.serializedText()) } else { report.lines.forEach(Console.line) }
    }
  }

  /// The command `federation retry [HOST]`.
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Try again now what waits for a server, or for all.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The server; without one, all.") var host: String?

    func run() async throws {
      let host = try host.map { try HostName.checked($0) }
      let count = try await flags.withAssembly { try await $0.store.write { try $0.retryNow(host: host) } }
      Console.line("\(count) servers are tried again")
    }
  }

  /// The command `federation block HOST`.
  struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Block a server at once: nothing in, nothing out, nothing shown.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The server, with its port unless that is 443.") var host: String

    func run() async throws {
      let host = try HostName.checked(host)
      try await flags.withAssembly { assembly in
        guard !HostCheck.same(host, assembly.instance.origin.authority) else { throw Refusal("\(host) is this instance") }
        try await assembly.store.write { try $0.blockHost(host) }
        // A long queue goes in pieces; nothing of it is sent meanwhile.
        while try await assembly.store.write({ try $0.dropDeliveries(olderThan: .earliest) }) > 0 {}
      }
      Console.line("blocked \(host)")
    }
  }

  /// The command `federation unblock HOST`.
  struct Unblock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a blocked server in again.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The server.") var host: String

    func run() async throws {
      let host = try HostName.checked(host)
      let wasBlocked = try await flags.withAssembly { try await $0.store.write { try $0.unblockHost(host) } }
      guard wasBlocked else { throw Refusal("\(host) was not blocked") }
      Console.line("unblocked \(host)")
    }
  }
}

/// A host as an operator types it.
enum HostName {
  /// The authority, lower-case, as hosts are stored.
  ///
  /// Throws ``Refusal``.
  static func checked(_ text: String) throws -> String {
    guard let handle = try? Handle(name: "host", host: text) else { throw Refusal("\(text) is not a host name") }
    return handle.host
  }
}
