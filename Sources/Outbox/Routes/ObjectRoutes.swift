internal import ActivityStreams
package import Actors
internal import Domain
internal import Hummingbird
internal import JSON
internal import Store

/// Summaries, comments, activities and conversations at their ids, and their collections.
package struct ObjectRoutes: Sendable {
  private let instance: Instance

  package init(instance: Instance) { self.instance = instance }

  package var endpoints: Routes {
    let routes = Routes(context: PeerAddressContext.self)
    for prefix in ["/s/{id}", "/n/{id}"] {
      _ =
        routes
        .get("\(prefix)", use: object)
        .get("\(prefix)/replies", use: replies).get("\(prefix)/replies/page/{page}", use: replies)
        .get("\(prefix)/likes", use: likes).get("\(prefix)/likes/page/{page}", use: likes)
        .get("\(prefix)/shares", use: shares).get("\(prefix)/shares/page/{page}", use: shares)
    }
    return
      routes
      .get("/activities/{id}", use: activity)
      .get("/contexts/{id}", use: conversation).get("/contexts/{id}/page/{page}", use: conversation)
  }

  @Sendable private func object(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    let uri = instance.origin.text + request.uri.path
    guard let post = try await post(context, at: uri) else { return try await gone(uri) ?? Answers.notFound }
    guard request.wantsActivity else { return Answers.page(post.url) }
    guard let document = try await instance.store.read({ try instance.object(post, in: $0) }) else { return Answers.notFound }
    return Answers.document(document)
  }

  @Sendable private func replies(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    try await collection(request, context, "/replies", total: { try $0.publicReplyCount(to: $1.id) }) {
      transaction, post, offset in
      try transaction.publicReplies(to: post.id, offset: offset, limit: CollectionPages.size)
        .compactMap { IRI($0.post.uri.text) }
    }
  }

  @Sendable private func likes(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    try await collection(request, context, "/likes", total: { $1.likes }) { transaction, post, offset in
      try transaction.likers(of: post.id, offset: offset, limit: CollectionPages.size).compactMap { IRI($0.uri) }
    }
  }

  @Sendable private func shares(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    try await collection(request, context, "/shares", total: { $1.shares }) { transaction, post, offset in
      try transaction.sharers(of: post.id, offset: offset, limit: CollectionPages.size).compactMap { IRI($0.uri) }
    }
  }

  private func collection(
    _ request: Request, _ context: PeerAddressContext, _ name: String,
    total: @Sendable @escaping (ReadTransaction, PostRow) throws -> Int,
    items: @Sendable @escaping (ReadTransaction, PostRow, Int) throws -> [IRI]
  ) async throws -> Response {
    guard let id = context.parameters.get("id"),
      let post = try await post(context, at: instance.origin.text + request.uri.path.prefix(3) + id)
    else { return Answers.notFound }
    let count = try await instance.store.read { try total($0, post) }
    let pages = CollectionPages(id: try IRI(post.uri).appending(name), total: count, isOrdered: false)
    guard let page = context.parameters.get("page") else { return Answers.document(try pages.collectionDocument()) }
    guard let offset = pages.offset(of: page) else { return Answers.notFound }
    let ids = try await instance.store.read { try items($0, post, offset) }
    return Answers.document(try pages.pageDocument(at: offset, items: ids.map { .id($0) }))
  }

  /// The exact bytes that were delivered.
  @Sendable private func activity(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    let uri = instance.origin.text + request.uri.path
    let row = try await instance.store.read { transaction -> ActivityRow? in
      guard let row = try transaction.activity(uri: uri), try Self.mayBeRead(row, in: transaction) else { return nil }
      return row
    }
    return row.map { Answers.bytes($0.body) } ?? Answers.notFound
  }

  /// What was addressed to the public, follows and their answers, and votes on what anybody may see.
  private static func mayBeRead(_ row: ActivityRow, in transaction: ReadTransaction) throws -> Bool {
    if row.isListed { return true }
    guard let value = try? JSONValue(parsing: row.body, limits: .own), let document = try? ActivityDocument(decoding: value)
    else { return false }
    switch document.type {
    case .follow, .accept, .reject: return true
    case .like, .dislike, .undo:
      let post = try (try? ResourceID(parsing: row.objectURI)).flatMap { try transaction.post(uri: $0) }
      return post?.visibility.isOpen ?? true
    default: return document.isPublic
    }
  }

  /// A thread in order of time (FEP-f228, FEP-7888).
  @Sendable private func conversation(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let rootID = context.parameters.get("id").flatMap({ try? RowID(parsing: $0) }) else { return Answers.notFound }
    let found = try await instance.store.read { transaction -> (AuthoredPost, [IRI])? in
      guard let root = try transaction.post(rootID, seenBy: nil), root.post.isLocal else { return nil }
      let thread = try transaction.thread(of: rootID, seenBy: nil)
      return (root, ([root] + thread).compactMap { IRI($0.post.uri.text) })
    }
    guard let (root, ids) = found else {
      return try await gone(instance.addresses.summary(rootID), answering: instance.addresses.context(rootID))
        ?? Answers.notFound
    }
    guard let id = root.post.contextURI.flatMap({ IRI($0) }), id.text.utf8.elementsEqual(instance.addresses.context(rootID).utf8)
    else { return Answers.notFound }
    let pages = CollectionPages(id: id, total: ids.count)
    guard let page = context.parameters.get("page") else {
      return Answers.document(try pages.collectionDocument(attributedTo: try IRI(root.author.uri)))
    }
    guard let offset = pages.offset(of: page) else { return Answers.notFound }
    return Answers.document(
      try pages.pageDocument(at: offset, items: ids.dropFirst(offset).prefix(CollectionPages.size).map { .id($0) }))
  }

  /// A local post at its own id, if anybody may see it.
  private func post(_ context: PeerAddressContext, at uri: String) async throws -> PostRow? {
    guard let id = context.parameters.get("id").flatMap({ try? RowID(parsing: $0) }),
      let seen = try await instance.store.read({ try $0.post(id, seenBy: nil) }), seen.post.isLocal,
      seen.post.uri.text.utf8.elementsEqual(uri.utf8)
    else { return nil }
    return seen.post
  }

  /// 410 with a Tombstone for what was deleted here (ActivityPub 6.4).
  ///
  /// - Parameter other: the id that was asked for, if it went with the object and is another
  private func gone(_ uri: String, answering other: String? = nil) async throws -> Response? {
    guard let stone = try await instance.store.read({ try $0.tombstone(uri: uri) }),
      stone.actorURI.hasPrefix(instance.origin.text),
      let id = IRI(other ?? uri)
    else { return nil }
    var document = ObjectDocument(id: id, type: .tombstone)
    document.formerType = other == nil ? ObjectType(name: stone.formerType) : nil
    document.deleted = stone.deletedAt.iso8601
    document.atomUri = id
    return Answers.document(document, status: .gone)
  }
}
