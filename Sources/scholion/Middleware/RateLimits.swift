internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Metrics

/// Refuses what comes too often from one client: 429 with Retry-After, never silently.
///
/// Keys are addresses (of IPv6 the /64), since a name in a signature that was not verified yet can be anybody's.
struct RateLimits: RouterMiddleware {
  typealias Context = PeerAddressContext

  /// One kind of request that is limited, by the route it is led to: a path has many spellings.
  struct Rule: Sendable {
    let name: String
    let buckets: TokenBuckets
    let method: HTTPRequest.Method
    let applies: @Sendable (String) -> Bool
  }

  let rules: [Rule]

  /// The house's figures (`Documentation/settings.md`).
  static func standard() -> RateLimits {
    func rule(_ name: String, _ burst: Int, _ interval: Duration, _ applies: @escaping @Sendable (String) -> Bool) -> Rule {
      Rule(name: name, buckets: TokenBuckets(Allowance(burst: burst, interval: interval)), method: .post, applies: applies)
    }
    return RateLimits(rules: [
      rule("inbox", 1_000, .milliseconds(10)) { $0.hasSuffix("/inbox") },
      rule("sign_in", 25, .seconds(12)) { $0 == "/sign-in" },
      rule("sign_up", 5, .seconds(360)) { $0 == "/sign-up" },
    ])
  }

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    let route = context.endpointPath ?? ""
    for rule in rules where rule.method == request.method && rule.applies(route) {
      guard let wait = rule.buckets.take(context.clientKey) else { continue }
      Counter(label: "scholion_rate_limited_total", dimensions: [("rule", rule.name)]).increment()
      let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
      throw HTTPError(
        .tooManyRequests, headers: [.retryAfter: String(seconds)], message: "Too many requests; try again in \(seconds) s")
    }
    return try await next(request, context)
  }
}
