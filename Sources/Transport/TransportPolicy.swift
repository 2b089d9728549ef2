// Transport: the only way out of the program. It knows HTTP, addresses, limits and deadlines, and nothing of any other room.

/// What one client may reach and how much it may spend, every limit by name.
///
/// Figures are those of the limits table (1 MiB documents and the like are on the request, see ``OutgoingRequest``).
package struct TransportPolicy: Sendable {
  /// Tests only: loopback and private addresses, `http`, any port and address literals are let through.
  package var allowPrivatePeers: Bool
  /// A PEM bundle of authorities; nil means the system's.
  package var caFile: String?
  /// Sent as `User-Agent` on every request.
  package var userAgent: String
  /// Ports a public peer may be asked on.
  package var allowedPorts: Set<Int> = [443]

  /// Transfers on the wire at once.
  package var totalConcurrency = 256
  /// Transfers on the wire at once to one authority.
  package var perHostConcurrency = 4
  /// Transfers that may wait for a name or a lane; past it `send` throws ``TransportError/overloaded``.
  package var waitingLimit = 8_192

  /// TCP and TLS together.
  package var connectTimeout: Duration = .seconds(5)
  /// A peer slower than ``slowestRate`` for this long is given up (also a first byte that does not come).
  package var slowPeriod: Duration = .seconds(10)
  /// Bytes a second.
  package var slowestRate = 1_024

  /// One name, from the asking to the answer.
  package var resolveTimeout: Duration = .seconds(5)
  /// Threads that may be inside the resolver at once.
  package var lookupThreads = 8
  /// Names that may wait for one of those threads.
  package var waitingNames = 1_024
  /// Names remembered, with or without an answer.
  package var rememberedNames = 4_096
  /// How long an answer holds.
  package var positiveCache: Duration = .seconds(60)
  /// How long the lack of one holds.
  package var negativeCache: Duration = .seconds(30)

  /// Response header, all lines together.
  package var headerBytes = 16_384
  /// Response header lines, interim answers included.
  package var headerLines = 100

  /// Open connections kept for later requests.
  package var idleConnections = 256
  /// After so long without work the thread ends and its connections close; the next request starts it again.
  package var idleLinger: Duration = .seconds(60)

  /// A policy with the house limits.
  package init(allowPrivatePeers: Bool = false, caFile: String? = nil, userAgent: String = "Scholion") {
    self.allowPrivatePeers = allowPrivatePeers
    self.caFile = caFile
    self.userAgent = userAgent
  }

  /// Refuses a URL that this policy never sends to, before any name is asked for.
  ///
  /// Public peers: https, an allowed port, a name of two labels or more that is not a localhost name (RFC 6761).
  package func admit(_ url: WebURL) throws(TransportError) {
    if allowPrivatePeers { return }
    guard url.isSecure else { throw .invalidURL(.scheme) }
    guard url.literal == nil else { throw .invalidURL(.addressLiteral) }
    guard allowedPorts.contains(url.port) else { throw .invalidURL(.port) }
    guard !url.isLocalhost else { throw .blockedAddress }
    guard url.host.utf8.contains(UInt8(ascii: ".")) else { throw .invalidURL(.singleLabel) }
  }
}
