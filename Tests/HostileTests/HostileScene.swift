import Actors
import Domain
import Hummingbird
import HummingbirdCore
import JSON
import Logging
import NIOCore
import Outbox
import SQL
import ServiceLifecycle
import Signatures
import Store
import TestSupport
import Testing
import Transport

@testable import Inbox
@testable import Web
@testable import scholion

/// An instance as it is served, with all its routes behind all its doors, among other servers, some of which are hostile.
struct HostileScene: Sendable {
  let house: TestHouse
  let peers: TestPeers
  let web: PlayedWeb
  let service: InboxService
  let port: Int
  /// Every route, as the router lists them.
  let routes: [(method: String, path: String)]
  let client: HTTPClient

  var store: Store { house.store }
  var authority: String { house.instance.origin.authority }

  /// - Parameters:
  ///   - checks: all of them, or all but the one that is looked at
  ///   - limits: whether requests are counted by address
  static func use(
    checks: VerifierChecks = VerifierChecks(), limits: Bool = false, deadlines: RequestDeadlines = RequestDeadlines(),
    _ body: @Sendable @escaping (HostileScene) async throws -> Void
  ) async throws {
    await StageDoor.shared.enter()
    do {
      try await open(checks, limits, deadlines, body)
    } catch {
      await StageDoor.shared.leave()
      throw error
    }
    await StageDoor.shared.leave()
  }

  private static func open(
    _ checks: VerifierChecks, _ limits: Bool, _ deadlines: RequestDeadlines,
    _ body: @Sendable @escaping (HostileScene) async throws -> Void
  ) async throws {
    let web = PlayedWeb()
    try await TestPeers.use(answer: { await web.answer($0) }) { peers in
      try await TestHouse.use(checks: checks) { house in
        let bell = InboxBell()
        var settings = Settings()
        settings.rateLimits = limits
        let routes = HouseRoutes(
          instance: house.instance, remotes: house.remotes, publisher: house.publisher, math: nil, settings: settings,
          readiness: Readiness(store: house.store, folder: "/tmp"), registry: MetricsRegistry(), bell: bell)
        let service = InboxService(instance: house.instance, remotes: house.remotes, math: nil, bell: bell)
        let router = try routes.router()
        let listed = router.routes.map { (method: $0.method.rawValue, path: $0.path.description) }
        let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
        try await Self.serve(router, deadlines) { port in
          try await body(
            HostileScene(
              house: house, peers: peers, web: web, service: service, port: port, routes: listed, client: client))
        }
        await client.shutdown()
      }
    }
  }

  /// Listens on loopback while the closure runs.
  private static func serve(
    _ router: Router<PeerAddressContext>, _ deadlines: RequestDeadlines, _ body: @Sendable @escaping (Int) async throws -> Void
  ) async throws {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "served") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      router: router, server: .http1(configuration: HouseRoutes.channel(deadlines)),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [application], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { port.finish() }
        try await group.run()
      }
      guard let picked = await ports.first(where: { _ in true }) else { throw TestFault("nothing listens") }
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(picked)) } catch { outcome = .failure(error) }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      try outcome.get()
    }
  }

  /// Publishes an actor on a played server.
  @discardableResult
  func stranger(_ path: String, at host: String, type: String = "Person", key number: Int = 1) throws -> Stranger {
    let origin = peers.origin(host)
    let stranger = Stranger(id: origin + path, origin: origin, type: type, key: try FixedKeys.rsa(number))
    web.publish(stranger.document())
    return stranger
  }

  /// Makes a known actor of a played one, as if its document had been fetched.
  @discardableResult
  func meet(_ stranger: Stranger) async throws -> ActorRow { try await house.remotes.store(stranger.document()) }

  /// Posts a signed activity as a fair peer would, and handles it; the status.
  @discardableResult
  func deliver(_ activity: JSONValue, by stranger: Stranger, to path: String = "/inbox") async throws -> Int {
    house.clock.advance(seconds: 61)
    let status = try await send(activity.serialized(), by: stranger, to: path).status
    await service.drain()
    return status
  }

  func send(_ body: [UInt8], by stranger: Stranger, to path: String = "/inbox") async throws -> RawAnswer {
    let fields = try RequestSigner(keyID: stranger.keyID, key: stranger.key).fields(
      method: "POST", target: path, authority: authority, scheme: "https", body: body, date: now, dialect: .cavage)
    return try await request(
      "POST", path, [("Content-Type", "application/activity+json")] + fields.map { ($0.name, $0.value) }, body)
  }

  /// Seconds since 1970, by the scene's clock.
  var now: Int { Int(house.clock.now.milliseconds / 1_000) }

  /// Any request; `Host` is ours unless another is given.
  func request(
    _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: [UInt8]? = nil
  ) async throws -> RawAnswer {
    try await RawExchange.send([Self.bytes(method, path, fields, body, authority)], to: port)
  }

  static func bytes(
    _ method: String, _ path: String, _ fields: [(String, String)], _ body: [UInt8]?, _ authority: String
  ) -> [UInt8] {
    var lines = ["\(method) \(path) HTTP/1.1"]
    if !fields.contains(where: { $0.0.lowercased() == "host" }) { lines.append("Host: \(authority)") }
    lines += fields.map { "\($0.0): \($0.1)" }
    let framing = ["content-length", "transfer-encoding"]
    if let body, !fields.contains(where: { framing.contains($0.0.lowercased()) }) {
      lines.append("Content-Length: \(body.count)")
    }
    lines.append("Connection: close")
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
  }

  /// A session of somebody here: the cookie, and the token of the forms.
  func session(of person: ActorRow) async throws -> (cookie: String, formToken: String) {
    let token = try Random.token()
    try await store.write {
      try $0.insertSession(of: person.id, tokenHash: Digest.sha256(Array(token.utf8)), lifetime: 86_400_000)
    }
    return ("__Host-session=\(token)", Site.formToken(for: token))
  }
}
