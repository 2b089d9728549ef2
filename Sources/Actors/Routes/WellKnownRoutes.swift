internal import ActivityStreams
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Store
internal import Synchronization

/// WebFinger, host-meta, NodeInfo and the page of our terms: how others find out who is here.
package struct WellKnownRoutes: Sendable {
  private let instance: Instance
  private let openRegistrations: Bool
  private let usage = UsageCache()

  /// - Parameter openRegistrations: whether anybody may sign up without being asked or invited
  package init(instance: Instance, openRegistrations: Bool) {
    self.instance = instance
    self.openRegistrations = openRegistrations
  }

  package var endpoints: Routes {
    Routes(context: PeerAddressContext.self)
      .get("/.well-known/webfinger", use: webFinger)
      .get("/.well-known/host-meta", use: hostMeta)
      .get("/.well-known/host-meta.json", use: hostMetaJSON)
      .get("/.well-known/nodeinfo", use: nodeInfoIndex)
      .get("/nodeinfo/2.0") { _, _ in try await nodeInfo(.schema20) }
      .get("/nodeinfo/2.1") { _, _ in try await nodeInfo(.schema21) }
      .get("/ns", use: terms)
  }

  /// 400 without a resource, 404 unknown, 410 deleted (federation.md 2.2).
  @Sendable private func webFinger(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let resource = request.uri.queryParameters.get("resource"), !resource.isEmpty, resource.utf8.count <= 2_048 else {
      return Answers.text("The query must have a resource, such as acct:name@\(instance.origin.authority)", status: .badRequest)
    }
    guard let row = try await actor(for: resource) else { return open(Answers.notFound) }
    switch row.state {
    case .active: break
    case .deleted: return open(Answers.text("Gone", status: .gone))
    case .suspended: return open(Answers.notFound)
    }
    let id = try IRI(row.uri)
    let type: ActorType = row.kind.isRoom ? .group : row.kind == .instance ? .application : .person
    let document = WebFingerDocument(
      subject: "acct:\(row.name)@\(instance.origin.authority)", aliases: [row.url, row.uri.text],
      links: [
        WebFingerLink(rel: WebFingerLink.profilePage, type: "text/html", href: try IRI(parsing: row.url)),
        WebFingerLink(rel: "self", type: WireMediaType.delivery, href: id, actorType: type),
        WebFingerLink(
          rel: WebFingerLink.subscribe, template: instance.addresses.url("/authorize_interaction?uri={uri}")),
        WebFingerLink(
          rel: WebFingerLink.objectIntent, template: instance.addresses.url("/authorize_interaction?uri={object}")),
      ])
    return open(Answers.document(document.encoded(), type: WireMediaType.resourceDescriptor))
  }

  /// `acct:NAME@HOST`, the id, the profile, or our origin itself; names in any case (federation.md 2.2).
  private func actor(for resource: String) async throws -> ActorRow? {
    let instance = instance
    return try await instance.store.read { transaction in
      guard let row = try Self.row(for: resource, at: instance.origin, in: transaction),
        try !transaction.waitsForApproval(row)
      else { return nil }
      return row
    }
  }

  private static func row(for resource: String, at origin: Origin, in transaction: ReadTransaction) throws -> ActorRow? {
    guard resource.contains("://") else {
      guard let handle = handle(in: resource), handle.host.utf8.elementsEqual(origin.authority.utf8) else { return nil }
      let isOurself = handle.name.utf8.elementsEqual(origin.authority.utf8)
      return isOurself ? try transaction.instanceActor() : try transaction.localActor(named: handle.name)
    }
    guard let id = try? ResourceID(parsing: resource), origin.minted(id) else { return nil }
    let path = id.text.dropFirst(origin.text.count)
    if path.isEmpty || path == "/" { return try transaction.instanceActor() }
    if path.hasPrefix("/@") {
      let name = String(path.dropFirst(2))
      return name.utf8.elementsEqual(origin.authority.utf8)
        ? try transaction.instanceActor() : try transaction.localActor(named: name.lowercased())
    }
    return try transaction.actor(uri: id).flatMap { $0.isLocal ? $0 : nil }
  }

  /// Name and host of `acct:NAME@HOST` in lower case; the instance's own name holds what other names may not, such as a colon.
  private static func handle(in resource: String) -> (name: String, host: String)? {
    guard resource.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var rest = resource.lowercased()[...]
    if rest.hasPrefix("acct:") { rest = rest.dropFirst(5) }
    if rest.hasPrefix("@") { rest = rest.dropFirst() }
    let parts = rest.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let name = parts.first, let host = parts.last, !name.isEmpty, !host.isEmpty else { return nil }
    return (String(name), String(host))
  }

  @Sendable private func hostMeta(_ request: Request, _ context: PeerAddressContext) -> Response {
    open(
      Answers.bytes(
        Array(HostMetaDocument(origin: instance.origin.text).xml.utf8), type: WireMediaType.extensibleResource))
  }

  @Sendable private func hostMetaJSON(_ request: Request, _ context: PeerAddressContext) -> Response {
    open(
      Answers.document(
        HostMetaDocument(origin: instance.origin.text).encoded(), type: WireMediaType.resourceDescriptor))
  }

  @Sendable private func nodeInfoIndex(_ request: Request, _ context: PeerAddressContext) throws -> Response {
    let index = try NodeInfoIndexDocument(origin: try IRI(parsing: instance.origin.text))
    return open(Answers.document(index.encoded(), type: WireMediaType.resourceDescriptor))
  }

  private func nodeInfo(_ version: NodeInfoDocument.Version) async throws -> Response {
    var document = NodeInfoDocument(version: version, softwareName: "scholion", softwareVersion: instance.version)
    document.openRegistrations = openRegistrations
    document.usage = try await usage.figures(of: instance)
    document.metadata = [
      NodeInfoEntry(name: "nodeName", text: instance.origin.authority),
      NodeInfoEntry(name: "nodeDescription", text: "Summaries of scientific papers"),
    ]
    return open(Answers.document(document.encoded(), type: WireMediaType.nodeInfo(version)))
  }

  @Sendable private func terms(_ request: Request, _ context: PeerAddressContext) -> Response {
    Answers.bytes(Array(NamespacePage.html.utf8), type: "text/html; charset=utf-8")
  }

  /// Discovery answers may be read by pages of any origin (RFC 7033 section 5).
  private func open(_ response: Response) -> Response {
    var response = response
    response.headers[.accessControlAllowOrigin] = "*"
    return response
  }
}

/// The counted figures, kept for ten minutes.
private final class UsageCache: Sendable {
  private let kept = Mutex<(at: Int64, usage: NodeInfoDocument.Usage)?>(nil)

  func figures(of instance: Instance) async throws -> NodeInfoDocument.Usage {
    let now = instance.store.now().milliseconds
    if let kept = kept.withLock({ $0 }), now - kept.at < 600_000 { return kept.usage }
    let counted = try await instance.store.read { try $0.usage() }
    let usage = NodeInfoDocument.Usage(
      users: counted.people, activeHalfyear: counted.activeHalfYear, activeMonth: counted.activeMonth,
      localPosts: counted.summaries, localComments: counted.comments)
    kept.withLock { $0 = (now, usage) }
    return usage
  }
}
