internal import ActivityStreams
package import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics
internal import NIOCore
internal import Signatures
internal import Store

/// The inboxes: the shared one and that of each actor are one door.
package struct InboxRoutes: Sendable {
  private let instance: Instance
  private let door: Door
  private let accepted = Counter(label: "scholion_inbox_accepted_total")
  private let forgotten = Counter(label: "scholion_inbox_forgotten_total")

  /// - Parameters:
  ///   - bell: the one the service listens to
  ///   - peers: how often one host may send what verifies; nil for no limit
  package init(instance: Instance, keys: SignerKeys, bell: InboxBell, peers: TokenBuckets? = nil) {
    self.instance = instance
    door = Door(instance: instance, keys: keys, bell: bell, peers: peers)
  }

  package var endpoints: Routes {
    let routes = Routes(context: PeerAddressContext.self)
    let rooms: [RouterPath] = ["/papers/{name}/inbox", "/venues/{name}/inbox", "/topics/{name}/inbox"]
    for path in ["/inbox", "/actor/inbox", "/users/{name}/inbox"] + rooms {
      _ = routes.post(path, use: receive).get(path, use: refuseReading)
    }
    return routes
  }

  /// What lies in an inbox is nobody's to read here.
  @Sendable private func refuseReading(_ request: Request, _ context: PeerAddressContext) -> Response {
    var response = Answers.text("An inbox only takes", status: .methodNotAllowed)
    response.headers[.allow] = "POST"
    return response
  }

  @Sendable private func receive(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    do {
      try await checkInbox(request, context)
      let isTyped = request.headers[.contentType].map(WireMediaType.isActivityStreams) ?? false
      guard isTyped || !instance.checks.trust.contains(.postedType) else { throw DoorRefusal.mediaType }
      let body = try await body(of: request)
      let reception = try await door.receive(signable(request, body), source: context.clientAddress)
      (reception == .forgotten ? forgotten : accepted).increment()
      return Response(status: .accepted)
    } catch let refusal as DoorRefusal {
      return answer(refusal, context)
    }
  }

  /// An inbox of one actor exists as long as the actor does.
  private func checkInbox(_ request: Request, _ context: PeerAddressContext) async throws {
    guard let name = context.parameters.get("name") else { return }
    let row = try await instance.store.read { try $0.localActor(named: name) }
    guard let row, request.uri.path.utf8.elementsEqual(row.inbox.utf8.dropFirst(instance.origin.text.utf8.count)) else {
      throw DoorRefusal.noSuchInbox
    }
    switch row.state {
    case .active: return
    case .suspended: throw DoorRefusal.noSuchInbox
    case .deleted: throw DoorRefusal.inboxGone
    }
  }

  private func body(of request: Request) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > InboxLimits.bodyBytes {
      throw DoorRefusal.tooLarge
    }
    do {
      let buffer = try await request.body.collect(upTo: InboxLimits.bodyBytes)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw DoorRefusal.tooLarge
    }
  }

  private func signable(_ request: Request, _ body: [UInt8]) -> SignableRequest {
    var fields = request.headers.map { (name: $0.name.rawName, value: $0.value) }
    if let host = request.head.authority { fields.append((name: "host", value: host)) }
    return SignableRequest(
      method: request.method.rawValue, target: request.head.path ?? "/", scheme: instance.origin.scheme,
      authority: instance.origin.authority, fields: fields, body: body)
  }

  private func answer(_ refusal: DoorRefusal, _ context: PeerAddressContext) -> Response {
    Counter(label: "scholion_inbox_refused_total", dimensions: [("reason", refusal.name)]).increment()
    instance.logger.info(
      "an inbox refused",
      metadata: ["reason": "\(refusal.name)", "status": "\(refusal.status)", "client": "\(context.clientAddress)"])
    var response = Answers.text(refusal.sentence, status: HTTPResponse.Status(code: refusal.status))
    if let seconds = refusal.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }
}
