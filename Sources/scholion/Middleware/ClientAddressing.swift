internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Transport

/// Finds out who asks: behind trusted proxies the rightmost address of `X-Forwarded-For` that is not one of theirs.
struct ClientAddressing: RouterMiddleware {
  typealias Context = PeerAddressContext

  let trusted: [AddressRange]

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let fields = request.headers[values: .xForwardedFor]
    context.clientAddress = Self.client(socket: context.socketAddress, forwarded: fields, trusted: trusted)
    return try await next(request, context)
  }

  /// The address of the client.
  ///
  /// - Parameters:
  ///   - socket: the other end of the socket
  ///   - forwarded: the values of the header lines, in order
  static func client(socket: String, forwarded: [String], trusted: [AddressRange]) -> String {
    guard var found = IPAddress(text: socket)?.plain else { return socket }
    let hops = forwarded.joined(separator: ",").split(separator: ",").reversed().prefix(32)
    for hop in hops {
      // A proxy's word counts only as far back as each who passed it on is trusted.
      guard trusted.contains(where: { $0.contains(found) }), let address = address(in: hop) else { break }
      found = address
    }
    return found.description
  }

  /// An address with or without a port, as some proxies write it.
  private static func address(in hop: Substring) -> IPAddress? {
    let text = hop.filter { $0 != " " && $0 != "\t" }
    if let address = IPAddress(text: text) { return address.plain }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return IPAddress(text: String(text[..<end].dropFirst()))?.plain
    }
    return text.split(separator: ":").first.flatMap { IPAddress(text: String($0)) }
  }
}

extension PeerAddressContext {
  /// Whether the client, not only its proxy, is on this machine.
  var isLoopback: Bool { IPAddress(text: clientAddress)?.isLoopback ?? false }

  /// What stands for the client in a rate limit.
  var clientKey: String { IPAddress(text: clientAddress)?.clientKey ?? "unknown" }
}

extension HTTPField.Name {
  /// `X-Forwarded-For`.
  static let xForwardedFor = known("X-Forwarded-For")
  /// `Referrer-Policy`.
  static let referrerPolicy = known("Referrer-Policy")
  /// `Cross-Origin-Opener-Policy`.
  static let openerPolicy = known("Cross-Origin-Opener-Policy")

  /// A name written here in full; all of them are tokens, so the fallback is never taken.
  private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }
}
