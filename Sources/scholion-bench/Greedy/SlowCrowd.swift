internal import Glibc

/// Clients that never come to an end: each opens a connection, says a byte a second, and comes back when it is sent away.
struct SlowCrowd {
  let authority: String
  let port: Int
  /// Times the server closed one of their connections.
  private(set) var dismissals = 0
  /// The most that were connected at once.
  private(set) var mostOpen = 0
  private var clients: [Client]

  private struct Client {
    var descriptor: Int32 = -1
    /// What it says at once, then a byte a second, for ever.
    let opening: [UInt8]
    let rest: [UInt8]
    var said = 0
  }

  init(_ count: Int, authority: String, port: Int) {
    self.authority = authority
    self.port = port
    let head = "Host: \(authority)\r\n"
    let kinds: [(String, String)] = [
      // Nothing; a head; a long field; a body; a body in chunks; pages nobody reads, and the next one a byte at a time.
      ("", ""), ("GET / HT", "TP/1.1\r\n\(head)"), ("GET / HTTP/1.1\r\n\(head)X: ", String(repeating: "y", count: 4_000)),
      (
        "POST /inbox HTTP/1.1\r\n\(head)Content-Type: application/activity+json\r\nContent-Length: 500000\r\n\r\n",
        String(repeating: "[", count: 4_000)
      ),
      (
        "POST /inbox HTTP/1.1\r\n\(head)Content-Type: application/activity+json\r\nTransfer-Encoding: chunked\r\n\r\n",
        String(repeating: "1\r\n{\r\n", count: 1_000)
      ),
      (String(repeating: "GET /about HTTP/1.1\r\n\(head)\r\n", count: 2), "GET / HTTP/1.1\r\n"),
    ]
    clients = (0..<count).map { index in
      let (opening, rest) = kinds[index % kinds.count]
      return Client(opening: Array(opening.utf8), rest: Array(rest.utf8))
    }
  }

  /// Keeps all of them busy for so long, in nanoseconds.
  mutating func press(for time: Int64) {
    let end = Clock.now + time
    while Clock.now < end {
      let round = Clock.now
      var open = 0
      for index in clients.indices {
        if clients[index].descriptor < 0 { connect(index) } else { speak(index) }
        if clients[index].descriptor >= 0 { open += 1 }
        // The newcomers are spread over the second.
        if index % 50 == 49 { usleep(2_000) }
      }
      mostOpen = max(mostOpen, open)
      let left = 1_000_000_000 - (Clock.now - round)
      if left > 0 { usleep(UInt32(clamping: left / 1_000)) }
    }
  }

  mutating func leave() {
    for client in clients where client.descriptor >= 0 { close(client.descriptor) }
    clients = []
  }

  private mutating func connect(_ index: Int) {
    guard let descriptor = try? Loopback.connecting(to: port) else { return }
    // What is not taken from the kernel holds the server's answer up at once.
    var small: Int32 = 2_048
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, socklen_t(MemoryLayout<Int32>.size))
    clients[index].descriptor = descriptor
    clients[index].said = 0
    _ = clients[index].opening.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(clamping: MSG_NOSIGNAL)) }
  }

  private mutating func speak(_ index: Int) {
    let client = clients[index]
    let isReader = index % 6 == 5
    var byte: UInt8 = 0
    // Those that never read only look; the others take the end of the connection for what it is.
    let seen = recv(client.descriptor, &byte, 1, isReader ? Int32(clamping: MSG_PEEK) : 0)
    var isOver = seen == 0 || (seen < 0 && errno != EAGAIN)
    if !isOver, client.said < client.rest.count {
      byte = client.rest[client.said]
      clients[index].said += 1
      isOver = Glibc.send(client.descriptor, &byte, 1, Int32(clamping: MSG_NOSIGNAL)) < 0 && errno != EAGAIN
    }
    guard isOver else { return }
    dismissals += 1
    close(client.descriptor)
    clients[index].descriptor = -1
  }
}
