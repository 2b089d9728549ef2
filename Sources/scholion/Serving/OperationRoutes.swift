internal import Actors
internal import Domain
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import Metrics
internal import SQL
internal import Signatures
internal import Store

/// What whoever runs the server asks: does it live, is it ready, how does it fare.
struct OperationRoutes {
  let instance: Instance
  let readiness: Readiness
  let registry: MetricsRegistry
  /// SHA-256 of the token that opens `/metrics` from elsewhere.
  let tokenHash: [UInt8]?

  init(instance: Instance, readiness: Readiness, registry: MetricsRegistry, metricsToken: String?) {
    self.instance = instance
    self.readiness = readiness
    self.registry = registry
    tokenHash = metricsToken.map { Digest.sha256(Array($0.utf8)) }
  }

  var endpoints: Routes {
    Routes(context: PeerAddressContext.self)
      .get("/livez") { _, _ in Self.plain("ok", .ok) }
      .get("/readyz", use: ready)
      .get("/metrics", use: metrics)
  }

  @Sendable private func ready(_ request: Request, _ context: PeerAddressContext) async -> Response {
    if let complaint = await readiness.complaint() { return Self.plain(complaint, .serviceUnavailable) }
    return Self.plain("ok", .ok)
  }

  @Sendable private func metrics(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    // Whoever may not see them learns nothing, not even that they are here.
    guard context.isLoopback || bearsToken(request) else { throw HTTPError(.notFound) }
    await observe()
    return Response(
      status: .ok, headers: [.contentType: PrometheusText.contentType, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: PrometheusText.text(of: registry))))
  }

  private func bearsToken(_ request: Request) -> Bool {
    guard let tokenHash, let field = request.headers[.authorization], field.hasPrefix("Bearer ") else { return false }
    // Digests are compared, so the time a comparison takes tells nothing of the token.
    return Digest.sha256(Array(field.utf8.dropFirst(7))) == tokenHash
  }

  /// Figures that are looked up when asked for.
  private func observe() async {
    let statistics = instance.store.database.statistics
    let waiting = try? await instance.store.read { transaction in
      (try transaction.waitingItems(), try transaction.waitingDeliveries(), try transaction.oldestWaitingItem())
    }
    let now = instance.store.now()
    var gauges: [(String, Double)] = [
      ("scholion_database_commits", Double(statistics.commits)), ("scholion_database_faults", Double(statistics.faults)),
      ("scholion_database_waiting_reads", Double(statistics.waitingReads)),
      ("scholion_database_waiting_writes", Double(statistics.waitingWrites)),
      ("scholion_database_longest_batch", Double(statistics.longestBatch)),
      ("scholion_database_longest_hold_seconds", Double(statistics.longestHold.milliseconds) / 1_000),
      ("scholion_resident_bytes", Double(Self.residentBytes)),
    ]
    if let (items, deliveries, oldest) = waiting {
      gauges.append(("scholion_inbox_waiting", Double(items)))
      gauges.append(("scholion_deliveries_waiting", Double(deliveries)))
      gauges.append(("scholion_inbox_oldest_seconds", Double(oldest.map { now.milliseconds(since: $0) } ?? 0) / 1_000))
    }
    for (label, value) in gauges { Meter(label: label).set(value) }
  }

  /// Memory of the process that is in use, from the kernel (proc(5), statm).
  private static var residentBytes: Int {
    guard let text = try? TextFile.read("/proc/self/statm", limit: 4_096) else { return 0 }
    let words = text.split(separator: " ")
    return (words.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func plain(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
  }
}
