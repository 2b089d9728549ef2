internal import Actors
internal import Hummingbird
internal import HummingbirdCore
internal import Inbox
internal import Logging
internal import Mail
internal import NIOCore
internal import Outbox
internal import ServiceLifecycle
internal import Web

/// The running server: routes behind their doors, services beside them, and an orderly end.
struct House {
  let assembly: Assembly
  let registry: MetricsRegistry
  let readiness: Readiness
  /// Rung by the inbox routes, heard by the inbox service.
  let bell = InboxBell()
  /// Filled by the pages, emptied by the service that stores.
  let tally = ViewTally()
  var deadlines = RequestDeadlines()

  /// Connections open at once, as far as the kernel lets this process open files; further ones wait in the kernel's queue.
  static let connections = 8_192

  init(assembly: Assembly, registry: MetricsRegistry) {
    self.assembly = assembly
    self.registry = registry
    readiness = Readiness(
      store: assembly.store, pulse: assembly.instance.pulse, folder: assembly.settings.databaseFolder)
  }

  var instance: Instance { assembly.instance }

  /// Serves until told to stop; what is under way then is finished.
  func run(on port: HeldPort) async throws {
    // Told to stop in the opposite order: the doorkeeper first, then the listener, then those who work.
    let services: [any Service] =
      workers + [try application(on: port), Doorkeeper(readiness: readiness, logger: instance.logger)]
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(instance.logger))
    configuration.maximumGracefulShutdownDuration = .seconds(8)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      guard readiness.isStopping else { throw error }
      instance.logger.warning("stopped late", metadata: ["error": "\(error)"])
    }
  }

  private var workers: [any Service] {
    var workers: [any Service] = [
      Courier(instance: instance),
      InboxService(instance: instance, remotes: assembly.remotes, math: assembly.math, bell: bell),
      PeerVisits(instance: instance, remotes: assembly.remotes),
      Janitor(
        instance: instance, remoteRetention: assembly.settings.remoteRetention, sources: assembly.sources,
        publisher: assembly.publisher, shelf: assembly.settings.shelf),
      LeaseRescue(instance: instance),
      SearchIndexing(instance: instance),
      ViewWriting(instance: instance, tally: tally),
      WaitingTexts(publisher: assembly.publisher),
      ArchiveWork(publisher: assembly.publisher, folder: assembly.settings.archiveFolder, pictures: assembly.images),
      NightlyDump(instance: instance, folder: assembly.settings.dumpFolder),
    ]
    if let sources = assembly.sources { workers.append(PaperRefreshing(publisher: assembly.publisher, sources: sources)) }
    if let mail = assembly.settings.mail { workers.append(Postman(instance: instance, settings: mail)) }
    return workers
  }

  private func application(on port: HeldPort) throws -> some Service {
    let routes = HouseRoutes(
      instance: instance, remotes: assembly.remotes, publisher: assembly.publisher, sources: assembly.sources,
      math: assembly.math,
      settings: assembly.settings, images: assembly.images,
      readiness: readiness, registry: registry, bell: bell, tally: tally)
    let url = listeningURL(port.port)
    return Application(
      router: try routes.router(), server: .http1(configuration: HouseRoutes.channel(deadlines)),
      configuration: ApplicationConfiguration(
        address: .hostname(assembly.settings.listen.host, port: port.port), backlog: 1_024,
        availableConnectionsDelegate: MaximumAvailableConnections(
          OpenFiles.raised(to: Self.connections + OpenFiles.others) - OpenFiles.others)),
      onServerRunning: { [logger = instance.logger] listener in
        try? await listener.eventLoop.submit {
          try listener.pipeline.syncOperations.addHandler(AcceptPause(logger: logger), position: .first)
        }.get()
        Console.line("listening \(url)")
      }, logger: Self.quiet(instance.logger))
  }

  /// A URL that leads here: the origin where it is this very socket, else the socket's address.
  func listeningURL(_ port: Int) -> String {
    if !instance.origin.isSecure, instance.origin.port == port { return instance.origin.text }
    return "http://\(ListenAddress(host: assembly.settings.listen.host, port: port))"
  }

  /// The frameworks' own messages matter only to those who debug.
  private static func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    if logger.logLevel == .info { logger.logLevel = .notice }
    return logger
  }
}
