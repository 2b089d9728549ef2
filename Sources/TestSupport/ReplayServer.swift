internal import Foundation
internal import Glibc
internal import Synchronization

/// A server on loopback that answers what it was told to, and remembers what it was asked.
package final class ReplayServer: Sendable {
  /// What it says to one request.
  package struct Answer: Sendable {
    package var status: Int
    package var type: String
    package var fields: [(String, String)]
    package var body: [UInt8]

    package init(
      status: Int = 200, type: String = "application/json", fields: [(String, String)] = [], body: [UInt8] = []
    ) {
      self.status = status
      self.type = type
      self.fields = fields
      self.body = body
    }
  }

  /// A request that came.
  package struct Seen: Sendable {
    package let target: String
    package let fields: [String: String]
  }

  struct NoSocket: Error {}

  package let port: Int
  private let listener: Int32
  private let seen = Mutex<(all: [Seen], open: Int, most: Int)>(([], 0, 0))
  private let answer: @Sendable (Seen, Int) -> Answer

  /// `answer` is given the request and its number, from 1.
  package init(_ answer: @escaping @Sendable (Seen, Int) -> Answer) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let peer = accept(descriptor, nil, nil)
        guard peer >= 0 else { return _ = close(descriptor) }
        Thread.detachNewThread { [self] in serve(peer) }
      }
    }
  }

  /// Its address.
  package var base: String { "http://127.0.0.1:\(port)" }
  package var requests: [Seen] { seen.withLock { $0.all } }
  /// Requests under way at once, at most.
  package var mostAtOnce: Int { seen.withLock { $0.most } }

  package func stop() { _ = shutdown(listener, Int32(SHUT_RDWR)) }

  /// One request a connection.
  private func serve(_ peer: Int32) {
    defer { close(peer) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(peer, &chunk, chunk.count, 0)
      guard count > 0 else { return }
      bytes += chunk.prefix(count)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { String($0) }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { fields[parts[0].lowercased()] = parts[1].trimmingPrefix(" ").description }
    }
    let words = (lines.first ?? "").split(separator: " ")
    let request = Seen(target: words.count > 1 ? String(words[1]) : "", fields: fields)
    let number = seen.withLock { seen in
      seen.all.append(request)
      seen.open += 1
      seen.most = max(seen.most, seen.open)
      return seen.all.count
    }
    let answer = answer(request, number)
    let head = answer.fields.map { "\($0.0): \($0.1)\r\n" }.joined()
    let text =
      "HTTP/1.1 \(answer.status) Said\r\ncontent-type: \(answer.type)\r\n\(head)connection: close\r\n"
      + "content-length: \(answer.body.count)\r\n\r\n"
    let whole = Array(text.utf8) + answer.body
    seen.withLock { $0.open -= 1 }
    var sent = 0
    while sent < whole.count {
      let count = whole[sent...].withUnsafeBytes { send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      sent += count
    }
  }
}
