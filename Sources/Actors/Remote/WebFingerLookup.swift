internal import ActivityStreams
package import Domain
internal import JSON
package import Store
internal import Transport

extension RemoteActors {
  /// The actor behind a handle from anywhere, by WebFinger both ways (RFC 7033; federation.md 2.2).
  ///
  /// The self link's actor must live on a host that answers for the same handle; otherwise ``ActorError/handleMismatch``.
  package func actor(_ handle: Handle, budget: FetchBudget) async throws -> ActorRow {
    if handle.host.utf8.elementsEqual(instance.origin.authority.utf8) {
      let name = handle.name.lowercased()
      guard let row = try await instance.store.read({ try $0.localActor(named: name) }) else { throw ActorError.notHere }
      return row
    }
    let first = try await selfLink(of: handle, at: handle.host, budget: budget)
    let row = try await actor(first, budget: budget)
    guard row.name.utf8.elementsEqual(handle.name.utf8) || Self.sameName(row.name, handle.name) else {
      throw ActorError.handleMismatch
    }
    if !row.host.utf8.elementsEqual(handle.host.utf8) {
      // The account lives elsewhere than its actor: the actor's host must answer for it too.
      let second = try await selfLink(of: Handle(name: handle.name, host: row.host), at: row.host, budget: budget)
      guard second == first else { throw ActorError.handleMismatch }
    }
    return row
  }

  private func selfLink(of handle: Handle, at host: String, budget: FetchBudget) async throws -> IRI {
    guard try await !instance.store.read({ try $0.isBlocked(host: host) }) else { throw ActorError.blockedHost }
    let resource = "acct:\(handle.name)@\(handle.host)"
    let scheme = instance.allowsPrivatePeers && Self.isLocal(host) ? "http" : "https"
    let text = "\(scheme)://\(host)/.well-known/webfinger?resource=\(Self.percentEncoded(resource))"
    guard let url = try? WebURL(parsing: text) else { throw ActorError.badAddress }
    try budget.spend()
    let response: IncomingResponse
    do {
      response = try await instance.client.sendFollowingRedirects(
        OutgoingRequest.small(url, fields: [("Accept", "application/jrd+json, application/json")]), max: 3, sameHostOnly: false
      ) { $0 }
    } catch {
      throw ActorError.unreachable(error.name)
    }
    switch response.status {
    case 200: break
    case 410: throw ActorError.gone
    case 400..<500: throw ActorError.notFound
    default: throw ActorError.unreachable("status_\(response.status)")
    }
    guard let value = try? JSONValue(parsing: response.body), let document = try? WebFingerDocument(decoding: value),
      let link = document.actor
    else { throw ActorError.badDocument("webfinger") }
    return link
  }

  static func isLocal(_ host: String) -> Bool {
    let name = host.split(separator: ":", maxSplits: 1).first.map(String.init) ?? host
    return name.utf8.elementsEqual("localhost".utf8) || name.hasSuffix(".localhost")
  }

  private static func sameName(_ left: String, _ right: String) -> Bool {
    left.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      .elementsEqual(right.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
  }

  private static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        out += "%"
        out.unicodeScalars.append(digits[Int(byte >> 4)])
        out.unicodeScalars.append(digits[Int(byte & 15)])
      }
    }
    return out
  }
}
