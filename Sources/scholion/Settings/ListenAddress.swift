/// Where the server listens.
struct ListenAddress: Equatable, CustomStringConvertible {
  /// An address or a name, without brackets.
  var host: String
  /// 0 lets the system pick one.
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
  ///
  /// Throws ``Refusal``.
  init(parsing text: String) throws {
    let refusal = Refusal("\(text) is not an address and a port such as 127.0.0.1:8080")
    guard let colon = text.lastIndex(of: ":") else { throw refusal }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    if host.first == "[", host.last == "]" {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw refusal
    }
    guard !host.isEmpty, (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), port <= 65_535
    else { throw refusal }
    self.init(host: String(host), port: port)
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
