/// What can go wrong when an actor, a key or a document is looked for.
package enum ActorError: Error, Sendable, Equatable {
  /// The origin breaks a rule; a sentence for the operator.
  case badOrigin(String)
  /// The URL is not one we may ask.
  case badAddress
  /// The host is blocked by the operator.
  case blockedHost
  /// The id is ours and names nothing.
  case notHere
  /// The server said 404.
  case notFound
  /// The server said 410.
  case gone
  /// The document is of the wrong media type, too large, or not JSON we accept.
  case badDocument(String)
  /// The document's id is not the URL it came from (CVE-2024-23832).
  case wrongID
  /// The key does not belong to the actor it names (GHSA-q9f8-5hc7-898f).
  case keyNotOwned
  /// The handle leads elsewhere than to the actor that claims it.
  case handleMismatch
  /// The server could not be reached, or the budget for asking it is spent; it may work later.
  case unreachable(String)

  /// The case without its details, one of a few words: for labels of metrics.
  package var kind: String {
    switch self {
    case .badDocument: "bad_document"
    case .unreachable(let reason):
      ["keys_in_flight", "keys_per_host", "keys_per_source", "subdomains"].contains(reason) ? "budget" : "unreachable"
    default: name
    }
  }

  /// A stable name for logs and stored outcomes.
  package var name: String {
    switch self {
    case .badOrigin: "bad_origin"
    case .badAddress: "bad_address"
    case .blockedHost: "blocked_host"
    case .notHere: "not_here"
    case .notFound: "not_found"
    case .gone: "gone"
    case .badDocument(let reason): "bad_document.\(reason)"
    case .wrongID: "wrong_id"
    case .keyNotOwned: "key_not_owned"
    case .handleMismatch: "handle_mismatch"
    case .unreachable(let reason): "unreachable.\(reason)"
    }
  }

  /// Whether the same question may be answered later.
  package var isTransient: Bool {
    if case .unreachable = self { true } else { false }
  }
}
