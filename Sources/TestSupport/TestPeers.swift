internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// A request that a played server got.
package struct PeerRequest: Sendable {
  package let method: String
  /// `Host` as sent.
  package let host: String
  package let path: String
  /// Lower-case names, in order.
  package let fields: [(String, String)]
  package let body: [UInt8]

  /// The first value of a field; the name in lower case.
  package func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }
}

/// What a played server answers.
package struct PeerAnswer: Sendable {
  package var status: Int
  package var fields: [(String, String)]
  package var body: [UInt8]

  package init(_ status: Int, _ fields: [(String, String)] = [], _ body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}

/// Other servers on one loopback port, told apart by `Host`, as `one.localhost:PORT` and `two.localhost:PORT`.
package final class TestPeers: Sendable {
  package let port: Int
  private let log: PeerLog

  private init(port: Int, log: PeerLog) {
    self.port = port
    self.log = log
  }

  /// Every request so far, in order of arrival.
  package var requests: [PeerRequest] { log.seen.withLock { $0 } }

  /// The most requests that one host had open at once.
  package func mostAtOnce(_ host: String) -> Int { log.most.withLock { $0[host] ?? 0 } }

  /// The origin of one of the servers.
  package func origin(_ name: String) -> String { "http://\(name).localhost:\(port)" }

  /// Plays the servers while the closure runs.
  ///
  /// - Parameter answer: what to answer; it may take its time
  package static func use<T: Sendable>(
    answer: @Sendable @escaping (PeerRequest) async -> PeerAnswer, _ body: @Sendable @escaping (TestPeers) async throws -> T
  ) async throws -> T {
    let log = PeerLog()
    let router = Router(context: PeerAddressContext.self)
    let handler: @Sendable (Request, PeerAddressContext) async throws -> Response = { request, _ in
      let bytes = try await request.body.collect(upTo: 2_097_152)
      let seen = PeerRequest(
        method: request.method.rawValue, host: request.head.authority ?? "", path: request.uri.path,
        fields: request.headers.map { ($0.name.canonicalName, $0.value) }, body: Array(bytes.readableBytesView))
      log.enter(seen)
      let answer = await answer(seen)
      log.leave(seen)
      var response = Response(
        status: .init(code: answer.status), body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
      for (name, value) in answer.fields {
        if let name = HTTPField.Name(name) { response.headers[name] = value }
      }
      return response
    }
    router.on("**", method: .get, use: handler)
    router.on("**", method: .post, use: handler)
    return try await ServedRoutes.use(router) { served in try await body(TestPeers(port: served.port, log: log)) }
  }
}

/// What the played servers saw.
final class PeerLog: Sendable {
  let seen = Mutex<[PeerRequest]>([])
  let most = Mutex<[String: Int]>([:])
  private let open = Mutex<[String: Int]>([:])

  func enter(_ request: PeerRequest) {
    seen.withLock { $0.append(request) }
    let count = open.withLock { open in
      open[request.host, default: 0] += 1
      return open[request.host] ?? 0
    }
    most.withLock { $0[request.host] = max($0[request.host] ?? 0, count) }
  }

  func leave(_ request: PeerRequest) { open.withLock { $0[request.host, default: 1] -= 1 } }
}
