internal import CCurl
internal import Synchronization

/// The HTTP client: every request to another server goes through one of these.
///
/// Names are resolved and their addresses judged before libcurl sees them; the judgement is repeated when a socket is opened
/// and before each request. Redirects are not followed unless asked for. Nothing runs until the first request.
package final class HTTPClient: Sendable {
  /// What it may reach and spend.
  package let policy: TransportPolicy
  private let loop: CurlLoop
  private let lastID = Atomic<UInt64>(0)

  /// libcurl's own state, once for the process.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// A client of its own connections, names and lanes.
  package init(policy: TransportPolicy, resolver: any NameResolver = SystemResolver()) {
    self.policy = policy
    loop = CurlLoop(policy: policy, resolver: resolver)
  }

  deinit { loop.post(.stop) }

  /// How much is under way.
  package var load: TransportLoad { loop.load }

  /// Sends one request and returns whatever status came back, redirects included.
  ///
  /// Throws ``TransportError`` for everything that is not a whole answer within the limits.
  package func send(_ request: OutgoingRequest) async throws(TransportError) -> IncomingResponse {
    try await send(request, by: .now + request.deadline, under: AddressGuard(allowsPrivate: policy.allowPrivatePeers))
  }

  /// The same under another guard than the policy's, to look at one stage of it.
  package func send(
    _ request: OutgoingRequest, by deadline: ContinuousClock.Instant, under admission: AddressGuard
  ) async throws(TransportError) -> IncomingResponse {
    try policy.admit(request.url)
    try request.check()
    guard Self.isReady else { throw .overloaded }
    let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (reply: CheckedContinuation<Order.Outcome, Never>) in
        loop.post(.add(Order(id: id, request: request, admission: admission, deadline: deadline, reply: reply)))
        // The handler may have run before the request was posted; then nobody else cancels it.
        if Task.isCancelled { loop.post(.cancel(id)) }
      }
    } onCancel: {
      loop.post(.cancel(id))
    }
    return try outcome.get()
  }

  /// Ends everything: what is under way throws ``TransportError/shutDown``, and so does every later request.
  package func shutdown() async {
    loop.post(.stop)
    await loop.mailbox.waitStopped()
  }
}

extension OutgoingRequest {
  /// Refuses what would not make one clean request, before libcurl sees any of it (header injection).
  func check() throws(TransportError) {
    guard (1...16).contains(method.utf8.count), method.utf8.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }),
      !["CONNECT", "TRACE"].contains(method)
    else { throw .invalidRequest(.method) }
    guard fields.count <= 64 else { throw .invalidRequest(.field) }
    for field in fields { _ = try HeaderLine.toSend(field, authority: url.authority) }
    guard body == nil || (method != "GET" && method != "HEAD") else { throw .invalidRequest(.body) }
    guard limit >= 0 else { throw .invalidRequest(.limit) }
  }
}
