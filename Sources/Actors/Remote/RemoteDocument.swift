package import ActivityStreams
internal import Domain
package import JSON
internal import Signatures
internal import Store
internal import Synchronization
internal import Transport

/// How much one cause may make us ask of others (security.md C: 20 requests).
package final class FetchBudget: Sendable {
  private let left: Mutex<Int>

  package init(_ requests: Int = 20) { left = Mutex(requests) }

  /// Takes one request; throws when none is left.
  package func spend() throws(ActorError) {
    let isSpent = left.withLock { count in
      guard count > 0 else { return true }
      count -= 1
      return false
    }
    if isSpent { throw .unreachable("budget") }
  }
}

/// A document as its origin serves it.
package struct RemoteDocument: Sendable {
  package let value: JSONValue
  package let bytes: [UInt8]
}

extension Instance {
  /// Fetches an ActivityPub document, signed by the instance actor.
  ///
  /// Only the right media type counts (CVE-2024-25623), the document's id must be the final URL, or is refetched once on the same
  /// host (CVE-2024-23832). Throws ``ActorError``.
  package func fetch(_ iri: IRI, budget: FetchBudget) async throws -> RemoteDocument {
    let first = try await get(iri, budget: budget)
    guard let id = first.document.value["id"]?.string.flatMap({ IRI($0) }) else { throw ActorError.wrongID }
    if id == first.url || !checks.trust.contains(.fetchedID) { return first.document }
    guard let final = first.url, id.sharesOrigin(with: final) else { throw ActorError.wrongID }
    let second = try await get(id, budget: budget)
    guard let secondID = second.document.value["id"]?.string.flatMap({ IRI($0) }), secondID == id, second.url == id else {
      throw ActorError.wrongID
    }
    return second.document
  }

  /// Fetches a key document, whose id may be the key's or its owner's.
  package func fetchKey(_ iri: IRI, budget: FetchBudget) async throws -> JSONValue {
    try await get(iri.withoutFragment, budget: budget).document.value
  }

  private func get(_ iri: IRI, budget: FetchBudget) async throws -> (document: RemoteDocument, url: IRI?) {
    guard iri.isDereferenceable, let authority = iri.authority, let url = try? WebURL(parsing: iri.withoutFragment.text) else {
      throw ActorError.badAddress
    }
    guard !authority.utf8.elementsEqual(origin.authority.utf8) else { throw ActorError.notHere }
    if checks.trust.contains(.blocked), try await store.read({ try $0.isBlocked(host: authority) }) {
      throw ActorError.blockedHost
    }
    try budget.spend()
    let response = try await answer(to: url, of: authority)
    switch response.status {
    case 200: break
    case 404: throw ActorError.notFound
    case 410: throw ActorError.gone
    // Who does not know us today may do so when our own document can be fetched again.
    case 400, 401: throw ActorError.unreachable("status_\(response.status)")
    // A refusal says nothing of whether the document is there.
    case 400..<500 where response.status != 408 && response.status != 429:
      throw ActorError.badDocument("status_\(response.status)")
    default: throw ActorError.unreachable("status_\(response.status)")
    }
    let isTyped = response.first("content-type").map(WireMediaType.isActivityStreams) ?? false
    guard isTyped || !checks.trust.contains(.fetchedType) else { throw ActorError.badDocument("media_type") }
    guard let value = try? JSONValue(parsing: response.body) else { throw ActorError.badDocument("json") }
    return (RemoteDocument(value: value, bytes: response.body), IRI(response.url.text))
  }

  /// The answer to a signed GET; who cannot read one way of signing is asked the other way (federation.md 1.2).
  private func answer(to url: WebURL, of authority: String) async throws -> IncomingResponse {
    let known = try await store.read { try $0.peer(authority)?.dialect }
    let dialect: SignatureDialect = known == SignatureDialect.rfc9421.rawValue ? .rfc9421 : .cavage
    let first = try await signedGet(url, accept: WireMediaType.accept, dialect: dialect)
    guard first.status == 400 || first.status == 401 else { return first }
    return try await signedGet(url, accept: WireMediaType.accept, dialect: dialect == .cavage ? .rfc9421 : .cavage)
  }

  /// A GET signed by the instance actor, redirects followed on the same host (three at most), each hop signed anew.
  func signedGet(_ url: WebURL, accept: String, dialect: SignatureDialect) async throws -> IncomingResponse {
    guard let actor = try await store.read({ try $0.instanceActor() }) else { throw ActorError.notHere }
    let signer = try await keys.signer(for: actor)
    let seconds = Int(clamping: store.now().milliseconds / 1_000)
    do {
      return try await client.sendFollowingRedirects(
        OutgoingRequest.document(url), max: 3, sameHostOnly: checks.trust.contains(.redirects)
      ) { request in
        var request = request
        request.fields =
          [("Accept", accept)]
          + ((try? signer.fields(
            method: "GET", target: request.url.target, authority: request.url.authority, scheme: request.url.scheme,
            body: nil, date: seconds, dialect: dialect)) ?? []).map { ($0.name, $0.value) }
        return request
      }
    } catch {
      throw error.isTransient ? ActorError.unreachable(error.name) : ActorError.badDocument(error.name)
    }
  }
}
