internal import Actors
internal import Catalog
internal import Domain
internal import Glibc
internal import Images
internal import Logging
internal import Markup
internal import Outbox
internal import SQL
internal import Signatures
internal import Store
internal import Transport
internal import Web

/// All rooms opened and introduced to each other, for a server or for one command.
struct Assembly {
  let settings: Settings
  let instance: Instance
  let masterKeys: MasterKeys
  let math: MathRenderer
  let remotes: RemoteActors
  let publisher: Publisher
  /// Who is asked about papers; nil where the operator lets nobody be asked.
  let sources: PaperSources?
  /// Where pictures are read, one at a time, and kept.
  let images: MediaRoom
  /// They have a client of their own, one connection a host.
  private let sourceClient: HTTPClient

  var store: Store { instance.store }

  /// Opens everything.
  ///
  /// - Parameters:
  ///   - holding: takes the port, given the one to bind; nil for a command
  /// Throws ``Refusal`` with one line; what is refused by a check has changed nothing.
  static func open(
    _ settings: Settings, logger: Logger, holding: ((ListenAddress) throws -> HeldPort)? = nil
  ) async throws -> (assembly: Assembly, port: HeldPort?) {
    let opened = try await OpenedDatabase(settings, asServer: holding != nil)
    do {
      let stored = try await opened.storedOrigin()
      let choice = OriginChoice(setting: settings.origin, listen: settings.listen, stored: stored)
      // Before a port is taken, so that a wrong origin is what is complained of.
      if case .given = settings.origin { _ = try choice.origin(bound: nil) }
      let check = MasterKeyCheck(folder: settings.keys, store: opened.store, hasSchema: opened.hasSchema)
      _ = try await check.neededKeys()
      let address = ListenAddress(host: settings.listen.host, port: choice.portToBind)
      let port = try holding.map { try $0(address) }
      let origin = try choice.origin(bound: port?.port)
      try await opened.migrate()
      var store = try await opened.migratedStore(forServer: holding != nil).telling(logger)
      store.sendsMail = settings.mail != nil
      let masterKeys = try await MasterKeyCheck(folder: settings.keys, store: store, hasSchema: true).masterKeys()
      try await opened.claim(for: origin)
      let assembly = Assembly(settings, origin: origin, store: store, masterKeys: masterKeys, logger: logger)
      try await assembly.publisher.ensureInstanceActor()
      return (assembly, port)
    } catch {
      await opened.database.close()
      throw error
    }
  }

  private init(_ settings: Settings, origin: Origin, store: Store, masterKeys: MasterKeys, logger: Logger) {
    self.settings = settings
    self.masterKeys = masterKeys
    images = settings.mediaRoom
    let policy = TransportPolicy(
      allowPrivatePeers: settings.allowsPrivatePeers, caFile: settings.caFile,
      userAgent: "Scholion/\(Version.text) (+\(origin.text))")
    instance = Instance(
      origin: origin, store: store, client: HTTPClient(policy: policy), keys: KeyRing(masterKeys: masterKeys, store: store),
      logger: logger, version: Version.text, allowsPrivatePeers: settings.allowsPrivatePeers)
    math = MathRenderer(
      program: MathPaths.program(path: getenv("PATH").map { String(cString: $0) }),
      katex: settings.katex ?? MathPaths.debianKaTeX)
    remotes = RemoteActors(instance: instance, sanitize: { ForeignHTML.sanitized($0) })
    let userAgent = SourceSettings.userAgent(version: Version.text, origin: origin.text, contact: settings.contact)
    // A mirror may stand on this machine; the sources themselves never do.
    let mayBeNear = settings.allowsPrivatePeers && settings.sourceMirror != nil
    sourceClient = HTTPClient(
      policy: SourceSettings.policy(userAgent: userAgent, allowPrivatePeers: mayBeNear, caFile: settings.caFile))
    let desk = SourceDesk(client: sourceClient, settings: settings.sourceSettings)
    sources = SourceName.networked.contains(where: desk.isEnabled) ? PaperSources(desk: desk) : nil
    publisher = Publisher(instance: instance, remotes: remotes, renderer: Renderer(math: math))
  }

  /// Ends what was opened; waiting writes are finished first.
  func close() async {
    await math.shutdown()
    await instance.client.shutdown()
    await sourceClient.shutdown()
    await store.database.close()
  }
}
