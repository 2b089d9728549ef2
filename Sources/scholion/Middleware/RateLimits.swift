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
    let applies: @Sendable (HTTPRequest.Method, String) -> Bool
  }

  /// The first rule that applies is the only one asked.
  let rules: [Rule]

  /// The house's figures (`Documentation/settings.md`).
  static func standard() -> RateLimits {
    func rule(
      _ name: String, _ burst: Int, _ interval: Duration, _ applies: @escaping @Sendable (HTTPRequest.Method, String) -> Bool
    ) -> Rule {
      Rule(name: name, buckets: TokenBuckets(Allowance(burst: burst, interval: interval)), applies: applies)
    }
    return RateLimits(rules: [
      // A monitor must not be shut out by what it watches; assets are a few small files.
      rule("inbox", 1_000, .milliseconds(10)) { $0 == .post && $1.hasSuffix("/inbox") },
      rule("sign_in", 25, .seconds(12)) { $0 == .post && $1 == "/sign-in" },
      rule("sign_up", 5, .seconds(360)) { $0 == .post && $1 == "/sign-up" },
      rule("mail", 10, .seconds(180)) { $0 == .post && ["/recover", "/confirm", "/settings/mail/address"].contains($1) },
      rule("delete", 30, .seconds(60)) { $0 == .post && $1.hasSuffix("/delete") },
      // A search costs as much as many pages.
      rule("search", 120, .seconds(1)) { ($0 == .get || $0 == .head) && $1 == "/search" },
      // What makes us ask other servers.
      rule("look_up", 30, .seconds(10)) { Self.looksUp($0, $1) },
      rule("bulk", 120, .milliseconds(500)) { Self.isBulk($1) },
      // What a script sends while somebody types; it waits when it is told to.
      rule("preview", 120, .seconds(1)) { $0 == .post && $1 == "/write/{paper}/preview" },
      rule("draft", 120, .seconds(2)) { $0 == .post && $1 == "/write/{paper}/draft" },
      rule("cite", 120, .seconds(1)) { ($0 == .get || $0 == .head) && ["/cite", "/cite.json"].contains($1) },
      // A picture takes a second or more of a processor.
      rule("picture", 30, .seconds(20)) { $0 == .post && $1 == "/write/{paper}/image" },
      rule("write", 300, .seconds(1)) { method, _ in method != .get && method != .head },
      rule("read", 3_000, .milliseconds(50)) { _, route in !HostCheck.open.contains(route) && !route.hasPrefix("/assets/") },
    ])
  }

  /// What gives out much in one answer.
  private static func isBulk(_ route: String) -> Bool {
    route.hasPrefix("/api/scholion/") || route.hasPrefix("/sitemap") || route.hasPrefix("/venue/{key}/{year}/export.")
  }

  private static func looksUp(_ method: HTTPRequest.Method, _ route: String) -> Bool {
    route == "/authorize_interaction" || route == "/add" || route == "/add/found"
      || method == .post && ["/follow", "/elsewhere/{id}", "/facts/{paper}/ask"].contains(route)
  }

  /// The rule for a request, by method and route; nil where there is none.
  func rule(_ method: HTTPRequest.Method, _ route: String) -> Rule? { rules.first { $0.applies(method, route) } }

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    if let rule = rule(request.method, context.endpointPath ?? ""), let wait = rule.buckets.take(context.clientKey) {
      Counter(label: "scholion_rate_limited_total", dimensions: [("rule", rule.name)]).increment()
      let seconds = wait.retryAfter
      throw HTTPError(
        .tooManyRequests, headers: [.retryAfter: String(seconds)], message: "Too many requests; try again in \(seconds) s")
    }
    return try await next(request, context)
  }
}
