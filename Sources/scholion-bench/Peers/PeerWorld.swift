internal import Glibc
internal import JSON
internal import Signatures
internal import Synchronization

/// Something that was posted to an inbox of the world.
struct Arrival: Sendable {
  /// When it was read, by `Clock.now`.
  let time: Int64
  let message: WireMessage
  /// Of the connection it came over.
  let scheme: String

  /// The inbox it was posted to.
  var inbox: String { "\(scheme)://\(message.field("host") ?? "")\(message.startWords.dropFirst().first ?? "")" }

  /// The activity, `null` when it is no JSON.
  var activity: JSONValue { (try? JSONValue(parsing: message.body)) ?? nil }
}

/// Any number of other servers on one socket: they show their actors, answer WebFinger, and take whatever is posted to them.
///
/// One thread serves all. Nothing is verified on arrival; what came is kept in its order, to be judged afterwards.
final class PeerWorld: Sendable {
  let port: Int
  /// The one key of all actors: what it costs to verify does not depend on whose it is.
  let key: PrivateKey
  private let keyPEM: String
  /// What the servers show if they speak TLS; on the same port they speak plain HTTP, too.
  private let identity: TLSIdentity?
  private let listener: Int32
  private let arrived = Mutex<[Arrival]>([])
  private let shown = Atomic(0)
  private let taken = Atomic(0)
  private let spent = Atomic<Int64>(0)
  private let stopped = Atomic(false)
  private let isSilent = Atomic(false)

  /// Opens the socket and starts serving; throws ``MeasuringError`` or a `SignatureError`.
  ///
  /// - Parameters:
  ///   - other: a world whose key is used, too
  ///   - identity: what the servers show, if they are to speak TLS
  init(sharing other: PeerWorld? = nil, identity: TLSIdentity? = nil) throws {
    self.identity = identity
    (listener, port) = try Loopback.listener()
    key = try other?.key ?? PrivateKey.generateRSA()
    keyPEM = key.publicKey.pem
    WorkerThread.start("peers") { [self] in serve() }
  }

  /// The servers' names, then the actors, spread over them in turn.
  ///
  /// - prefix: of the actors' names, so that two groups differ
  func actors(_ count: Int, on hosts: Int, prefix: String) -> [PeerActor] {
    (0..<count).map {
      PeerActor(host: "m\($0 % max(1, hosts)).localhost:\(port)", name: "\(prefix)\($0)", scheme: scheme)
    }
  }

  private var scheme: String { identity == nil ? "http" : "https" }

  /// What was posted so far, in order of arrival.
  var arrivals: [Arrival] { arrived.withLock { $0 } }

  /// How much was posted so far.
  var arrivalCount: Int { arrived.withLock { $0.count } }

  /// Documents shown so far.
  var documentsShown: Int { shown.load(ordering: .relaxed) }

  /// Connections taken so far.
  var connectionsTaken: Int { taken.load(ordering: .relaxed) }

  /// Processor time of the world so far, in nanoseconds.
  var cpu: Int64 { spent.load(ordering: .relaxed) }

  /// Forgets what was posted.
  func forgetArrivals() { arrived.withLock { $0.removeAll() } }

  /// Ends the serving thread and closes every connection.
  func stop() { stopped.store(true, ordering: .relaxed) }

  /// Answers nothing any more; the kernel still takes connections.
  func fallSilent() { isSilent.store(true, ordering: .relaxed) }

  private func serve() {
    var connections: [WireConnection] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !stopped.load(ordering: .relaxed) {
      if isSilent.load(ordering: .relaxed) {
        usleep(50_000)
        continue
      }
      var polled = connections.map { pollfd(fd: $0.descriptor, events: $0.interest, revents: 0) }
      polled.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
      _ = poll(&polled, nfds_t(polled.count), 100)
      for index in connections.indices.reversed() where polled[index].revents != 0 {
        if !serve(&connections[index], &buffer) {
          close(connections[index].descriptor)
          connections.remove(at: index)
        }
      }
      while let descriptor = Loopback.accepted(by: listener) {
        connections.append(WireConnection(descriptor, identity: identity))
        taken.wrappingAdd(1, ordering: .relaxed)
      }
      spent.store(Clock.threadCPU, ordering: .relaxed)
    }
    for connection in connections { close(connection.descriptor) }
    close(listener)
  }

  /// False when the connection has ended.
  private func serve(_ connection: inout WireConnection, _ buffer: inout [UInt8]) -> Bool {
    let isOpen = connection.receive(into: &buffer)
    while let message = connection.message() {
      guard connection.send(answer(to: message, connection.isSecure ? "https" : "http")) else { return false }
    }
    return isOpen && connection.flush()
  }

  private func answer(to message: WireMessage, _ scheme: String) -> [UInt8] {
    let words = message.startWords
    guard words.count == 3 else { return Self.answer("400 Bad Request") }
    if words[0].utf8.elementsEqual("POST".utf8) {
      arrived.withLock { $0.append(Arrival(time: Clock.now, message: message, scheme: scheme)) }
      return Self.answer("202 Accepted")
    }
    shown.wrappingAdd(1, ordering: .relaxed)
    guard let host = message.field("host") else { return Self.answer("400 Bad Request") }
    if let name = Self.suffix(of: words[1], after: "/users/"), !name.contains("/") {
      let document = PeerActor(host: host, name: name, scheme: self.scheme).document(keyPEM: keyPEM)
      return Self.answer("200 OK", "application/activity+json", document.serialized())
    }
    if let account = Self.suffix(of: words[1], after: "/.well-known/webfinger?resource=acct"),
      let name = account.dropFirst(account.hasPrefix(":") ? 1 : 3).split(whereSeparator: { $0 == "@" || $0 == "%" }).first
    {
      let document = PeerActor(host: host, name: String(name), scheme: self.scheme).webFinger
      return Self.answer("200 OK", "application/jrd+json", document.serialized())
    }
    return Self.answer("404 Not Found")
  }

  private static func suffix(of target: String, after prefix: String) -> String? {
    target.hasPrefix(prefix) ? String(target.dropFirst(prefix.count)) : nil
  }

  private static func answer(_ status: String, _ type: String = "text/plain", _ body: [UInt8] = []) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
  }
}
