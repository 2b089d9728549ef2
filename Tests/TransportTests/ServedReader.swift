import Glibc

/// Reads requests from one connection of the loopback server.
struct ServedReader {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// The next request, nil at the end of the connection.
  mutating func next(_ connection: Int) -> ServedRequest? {
    var lines: [String] = []
    while true {
      guard let line = line() else { return nil }
      if line.isEmpty { break }
      lines.append(line)
    }
    let start = (lines.first ?? "").split(separator: " ")
    guard start.count == 3 else { return nil }
    let fields = lines.dropFirst().map { line in
      let name = line.prefix { $0 != ":" }
      return (name.lowercased(), line.dropFirst(name.count + 1).drop { $0 == " " }.description)
    }
    let length = fields.first { $0.0 == "content-length" }.flatMap { Int($0.1) } ?? 0
    while buffer.count < length { guard more() else { return nil } }
    let body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return ServedRequest(
      method: String(start[0]), target: String(start[1]), fields: fields, body: body, connection: connection)
  }

  private mutating func line() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = buffer[..<end].filter { $0 != 0x0D }
        buffer.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      guard more() else { return nil }
    }
  }

  private mutating func more() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer += chunk.prefix(count)
    return true
  }
}
