internal import Actors
internal import Catalog
internal import Hummingbird
internal import HummingbirdCore
internal import Images
internal import Inbox
internal import Markup
internal import Outbox
internal import Web

/// Every route of every room, behind the same doors.
struct HouseRoutes {
  let instance: Instance
  let remotes: RemoteActors
  let publisher: Publisher
  /// Who is asked about papers.
  var sources: PaperSources?
  /// Renders formulas; nil where only their source is shown.
  let math: MathRenderer?
  let settings: Settings
  /// Shared with those who read pictures beside the pages; a room of its own where nobody does.
  var images: MediaRoom?
  let readiness: Readiness
  let registry: MetricsRegistry
  /// Rung by the inboxes.
  let bell: InboxBell
  /// Counts looks at pages.
  var tally = ViewTally()

  func router() throws -> Router<PeerAddressContext> {
    let router = Router(context: PeerAddressContext.self, options: [.autoGenerateHeadEndpoints])
    addDoors(to: router)
    let figures = HouseFigures(instance: instance, math: math, registry: registry, folder: settings.databaseFolder)
    let operations = OperationRoutes(figures: figures, readiness: readiness, metricsToken: settings.metricsToken)
    router.addRoutes(operations.endpoints)
    router.addRoutes(WellKnownRoutes(instance: instance, openRegistrations: settings.registration == .open).endpoints)
    router.addRoutes(ActorRoutes(instance: instance).endpoints)
    router.addRoutes(ObjectRoutes(instance: instance).endpoints)
    let keys = SignerKeys(instance: instance, actors: remotes)
    router.addRoutes(InboxRoutes(instance: instance, keys: keys, bell: bell, peers: Self.peers(settings)).endpoints)
    router.addRoutes(try web.endpoints)
    return router
  }

  /// How often one server may write to us, whatever its addresses: 100 a second, 1,000 at once.
  private static func peers(_ settings: Settings) -> TokenBuckets? {
    settings.rateLimits ? TokenBuckets(Allowance(burst: 1_000, interval: .milliseconds(10))) : nil
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
    router.add(middleware: TargetLength())
    if settings.rateLimits { router.add(middleware: RateLimits.standard()) }
  }

  private var web: WebRoutes {
    get throws {
      var web = WebSettings(
        registration: settings.registration, securesCookies: instance.origin.isSecure,
        contact: settings.contact.map { "mailto:" + $0 },
        signIns: settings.rateLimits ? TokenBuckets(WebSettings.usualSignIns) : nil)
      web.dumpFolder = settings.dumpFolder
      web.archiveFolder = settings.archiveFolder
      web.sendsMail = settings.mail != nil
      web.mailRequests = settings.rateLimits ? TokenBuckets(WebSettings.usualMailRequests) : nil
      return try WebRoutes(
        instance: instance, publisher: publisher, remotes: remotes, settings: web, sources: sources, tally: tally,
        images: images ?? settings.mediaRoom)
    }
  }
}
