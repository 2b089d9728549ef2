internal import Actors
internal import Hummingbird
internal import HummingbirdCore
internal import Inbox
internal import Outbox
internal import Web

/// Every route of every room, behind the same doors.
struct HouseRoutes {
  let instance: Instance
  let remotes: RemoteActors
  let publisher: Publisher
  let settings: Settings
  let readiness: Readiness
  let registry: MetricsRegistry
  /// Rung by the inboxes.
  let bell: InboxBell

  func router() throws -> Router<PeerAddressContext> {
    let router = Router(context: PeerAddressContext.self, options: [.autoGenerateHeadEndpoints])
    addDoors(to: router)
    let operations = OperationRoutes(
      instance: instance, readiness: readiness, registry: registry, metricsToken: settings.metricsToken)
    router.addRoutes(operations.endpoints)
    router.addRoutes(WellKnownRoutes(instance: instance, openRegistrations: settings.registration == .open).endpoints)
    router.addRoutes(ActorRoutes(instance: instance).endpoints)
    router.addRoutes(ObjectRoutes(instance: instance).endpoints)
    let keys = SignerKeys(instance: instance, actors: remotes)
    router.addRoutes(InboxRoutes(instance: instance, keys: keys, bell: bell).endpoints)
    router.addRoutes(try web.endpoints)
    return router
  }

  /// How connections are read.
  static func channel(_ deadlines: RequestDeadlines) -> HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestDeadline(deadlines)], idleTimeout: deadlines.idle,
      httpDecoderConfiguration: .init(maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))
  }

  /// What every request passes, in this order.
  private func addDoors(to router: Router<PeerAddressContext>) {
    router.add(middleware: ClientAddressing(trusted: settings.trustedProxies))
    router.add(middleware: RequestLedger(logger: instance.logger))
    router.add(middleware: SecurityFields(isSecure: instance.origin.isSecure))
    router.add(middleware: ErrorPages(logger: instance.logger))
    router.add(middleware: HostCheck(authority: instance.origin.authority))
    if settings.rateLimits { router.add(middleware: RateLimits.standard()) }
  }

  private var web: WebRoutes {
    get throws {
      let settings = WebSettings(registration: settings.registration, securesCookies: instance.origin.isSecure)
      return try WebRoutes(instance: instance, publisher: publisher, remotes: remotes, settings: settings)
    }
  }
}
