// TestSupport: what the tests of several rooms share: an instance with a temporary store, a fixed clock and fixed keys, its routes
// served on loopback, and other servers played by a closure. It may know every room up to Outbox; no room knows it.

package import Actors
internal import Dispatch
package import Domain
internal import Foundation
package import LocalPostgres
internal import Logging
package import Markup
package import Outbox
internal import SQL
internal import Signatures
package import Store
internal import Transport

/// One instance with a database of its own, whose clock stands still unless it is moved.
package struct TestHouse: Sendable {
  package let instance: Instance
  package let remotes: RemoteActors
  package let publisher: Publisher
  package let clock: TestClock
  private let keys: TestKeyPair

  package var store: Store { instance.store }

  /// Opens an instance, gives it to the closure, and removes it whatever happens.
  ///
  /// - Parameters:
  ///   - origin: what its ids begin with
  ///   - engine: what its database is
  ///   - math: makes formulas; without it they are shown as source
  ///   - checks: how others are judged; by everything unless one step is looked at
  package static func use(
    _ origin: String = "https://papers.example", on engine: Engine = .sqlite, math: MathRenderer? = nil,
    checks: VerifierChecks = VerifierChecks(), sendsMail: Bool = false,
    _ body: (TestHouse) async throws -> Void
  ) async throws {
    try await location(on: engine) { location in
      let database = try Database(opening: location)
      do {
        let house = try TestHouse(
          origin: origin, database: database, clock: TestClock(), math: math, checks: checks, sendsMail: sendsMail)
        try await house.makeInstanceActor()
        try await body(house)
        await house.instance.client.shutdown()
      } catch {
        await database.close()
        throw error
      }
      await database.close()
    }
  }

  /// Gives the closure a database with today's schema and nothing in it.
  private static func location(on engine: Engine, _ body: (DatabaseLocation) async throws -> Void) async throws {
    switch engine {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appending(path: "scholion-house-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "test.db").path
      try await MigratedFile.copy(to: file)
      try await body(.sqlite(path: file))
    case .postgres:
      try await TemporaryCluster.useDatabase(from: MigratedFile.onPostgres) { url in
        try await body(.postgres(try PostgresAddress(parsing: url)))
      }
    }
  }

  private init(
    origin: String, database: Database, clock: TestClock, math: MathRenderer?, checks: VerifierChecks, sendsMail: Bool
  ) throws {
    self.clock = clock
    keys = try TestKeyPair.first
    var store = Store(
      database: database, ids: RowIDSource(clock: { clock.now.milliseconds }), now: { clock.now })
    store.sendsMail = sendsMail
    let master = try MasterKey(bytes: Array("bytes of one test instance alone".utf8))
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    instance = Instance(
      origin: try Origin(parsing: origin), store: store, client: HTTPClient(policy: TransportPolicy(allowPrivatePeers: true)),
      keys: KeyRing(masterKey: master, store: store), logger: logger, version: "0.1.0", allowsPrivatePeers: true,
      checks: checks)
    remotes = RemoteActors(instance: instance, sanitize: { ForeignHTML.sanitized($0) })
    publisher = Publisher(instance: instance, remotes: remotes, renderer: Renderer(math: math))
  }

  private func makeInstanceActor() async throws {
    let draft = try instance.addresses.draft(
      .instance, name: instance.origin.authority, displayName: instance.origin.authority)
    _ = try await insert(draft)
  }

  private func insert(_ draft: LocalActorDraft) async throws -> ActorRow {
    let drafts = try instance.keys.seal(rsa: keys.rsa, ed25519: keys.ed25519, for: draft.uri.text).drafts
    return try await store.write { transaction in
      let row = try transaction.insertLocalActor(draft)
      for key in drafts { try transaction.insertKey(key, of: row.id) }
      return row
    }
  }

  /// A person of this instance with the fixed keys and a sign-in that nobody can use.
  package func person(
    _ name: String, displayName: String? = nil, role: AccountRole = .member, state: AccountState = .approved
  ) async throws -> ActorRow {
    let row = try await insert(try instance.addresses.draft(.person, name: name, displayName: displayName ?? name))
    try await store.write { transaction in
      try transaction.insertAccount(
        of: row.id, email: "\(name)@mail.example", passwordHash: "none", role: role, state: state, reason: "")
    }
    return row
  }

  /// An actor of another server, as if its document had been fetched just now.
  ///
  /// - Parameter isShared: whether its server has a shared inbox
  package func remote(
    _ name: String, at origin: String, kind: ActorKind = .person, isShared: Bool = true
  ) async throws -> ActorRow {
    let id = "\(origin)/users/\(name)"
    let draft = RemoteActorDraft(
      uri: try ResourceID(parsing: id), kind: kind, name: name, displayName: name, bioHTML: "", url: "\(origin)/@\(name)",
      inbox: id + "/inbox", sharedInbox: isShared ? origin + "/inbox" : nil, outbox: id + "/outbox",
      followersURI: id + "/followers", manuallyApproves: false)
    let row = try await store.write { try $0.upsertRemoteActor(draft, keys: []) }
    guard let row else { throw TestFault("\(id) is ours") }
    return row
  }

  /// Makes an accepted follow without sending anything.
  package func follow(_ target: ActorRow, by follower: ActorRow) async throws {
    try await store.write { transaction in
      _ = try transaction.upsertFollow(
        from: follower.id, to: target.id, uri: follower.uri.text + "#follows/\(target.id)", state: .accepted)
    }
  }

  /// The paper everybody knows, with its room.
  package func paper() async throws -> PaperRow {
    let draft = PaperDraft(
      title: "Attention Is All You Need", authors: ["Ashish Vaswani", "Noam Shazeer", "Niki Parmar"], venue: "NeurIPS",
      year: 2017, identifiers: ["10.5555/3295222.3295349", "arXiv:1706.03762", "dblp:journals/corr/VaswaniSPUJGKP17"])
    return try await publisher.addPaper(try draft.validated(), source: "local")
  }

  /// The room of a paper.
  package func room(of paper: PaperRow) async throws -> ActorRow {
    guard let room = try await store.read({ try $0.actor(paper.actorID) }) else { throw TestFault("no room") }
    return room
  }
}

/// A clock that moves when told to.
package final class TestClock: Sendable {
  private let time = AtomicTime(Timestamp(milliseconds: 1_795_168_800_000))

  /// 2026-11-20T10:00:00Z at first.
  package var now: Timestamp { time.value }

  /// Moves on.
  package func advance(seconds: Int64) { time.value = time.value.adding(seconds: seconds) }
}

/// Something a test's surroundings lack.
package struct TestFault: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// The fixed keys of `keys/test`.
struct TestKeyPair {
  let rsa: PrivateKey
  let ed25519: PrivateKey

  static var first: TestKeyPair {
    get throws {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "keys/test")
      func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
      }
      return TestKeyPair(
        rsa: try PrivateKey(pem: try text("rsa-1.pem")), ed25519: try PrivateKey(pem: try text("ed25519-1.pem")))
    }
  }
}
