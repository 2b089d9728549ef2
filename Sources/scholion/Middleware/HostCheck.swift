internal import Actors
internal import HTTPTypes
internal import Hummingbird

/// Answers for this instance's own host alone; every other Host gets 421 (RFC 9110 section 15.5.20).
///
/// What is answered for another name would be minted under this one, and a name of the attacker's choice that leads here is how
/// a browser is made to talk to a local server (DNS rebinding).
struct HostCheck: RouterMiddleware {
  typealias Context = PeerAddressContext

  let authority: String
  /// Paths that a monitor on this machine may ask for under any name.
  static let open: Set<String> = ["/livez", "/readyz", "/metrics"]

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    let isOurs = Self.same(request.head.authority ?? "", authority)
    guard isOurs || (context.isLoopback && Self.open.contains(request.uri.path)) else {
      throw HTTPError(.misdirectedRequest, message: "This server answers for \(authority) alone")
    }
    return try await next(request, context)
  }

  /// Whether two authorities are one, ASCII case aside.
  static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.map(lowered).elementsEqual(right.utf8.map(lowered))
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
