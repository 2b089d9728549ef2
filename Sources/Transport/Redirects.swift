extension HTTPClient {
  /// Hops followed unless told otherwise.
  package static let mostRedirects = 3

  /// Sends a GET or HEAD and follows redirects itself, each hop judged like a first request.
  ///
  /// `sign` is given every hop's request with its final URL and returns it with the fields that depend on it (Date,
  /// Signature). Never from https to http, never twice to one URL; with `sameHostOnly` only within the first authority.
  /// `Authorization` and `Cookie` stay behind at another origin. One deadline holds for all hops. Other methods are sent
  /// once. `admission` stands for the policy's guard in tests. Throws ``TransportError/redirect(_:)`` where it stops.
  package func sendFollowingRedirects(
    _ request: OutgoingRequest, max most: Int = HTTPClient.mostRedirects, sameHostOnly: Bool,
    under admission: AddressGuard? = nil,
    sign: @Sendable (OutgoingRequest) async -> OutgoingRequest = { $0 }
  ) async throws(TransportError) -> IncomingResponse {
    let deadline = ContinuousClock.now + request.deadline
    let admission = admission ?? AddressGuard(allowsPrivate: policy.allowPrivatePeers)
    var hop = request
    var seen = [request.url.withoutFragment]
    while true {
      let response = try await send(await sign(hop), by: deadline, under: admission)
      guard [301, 302, 303, 307, 308].contains(response.status), ["GET", "HEAD"].contains(request.method) else {
        return response
      }
      let next = try Self.target(of: response, from: hop.url, sameHostOnly: sameHostOnly)
      guard !seen.contains(next) else { throw .redirect(.loop) }
      guard seen.count <= most else { throw .redirect(.tooMany) }
      seen.append(next)
      if next.origin != hop.url.origin { hop.fields.removeAll { Self.isSecret($0.0) } }
      hop.url = next
    }
  }

  private static func target(
    of response: IncomingResponse, from url: WebURL, sameHostOnly: Bool
  ) throws(TransportError) -> WebURL {
    let locations = response.all("location")
    guard locations.count == 1, let location = locations.first else { throw .redirect(.location) }
    let next: WebURL
    do throws(TransportError) { next = try url.resolving(location).withoutFragment } catch { throw .redirect(.location) }
    guard next.isSecure || !url.isSecure else { throw .redirect(.downgrade) }
    guard !sameHostOnly || next.authority == url.authority else { throw .redirect(.otherHost) }
    return next
  }

  private static func isSecret(_ name: String) -> Bool {
    ["authorization", "cookie", "signature", "signature-input"].contains(name.lowercased())
  }
}
