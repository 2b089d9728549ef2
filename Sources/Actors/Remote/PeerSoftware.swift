internal import ActivityStreams
internal import JSON
internal import Transport

extension Instance {
  /// The software a host says it runs, by NodeInfo; nil when it does not say.
  ///
  /// Throws ``ActorError/unreachable(_:)`` when it cannot be asked now.
  package func software(of host: String) async throws -> String? {
    let scheme = allowsPrivatePeers && RemoteActors.isLocal(host) ? "http" : "https"
    guard
      let index = try await small("\(scheme)://\(host)/.well-known/nodeinfo").flatMap({ try? NodeInfoIndexDocument(decoding: $0) }
      ),
      let best = index.best, best.authority.map({ $0.utf8.elementsEqual(host.utf8) }) ?? false
    else { return nil }
    return try await small(best.text).flatMap { try? NodeInfoDocument(decoding: $0) }?.softwareName
  }

  private func small(_ text: String) async throws -> JSONValue? {
    guard let url = try? WebURL(parsing: text) else { return nil }
    let response: IncomingResponse
    do {
      response = try await client.send(.small(url, fields: [("Accept", "application/json")]))
    } catch {
      guard error.isTransient else { return nil }
      throw ActorError.unreachable(error.name)
    }
    if response.status >= 500 { throw ActorError.unreachable("status_\(response.status)") }
    return response.status == 200 ? try? JSONValue(parsing: response.body) : nil
  }
}
