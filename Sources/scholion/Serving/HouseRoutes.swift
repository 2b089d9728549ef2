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
    let figures = HouseFigures(
      instance: instance, math: assembly.math, registry: registry, folder: TextFile.folder(of: settings.database))
    let operations = OperationRoutes(figures: figures, readiness: readiness, metricsToken: settings.metricsToken)
    router.addRoutes(operations.endpoints)
    router.addRoutes(WellKnownRoutes(instance: instance, openRegistrations: settings.registration == .open).endpoints)
    router.addRoutes(ActorRoutes(instance: instance).endpoints)
    router.addRoutes(ObjectRoutes(instance: instance).endpoints)
    let keys = SignerKeys(instance: instance, actors: assembly.remotes)
    router.addRoutes(InboxRoutes(instance: instance, keys: keys, bell: bell, peers: Self.peers(settings)).endpoints)
    router.addRoutes(try web.endpoints)
    return router
  }

  /// How often one server may write to us, whatever its addresses: 100 a second, 1,000 at once.
  private static func peers(_ settings: Settings) -> TokenBuckets? {
    settings.rateLimits ? TokenBuckets(Allowance(burst: 1_000, interval: .milliseconds(10))) : nil
  }

  /// What every request passes, in this order.
  private func addDoors(to router: Router<PeerAddressContext>) {
    router.add(middleware: ClientAddressing(trusted: assembly.settings.trustedProxies))
    router.add(middleware: RequestLedger(logger: instance.logger))
    router.add(middleware: SecurityFields(isSecure: instance.origin.isSecure))
    router.add(middleware: ErrorPages(logger: instance.logger))
    router.add(middleware: HostCheck(authority: instance.origin.authority))
    router.add(middleware: TargetLength())
    if assembly.settings.rateLimits { router.add(middleware: RateLimits.standard()) }
  }

  private var web: WebRoutes {
    get throws {
      let settings = WebSettings(
        registration: assembly.settings.registration, securesCookies: instance.origin.isSecure,
        signIns: assembly.settings.rateLimits ? TokenBuckets(WebSettings.usualSignIns) : nil)
      return try WebRoutes(instance: instance, publisher: assembly.publisher, remotes: assembly.remotes, settings: settings)
    }
  }
}
