internal import Glibc
internal import JSON
internal import Signatures
internal import Synchronization

/// Peers on one socket who take what they can get: honest at first, so that they are known, then greedy in the way they are told.
final class GreedyWorld: Sendable {
  enum Temper: Int, Sendable {
    /// Answers as peers do.
    case honest
    /// A byte a second, without end.
    case slow
    /// Small bodies that become huge.
    case bombs
    /// Each URL leads to another.
    case redirects
    /// Every note answers another note.
    case threads
  }

  let port: Int
  let key: PrivateKey
  private let pem: String
  private let listener: Int32
  private let temper = Atomic(0)
  private let asked = Atomic(0)
  private let posted = Atomic(0)
  private let isStopped = Atomic(false)

  init() throws {
    (listener, port) = try Loopback.listener()
    key = try PrivateKey.generateRSA()
    pem = key.publicKey.pem
    WorkerThread.start("greedy peers") { [self] in serve() }
  }

  func turn(_ temper: Temper) { self.temper.store(temper.rawValue, ordering: .relaxed) }

  /// Requests for documents, and posts, so far.
  var requests: Int { asked.load(ordering: .relaxed) }
  var posts: Int { posted.load(ordering: .relaxed) }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  private func serve() {
    var connections: [WireConnection] = []
    var drips: [Int32: Int] = [:]
    var lastDrip = Clock.now
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !isStopped.load(ordering: .relaxed) {
      var polled = connections.map { pollfd(fd: $0.descriptor, events: $0.interest, revents: 0) }
      polled.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
      _ = poll(&polled, nfds_t(polled.count), 100)
      for index in connections.indices.reversed() where polled[index].revents != 0 {
        let descriptor = connections[index].descriptor
        let isOpen = connections[index].receive(into: &buffer)
        var isGood = isOpen
        while let message = connections[index].message() {
          if let answer = answer(to: message) {
            isGood = connections[index].send(answer) && isGood
          } else {
            drips[descriptor] = 0
          }
        }
        if !isGood || !connections[index].flush() {
          drips[descriptor] = nil
          close(descriptor)
          connections.remove(at: index)
        }
      }
      while let descriptor = Loopback.accepted(by: listener) { connections.append(WireConnection(descriptor)) }
      if Clock.now - lastDrip > 1_000_000_000 {
        lastDrip = Clock.now
        for (descriptor, count) in drips {
          var byte = Self.drip[count % Self.drip.count]
          _ = Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
          drips[descriptor] = count + 1
        }
      }
    }
    for connection in connections { close(connection.descriptor) }
    close(listener)
  }

  private static let drip = Array("HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n\r\n{\"x\":\"".utf8)

  /// Nil for an answer that never ends.
  private func answer(to message: WireMessage) -> [UInt8]? {
    let words = message.startWords
    guard words.count == 3, let host = message.field("host") else { return Self.answer("400 Bad Request") }
    let temper = Temper(rawValue: self.temper.load(ordering: .relaxed)) ?? .honest
    let isPost = words[0].utf8.elementsEqual("POST".utf8)
    if isPost { posted.wrappingAdd(1, ordering: .relaxed) } else { asked.wrappingAdd(1, ordering: .relaxed) }
    if temper == .slow { return nil }
    if isPost { return Self.answer("202 Accepted") }
    let path = words[1]
    if path.hasPrefix("/users/"), let name = path.split(separator: "/").dropFirst().first {
      let actor = PeerActor(host: host, name: String(name))
      if path.contains("/statuses/endless-") { return temper == .threads ? thread(path, actor) : greedy(temper, path, host) }
      // The actors stay honest for as long as nothing is asked but who they are.
      if temper == .honest || temper == .threads { return Self.answer("200 OK", actor.document(keyPEM: pem).serialized()) }
    }
    return greedy(temper, path, host)
  }

  private func greedy(_ temper: Temper, _ path: String, _ host: String) -> [UInt8] {
    switch temper {
    case .bombs: Self.answer("200 OK", Bomb.gzip, "Content-Encoding: gzip\r\n")
    case .redirects: Self.answer("302 Found", [], "Location: http://\(host)\(path)x\r\n")
    case .honest, .slow, .threads: Self.answer("404 Not Found")
    }
  }

  private func thread(_ path: String, _ actor: PeerActor) -> [UInt8] {
    let id = "http://\(actor.host)\(path)"
    let note: JSONValue = [
      "@context": "https://www.w3.org/ns/activitystreams", "id": .string(id), "type": "Note", "attributedTo": .string(actor.id),
      "inReplyTo": .string(id + "x"), "content": "<p>And so on.</p>", "published": "2024-01-01T00:00:00Z",
      "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
      "replies": ["type": "Collection", "first": ["type": "CollectionPage", "next": .string(id + "/next"), "items": []]],
    ]
    return Self.answer("200 OK", note.serialized())
  }

  private static func answer(_ status: String, _ body: [UInt8] = [], _ more: String = "") -> [UInt8] {
    let head = "HTTP/1.1 \(status)\r\nContent-Type: application/activity+json\r\n\(more)Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }
}

/// 16 MiB of zeros in 100 KB: gzip (RFC 1952) of one fixed-Huffman block, as many times a zero and matches of 258 bytes.
private enum Bomb {
  static let gzip: [UInt8] = {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var current: UInt8 = 0
    var filled: UInt8 = 0
    func put(_ bit: Int) {
      current |= UInt8(bit & 1) << filled
      filled += 1
      if filled == 8 {
        bytes.append(current)
        (current, filled) = (0, 0)
      }
    }
    func code(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { put(value >> bit) } }
    for bit in [1, 1, 0] { put(bit) }
    code(0b0011_0000, 8)
    // A match of 258 is the length code 285, eight bits, and distance 1, five.
    for _ in 0..<(16 << 20) / 258 {
      code(0b1100_0101, 8)
      code(0, 5)
    }
    code(0, 7)
    return bytes + [current] + [UInt8](repeating: 0, count: 8)
  }()
}
