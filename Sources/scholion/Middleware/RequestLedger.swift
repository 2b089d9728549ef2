internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics

/// Counts, times and logs every request.
struct RequestLedger: RouterMiddleware {
  typealias Context = PeerAddressContext

  let logger: Logger

  /// Paths whose requests are logged at debug: a monitor asks every few seconds.
  private static let quiet: Set<String> = ["/livez", "/readyz", "/metrics"]

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let taken = ContinuousClock.now - start
    let method = Self.methods.contains(request.method.rawValue) ? request.method.rawValue : "other"
    let route = context.endpointPath ?? "none"
    Timer(label: "scholion_http_request_seconds", dimensions: [("method", method), ("route", route)])
      .recordNanoseconds(taken.components.seconds * 1_000_000_000 + taken.components.attoseconds / 1_000_000_000)
    Counter(
      label: "scholion_http_responses_total",
      dimensions: [("method", method), ("status", String(response.status.code))]
    ).increment()
    // The query stays out of the log: it may hold what somebody searched for.
    // What an inbox took or refused is told by the inbox itself, under the activity's id.
    // An address that is a secret stays out of it, too.
    let path = route.hasSuffix("{token}") ? route : String(request.uri.path.prefix(512))
    let isQuiet = Self.quiet.contains(request.uri.path) || request.method == .post && route.hasSuffix("/inbox")
    let level: Logger.Level = response.status.code >= 500 ? .error : isQuiet ? .debug : .info
    logger.log(
      level: level, "request",
      metadata: [
        "method": .string(method), "path": .string(path),
        "status": .stringConvertible(response.status.code), "milliseconds": .stringConvertible(taken.milliseconds),
        "client": .string(context.clientAddress),
      ])
    return response
  }

  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int { Int(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000) }
}
