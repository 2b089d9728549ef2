package import Transport

/// What the answer to a delivery means.
package enum DeliveryVerdict: Sendable, Equatable {
  /// Taken, now or before.
  case delivered
  /// The other dialect of signing may be understood (federation.md 1.2).
  case knockAgain
  /// Never: the peer will not take this one.
  case refused(String)
  /// Never, and it is not the peer's doing: whoever signs is gone, or the host was blocked meanwhile.
  case dropped(String)
  /// The inbox is gone for good.
  case gone
  /// Not now; the host is tried later, in milliseconds if it said when.
  case retry(String, after: Int64?)
  /// Not now for a reason of our own; the host has nothing to do with it.
  case postponed(String)

  /// The meaning of a status.
  ///
  /// 4xx is final except 401, 408, 425 and 429 (DESIGN 5.9); a redirect may be a passing one.
  ///
  /// - Parameters:
  ///   - retryAfter: what the host asked for, in milliseconds
  ///   - hasKnockedTwice: whether both dialects were tried
  ///   - keyIsNew: whether the signer's key changed within 48 hours, in which peers may hold the old one
  package static func of(status: Int, retryAfter: Int64?, hasKnockedTwice: Bool, keyIsNew: Bool) -> DeliveryVerdict {
    switch status {
    case 200..<300: .delivered
    case 410: .gone
    case 400 where hasKnockedTwice && !keyIsNew: .refused("status_400")
    case 400, 401: hasKnockedTwice ? .retry("status_\(status)", after: nil) : .knockAgain
    case 408, 425, 429: .retry("status_\(status)", after: retryAfter)
    case 400..<500, 501: .refused("status_\(status)")
    default: .retry("status_\(status)", after: retryAfter)
    }
  }

  /// The meaning of not getting an answer.
  package static func of(_ error: TransportError) -> DeliveryVerdict {
    switch error {
    case .cancelled, .shutDown, .overloaded: .postponed(error.name)
    case .invalidURL, .invalidRequest, .blockedAddress: .refused(error.name)
    default: .retry(error.name, after: nil)
    }
  }

  /// Whether the peer did not take the signature, or may not have.
  var isAboutSignature: Bool {
    switch self {
    case .refused("status_400"), .refused("status_401"), .retry("status_400", after: _), .retry("status_401", after: _): true
    default: false
    }
  }

  /// Why it was not delivered.
  var reason: String? {
    switch self {
    case .refused(let reason), .dropped(let reason), .postponed(let reason), .retry(let reason, after: _): reason
    case .delivered, .gone, .knockAgain: nil
    }
  }

  /// A bounded word for metrics.
  var label: String {
    switch self {
    case .delivered: "delivered"
    case .knockAgain: "knock_again"
    case .refused: "refused"
    case .dropped: "dropped"
    case .gone: "gone"
    case .retry: "retry"
    case .postponed: "postponed"
    }
  }
}
