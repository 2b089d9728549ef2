import Actors
import Domain
import Hummingbird
import JSON
import Markup
import Outbox
import SQL
import Signatures
import Store
import TestSupport
import Testing
import Transport

@testable import Inbox

/// An instance whose inbox is open, with other servers that can write to it.
struct InboxScene: Sendable {
  let house: TestHouse
  let peers: TestPeers
  let web: PlayedWeb
  let service: InboxService
  let port: Int
  let client: HTTPClient

  var store: Store { house.store }

  static func use(
    allowing allowance: TokenBuckets? = nil, math: MathRenderer? = nil,
    _ body: @Sendable @escaping (InboxScene) async throws -> Void
  ) async throws {
    let web = PlayedWeb()
    try await TestPeers.use(answer: { await web.answer($0) }) { peers in
      try await TestHouse.use(math: math) { house in
        let bell = InboxBell()
        let keys = SignerKeys(instance: house.instance, actors: house.remotes)
        let service = InboxService(instance: house.instance, remotes: house.remotes, math: math, bell: bell)
        let routes = Routes(context: PeerAddressContext.self)
        // The tests reach the routes at a port of the loopback address; peers know them by the origin.
        routes.add(middleware: HostOfOrigin(authority: house.instance.origin.authority))
        routes.addRoutes(InboxRoutes(instance: house.instance, keys: keys, bell: bell, peers: allowance).endpoints)
        try await ServedRoutes.use([routes]) { served in
          let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
          let scene = InboxScene(house: house, peers: peers, web: web, service: service, port: served.port, client: client)
          do {
            try await body(scene)
          } catch {
            await client.shutdown()
            throw error
          }
          await client.shutdown()
        }
      }
    }
  }

  /// Publishes an actor on a played server.
  func stranger(
    _ path: String, at host: String, type: String = "Person", key number: Int = 2, extra: JSONObject = [:]
  ) throws -> Stranger {
    let origin = peers.origin(host)
    let stranger = Stranger(id: origin + path, origin: origin, type: type, key: try FixedKeys.rsa(number))
    web.publish(stranger.document(extra: extra))
    return stranger
  }

  /// Posts signed bytes; the answer's status.
  @discardableResult
  func post(
    _ body: [UInt8], by stranger: Stranger, to path: String = "/inbox", dialect: SignatureDialect = .cavage
  ) async throws -> Int {
    try await post(body, fields: try sign(body, by: stranger, to: path, dialect: dialect), to: path).status
  }

  /// Posts a signed activity; the answer's status.
  @discardableResult
  func post(_ activity: JSONValue, by stranger: Stranger, to path: String = "/inbox") async throws -> Int {
    try await post(activity.serialized(), by: stranger, to: path)
  }

  /// Posts a signed activity that has to be taken, and handles all that is due.
  func receive(_ activity: JSONValue, by stranger: Stranger) async throws {
    // A second later, so that the same activity is signed anew.
    house.clock.advance(seconds: 1)
    #expect(try await post(activity, by: stranger) == 202)
    await service.drain()
  }

  func post(_ body: [UInt8], fields: [(String, String)], to path: String) async throws -> IncomingResponse {
    let url = try WebURL(parsing: "http://127.0.0.1:\(port)\(path)")
    return try await client.send(
      OutgoingRequest(method: "POST", url: url, fields: fields, body: body, limit: 65_536, deadline: .seconds(20)))
  }

  func sign(
    _ body: [UInt8], by stranger: Stranger, to path: String = "/inbox", dialect: SignatureDialect = .cavage,
    late seconds: Int = 0,
    authority: String = "papers.example", keyID: String? = nil, key: PrivateKey? = nil
  ) throws -> [(String, String)] {
    let date = Int(house.clock.now.milliseconds / 1_000) + seconds
    let signer = RequestSigner(keyID: keyID ?? stranger.keyID, key: key ?? stranger.key)
    return [("Content-Type", "application/activity+json")]
      + (try signer.fields(
        method: "POST", target: path, authority: authority, scheme: "https", body: body, date: date, dialect: dialect
      )
      .map { ($0.name, $0.value) })
  }

  /// What came of an activity, newest first: `done`, or why it was refused, or `waiting`.
  func outcome(of activity: JSONValue) async throws -> String {
    let id = activity["id"]?.string ?? ""
    let item = try await store.read { try $0.items(activityKey: id).first }
    switch item?.state {
    case .done: return "done"
    case .refused: return item?.reason ?? "refused"
    case .waiting: return "waiting"
    case nil: return "none"
    }
  }

  func find(_ uri: String) async throws -> PostRow? {
    try await store.read { try $0.post(uri: try ResourceID(parsing: uri)) }
  }

  func actor(_ uri: String) async throws -> ActorRow {
    try #require(try await store.read { try $0.actor(uri: try ResourceID(parsing: uri)) })
  }

  /// Every table with its rows as text: two stores that say the same hold the same.
  func digest(without tables: Set<String> = [], columns ignored: Set<String> = []) async throws -> [String] {
    try await store.database.read { connection in
      let names = try connection.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' ORDER BY name"
      ) { try $0.text(0) }
      return try names.filter { !tables.contains($0) }.flatMap { table in
        let columns = try connection.query("SELECT name FROM pragma_table_info($1) ORDER BY cid", [table]) { try $0.text(0) }
          .filter { !ignored.contains($0) }
        guard !columns.isEmpty else { return [String]() }
        let rows = try connection.query("SELECT \(columns.joined(separator: ", ")) FROM \(table)") { row in
          try columns.indices.map { "\(columns[$0])=\(try row.value($0))" }.joined(separator: " ")
        }
        return rows.sorted().map { "\(table): \($0)" }
      }
    }
  }

  /// Ada, the paper everybody knows, and her summary of it under the id that the samples name.
  @discardableResult
  func adaAndHerSummary() async throws -> (ada: ActorRow, paper: PaperRow) {
    let ada = try await house.person("ada")
    let paper = try await house.paper()
    let id = RowID(117_648_182_476_800_001)
    var draft = PostDraft(
      uri: try ResourceID(parsing: Words.summary), actorID: ada.id, isLocal: true, kind: .summary, html: "<p>Attention.</p>",
      url: "\(Words.home)/@ada/\(id)", visibility: .public, publishedAt: house.clock.now)
    draft.paperID = paper.id
    draft.contextURI = "\(Words.home)/contexts/\(id)"
    draft.audienceURI = Words.room
    let finished = draft
    try await store.write { transaction in
      try transaction.insertPost(finished, id: id)
      try transaction.markAnnounced(id)
    }
    return (ada, paper)
  }
}

/// Says the host that peers mean.
private struct HostOfOrigin: RouterMiddleware {
  typealias Context = PeerAddressContext
  let authority: String

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var head = request.head
    head.authority = authority
    return try await next(Request(head: head, body: request.body), context)
  }
}
