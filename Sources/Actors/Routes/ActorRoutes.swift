internal import ActivityStreams
internal import Domain
internal import Hummingbird
internal import JSON
internal import Store

/// The documents of our actors, and their collections.
package struct ActorRoutes: Sendable {
  private let instance: Instance

  package init(instance: Instance) { self.instance = instance }

  package var endpoints: Routes {
    let routes = Routes(context: PeerAddressContext.self)
    for prefix in ["/users/{name}", "/papers/{name}", "/venues/{name}", "/topics/{name}"] {
      _ = routes.get("\(prefix)", use: actor)
      add(to: routes, prefix)
    }
    _ = routes.get("/actor", use: actor)
    add(to: routes, "/actor")
    return routes
  }

  private func add(to routes: Routes, _ prefix: String) {
    _ =
      routes
      .get("\(prefix)/followers", use: followers).get("\(prefix)/followers/page/{page}", use: followers)
      .get("\(prefix)/following", use: following).get("\(prefix)/following/page/{page}", use: following)
      .get("\(prefix)/outbox", use: outbox).get("\(prefix)/outbox/page/{page}", use: outbox)
      .get("\(prefix)/featured", use: featured).get("\(prefix)/moderators", use: moderators)
  }

  @Sendable private func actor(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let row = try await row(request, context) else { return Answers.notFound }
    switch row.state {
    case .active: break
    case .deleted:
      return Answers.document(
        ["@context": "https://www.w3.org/ns/activitystreams", "id": .string(row.uri.text), "type": "Tombstone"], status: .gone)
    case .suspended: return Answers.notFound
    }
    let (paper, rooms) = try await instance.store.read { transaction in
      row.kind == .paper ? (try transaction.paper(room: row.id), try transaction.roomsOfOnePaper(row.id)) : (nil, [])
    }
    guard request.wantsActivity || row.kind == .instance else {
      return Answers.page(paper?.bestIdentifier.map(instance.addresses.paper) ?? row.url)
    }
    return Answers.document(try await instance.document(of: row, paper: paper, rooms: rooms))
  }

  @Sendable private func followers(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    try await people(request, context, "/followers", count: { try $0.followerCount(of: $1) }) {
      try $0.followers(of: $1, offset: $2, limit: CollectionPages.size)
    }
  }

  @Sendable private func following(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    try await people(request, context, "/following", count: { try $0.followingCount(of: $1) }) {
      try $0.following(of: $1, offset: $2, limit: CollectionPages.size)
    }
  }

  private func people(
    _ request: Request, _ context: PeerAddressContext, _ name: String,
    count: @Sendable @escaping (ReadTransaction, RowID) throws -> Int,
    list: @Sendable @escaping (ReadTransaction, RowID, Int) throws -> [ActorRow]
  ) async throws -> Response {
    try await collection(request, context, name, count: count) { transaction, id, offset in
      try list(transaction, id, offset).compactMap { IRI($0.uri.text) }.map { .id($0) }
    }
  }

  /// Public activities, newest first.
  ///
  /// A room's collection holds the newest besides, since Lemmy reads no pages.
  @Sendable private func outbox(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    let list: Items = { transaction, id, offset in
      try transaction.outbox(of: id, offset: offset, limit: CollectionPages.activities).compactMap { row in
        (try? JSONValue(parsing: row.body, limits: .own)).map { .verbatim($0.asItem) }
      }
    }
    return try await collection(
      request, context, "/outbox", size: CollectionPages.activities, isInline: { $0.kind.isRoom },
      count: { try $0.outboxCount(of: $1) }, items: list)
  }

  @Sendable private func featured(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let row = try await row(request, context), row.state == .active else { return Answers.notFound }
    return Answers.document(CollectionDocument(id: try IRI(row.uri).appending("/featured"), totalItems: 0))
  }

  @Sendable private func moderators(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let row = try await row(request, context), row.state == .active, row.kind.isRoom else { return Answers.notFound }
    let ids = try await instance.store.read { transaction in
      try transaction.moderators().compactMap { try transaction.actor($0) }.compactMap { IRI($0.uri.text) }
    }
    return Answers.document(
      CollectionDocument(
        id: try IRI(row.uri).appending("/moderators"), totalItems: ids.count, items: ids.map { .id($0) }))
  }

  private typealias Items = @Sendable (ReadTransaction, RowID, Int) throws -> [ActivityObject]

  private func collection(
    _ request: Request, _ context: PeerAddressContext, _ name: String, size: Int = CollectionPages.size,
    isInline: (ActorRow) -> Bool = { _ in false }, count: @Sendable @escaping (ReadTransaction, RowID) throws -> Int,
    items: @escaping Items
  ) async throws -> Response {
    guard let row = try await row(request, context), row.state == .active else { return Answers.notFound }
    let total = try await instance.store.read { try count($0, row.id) }
    let pages = CollectionPages(id: try IRI(row.uri).appending(name), total: total, size: size)
    guard let page = context.parameters.get("page") else {
      let newest = isInline(row) ? try await instance.store.read { try items($0, row.id, 0) } : []
      return Answers.document(try pages.collectionDocument(items: newest))
    }
    guard let offset = pages.offset(of: page) else { return Answers.notFound }
    let found = try await instance.store.read { try items($0, row.id, offset) }
    return Answers.document(try pages.pageDocument(at: offset, items: found))
  }

  /// The local actor whose id the path begins with: the kind of the path must be the actor's.
  private func row(_ request: Request, _ context: PeerAddressContext) async throws -> ActorRow? {
    let name = context.parameters.get("name")
    let found = try await instance.store.read { transaction in
      guard let name else { return try transaction.instanceActor() }
      guard let row = try transaction.localActor(named: name), try !transaction.waitsForApproval(row) else { return nil }
      return row
    }
    guard let found else { return nil }
    let path = found.uri.text.utf8.dropFirst(instance.origin.text.utf8.count)
    return request.uri.path.utf8.starts(with: path) ? found : nil
  }
}

extension ReadTransaction {
  /// Whether an actor is a person who asked to join and was not let in yet: to others there is no such person.
  func waitsForApproval(_ actor: ActorRow) throws -> Bool {
    guard actor.isLocal, actor.kind == .person else { return false }
    return try member(actor.id)?.account.state == .pending
  }
}

extension JSONValue {
  /// An activity as it stands inside a collection of ours: whose it is the collection's address shows, and a proof would need the
  /// context, which stands above.
  var asItem: JSONValue {
    guard var object else { return self }
    object["@context"] = nil
    object["proof"] = nil
    return .object(object)
  }
}
