internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Signatures

/// What whoever runs the server asks: does it live, is it ready, how does it fare.
struct OperationRoutes {
  let readiness: Readiness
  let registry: MetricsRegistry
  let figures: HouseFigures
  /// SHA-256 of the token that opens `/metrics` from elsewhere.
  let tokenHash: [UInt8]?

  init(figures: HouseFigures, readiness: Readiness, metricsToken: String?) {
    self.figures = figures
    self.readiness = readiness
    registry = figures.registry
    tokenHash = metricsToken.map { Digest.sha256(Array($0.utf8)) }
  }

  var endpoints: Routes {
    Routes(context: PeerAddressContext.self)
      .get("/livez") { _, _ in Self.plain("ok", .ok) }
      .get("/readyz", use: ready)
      .get("/metrics", use: metrics)
  }

  @Sendable private func ready(_ request: Request, _ context: PeerAddressContext) async -> Response {
    if let complaint = await readiness.complaint() {
      var response = Self.plain(complaint, .serviceUnavailable)
      response.headers[.retryAfter] = "5"
      return response
    }
    return Self.plain("ok", .ok)
  }

  @Sendable private func metrics(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    // Whoever may not see them learns nothing, not even that they are here.
    guard context.isLoopback || bearsToken(request) else { throw HTTPError(.notFound) }
    await figures.observe()
    return Response(
      status: .ok, headers: [.contentType: PrometheusText.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: PrometheusText.text(of: registry))))
  }

  private func bearsToken(_ request: Request) -> Bool {
    guard let tokenHash, let field = request.headers[.authorization], field.hasPrefix("Bearer ") else { return false }
    // Digests are compared, so the time a comparison takes tells nothing of the token.
    return Digest.sha256(Array(field.utf8.dropFirst(7))) == tokenHash
  }

  private static func plain(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
  }
}
