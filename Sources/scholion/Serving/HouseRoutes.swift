internal import Actors
internal import Hummingbird
internal import Inbox
internal import Outbox
internal import Web

extension House {
  /// Every route of every room, behind the same doors.
  func router() throws -> Router<PeerAddressContext> {
    let router = Router(context: PeerAddressContext.self, options: [.autoGenerateHeadEndpoints])
    addDoors(to: router)
    let settings = assembly.settings
    let operations = OperationRoutes(
      instance: instance, readiness: readiness, registry: registry, metricsToken: settings.metricsToken)
    router.addRoutes(operations.endpoints)
    router.addRoutes(WellKnownRoutes(instance: instance, openRegistrations: settings.registration == .open).endpoints)
    router.addRoutes(ActorRoutes(instance: instance).endpoints)
    router.addRoutes(ObjectRoutes(instance: instance).endpoints)
    let keys = SignerKeys(instance: instance, actors: assembly.remotes)
    router.addRoutes(InboxRoutes(instance: instance, keys: keys, bell: bell).endpoints)
    router.addRoutes(try web.endpoints)
    return router
  }

  /// What every request passes, in this order.
  private func addDoors(to router: Router<PeerAddressContext>) {
    router.add(middleware: ClientAddressing(trusted: assembly.settings.trustedProxies))
    router.add(middleware: RequestLedger(logger: instance.logger))
    router.add(middleware: SecurityFields(isSecure: instance.origin.isSecure))
    router.add(middleware: ErrorPages(logger: instance.logger))
    router.add(middleware: HostCheck(authority: instance.origin.authority))
    if assembly.settings.rateLimits { router.add(middleware: RateLimits.standard()) }
  }

  private var web: WebRoutes {
    get throws {
      let settings = WebSettings(
        registration: assembly.settings.registration, securesCookies: instance.origin.isSecure)
      return try WebRoutes(instance: instance, publisher: assembly.publisher, remotes: assembly.remotes, settings: settings)
    }
  }
}
