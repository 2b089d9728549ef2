internal import Actors
internal import HTTPTypes
internal import Hummingbird

/// Refuses targets longer than anything made here: 414 (RFC 9110 section 15.5.15).
struct TargetLength: RouterMiddleware {
  typealias Context = PeerAddressContext

  /// Bytes of path and query.
  static let longest = 2_048

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    guard request.head.path?.utf8.count ?? 0 <= Self.longest else {
      throw HTTPError(.uriTooLong, message: "This address is too long")
    }
    return try await next(request, context)
  }
}
