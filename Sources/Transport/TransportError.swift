/// Why nothing came back; the only error of this room.
package enum TransportError: Error, Sendable, Hashable {
  /// The URL breaks a rule of ``WebURL`` or of the policy.
  case invalidURL(URLFault)
  /// Method, field or body would not make a clean request.
  case invalidRequest(RequestFault)
  /// The name leads to an address that is not public, or to `localhost`.
  case blockedAddress
  /// The name does not exist or its servers said no.
  case nameResolution
  /// The name was not answered in time.
  case resolveTimeout
  /// No connection: refused, unreachable.
  case connect
  /// The connection ended before the whole answer was there.
  case disconnected
  /// No trust in the peer.
  case tls(TLSFault)
  /// The deadline of the request, of connecting, or the slowest rate.
  case timeout
  /// The body passed the request's limit, counted after decompression.
  case tooLarge
  /// The header passed the policy's limits.
  case headerTooLarge
  /// A redirect that is not followed.
  case redirect(RedirectFault)
  /// Not HTTP, or an encoding that does not decode.
  case protocolError
  /// Too much is waiting already.
  case overloaded
  /// The task was cancelled.
  case cancelled
  /// The client was shut down.
  case shutDown

  /// A stable name for logs, metrics and stored outcomes.
  package var name: String {
    switch self {
    case .invalidURL(let fault): "invalid_url." + fault.rawValue
    case .invalidRequest(let fault): "invalid_request." + fault.rawValue
    case .blockedAddress: "blocked_address"
    case .nameResolution: "name_resolution"
    case .resolveTimeout: "resolve_timeout"
    case .connect: "connect"
    case .disconnected: "disconnected"
    case .tls(let fault): "tls." + fault.rawValue
    case .timeout: "timeout"
    case .tooLarge: "too_large"
    case .headerTooLarge: "header_too_large"
    case .redirect(let fault): "redirect." + fault.rawValue
    case .protocolError: "protocol_error"
    case .overloaded: "overloaded"
    case .cancelled: "cancelled"
    case .shutDown: "shut_down"
    }
  }

  /// Whether the same request may succeed later.
  package var isTransient: Bool {
    switch self {
    case .nameResolution, .resolveTimeout, .connect, .disconnected, .tls, .timeout, .protocolError, .overloaded,
      .cancelled, .shutDown:
      true
    case .invalidURL, .invalidRequest, .blockedAddress, .tooLarge, .headerTooLarge, .redirect: false
    }
  }
}

/// The rule a URL breaks.
package enum URLFault: String, Sendable, Hashable {
  case tooLong = "too_long"
  case forbiddenByte = "forbidden_byte"
  case scheme
  case userInfo = "user_info"
  case host
  case hostSpelling = "host_spelling"
  case trailingDot = "trailing_dot"
  case addressLiteral = "address_literal"
  case singleLabel = "single_label"
  case port
  case malformed
}

/// The part of a request that is not clean.
package enum RequestFault: String, Sendable, Hashable {
  case method, field, body, limit, option
}

/// Why a peer is not trusted.
package enum TLSFault: String, Sendable, Hashable {
  case handshake, certificate, expired, authorities
}

/// Why a redirect is not followed.
package enum RedirectFault: String, Sendable, Hashable {
  case tooMany = "too_many"
  case loop
  case downgrade
  case otherHost = "other_host"
  case location
}
