internal import Actors
internal import HTTPTypes
internal import Hummingbird

/// Puts on every answer what keeps a browser from doing more with it than showing it.
struct SecurityFields: RouterMiddleware {
  typealias Context = PeerAddressContext

  /// Own styles and images, forms to ourselves, no script, nothing inline, no frames.
  static let policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  /// Whether the origin is https, so that browsers may be told to keep to it.
  let isSecure: Bool

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    // A route that must open one door of the policy sets its own.
    if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.policy }
    response.headers[.xContentTypeOptions] = "nosniff"
    // A page whose address is a secret tells nobody at all.
    if response.headers[.referrerPolicy] == nil { response.headers[.referrerPolicy] = "same-origin" }
    response.headers[.openerPolicy] = "same-origin"
    if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    return response
  }
}
