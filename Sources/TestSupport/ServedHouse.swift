package import Actors
internal import Hummingbird
package import JSON
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Transport

/// What a test asked and was answered over a socket.
package struct TestAnswer: Sendable {
  package let status: Int
  package let fields: [(String, String)]
  package let body: [UInt8]

  /// The first value of a field; the name in lower case.
  package func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }

  /// The body as JSON; throws when it is none.
  package var json: JSONValue {
    get throws { try JSONValue(parsing: body, limits: .own) }
  }
}

/// Routes that listen on loopback.
package struct ServedRoutes: Sendable {
  package let port: Int
  private let client: HTTPClient

  /// Starts the routes on a port the system picks, gives them to the closure, and stops them whatever happens.
  package static func use<T: Sendable>(
    _ routes: [Routes], _ body: @Sendable @escaping (ServedRoutes) async throws -> T
  ) async throws -> T {
    let router = Router(context: PeerAddressContext.self, options: [.autoGenerateHeadEndpoints])
    for collection in routes { router.addRoutes(collection) }
    return try await use(router, body)
  }

  static func use<T: Sendable>(
    _ router: Router<PeerAddressContext>, _ body: @Sendable @escaping (ServedRoutes) async throws -> T
  ) async throws -> T {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "served") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [application], logger: logger))
    let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { port.finish() }
        try await group.run()
      }
      guard let picked = await ports.first(where: { _ in true }) else { throw TestFault("nothing listens") }
      let outcome: Result<T, any Error>
      do { outcome = .success(try await body(ServedRoutes(port: picked, client: client))) } catch { outcome = .failure(error) }
      await client.shutdown()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return try outcome.get()
    }
  }

  /// The answer to a GET; redirects are not followed.
  ///
  /// - Parameter accept: what is asked for, nil for nothing in particular
  package func get(_ path: String, accept: String? = "application/activity+json") async throws -> TestAnswer {
    let url = try WebURL(parsing: "http://127.0.0.1:\(port)\(path)")
    let fields = accept.map { [("Accept", $0)] } ?? []
    var request = OutgoingRequest.document(url, fields: fields)
    request.limit = 4_194_304
    let response = try await client.send(request)
    return TestAnswer(status: response.status, fields: response.fields, body: response.body)
  }
}
