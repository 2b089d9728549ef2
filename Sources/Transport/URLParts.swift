/// A URL cut by our own rules, to be compared with what libcurl read.
struct URLParts {
  var scheme: String
  var host: String
  var port: Int
  var target: String
  var fragment: String?
  var literal: IPAddress?

  /// Cuts `text`, or names the rule it breaks.
  static func cut(_ text: String) throws(TransportError) -> URLParts {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count <= WebURL.longest else {
      throw .invalidURL(bytes.isEmpty ? .malformed : .tooLong)
    }
    guard bytes.allSatisfy(isAllowed) else { throw .invalidURL(.forbiddenByte) }
    let scheme = try scheme(of: bytes)
    let rest = bytes.dropFirst(scheme.utf8.count + 3)
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    let tail = rest.dropFirst(authority.count)
    let sent = tail.prefix { $0 != UInt8(ascii: "#") }
    let (host, port) = try split(authority)
    let literal = try literal(in: host)
    let path = String(decoding: sent, as: UTF8.self)
    return URLParts(
      scheme: scheme, host: host, port: port ?? (scheme == "https" ? 443 : 80),
      target: path.hasPrefix("/") ? path : "/" + path,
      fragment: sent.count < tail.count ? String(decoding: tail.dropFirst(sent.count + 1), as: UTF8.self) : nil,
      literal: literal)
  }

  /// Printable ASCII without the space and what breaks out of quotes or is read as a slash.
  static func isAllowed(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !#"\"<>`"#.utf8.contains(byte)
  }

  private static func scheme(of bytes: [UInt8]) throws(TransportError) -> String {
    let start = lowerCase(bytes.prefix(8))
    if start.hasPrefix("https://") { return "https" }
    if start.hasPrefix("http://") { return "http" }
    throw .invalidURL(.scheme)
  }

  private static func split(_ authority: ArraySlice<UInt8>) throws(TransportError) -> (String, Int?) {
    guard !authority.contains(UInt8(ascii: "@")) else { throw .invalidURL(.userInfo) }
    let isBracketed = authority.first == UInt8(ascii: "[")
    let host: ArraySlice<UInt8>
    if isBracketed {
      guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { throw .invalidURL(.host) }
      host = authority.prefix(through: end)
    } else {
      host = authority.prefix { $0 != UInt8(ascii: ":") }
    }
    guard !host.isEmpty else { throw .invalidURL(.host) }
    let rest = authority.dropFirst(host.count)
    guard let colon = rest.first else { return (lowerCase(host), nil) }
    let digits = rest.dropFirst()
    guard colon == UInt8(ascii: ":") else { throw .invalidURL(.host) }
    guard (1...5).contains(digits.count), digits.first != UInt8(ascii: "0"), digits.allSatisfy(isDigit),
      let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535
    else { throw .invalidURL(.port) }
    return (lowerCase(host), port)
  }

  /// The address a host is, nil for a name; other spellings of an address are refused.
  private static func literal(in host: String) throws(TransportError) -> IPAddress? {
    if host.hasPrefix("[") {
      guard let address = IPAddress(text: String(host.dropFirst().dropLast())), !address.isIPv4 else {
        throw .invalidURL(.host)
      }
      guard "[\(address)]".utf8.elementsEqual(host.utf8) else { throw .invalidURL(.hostSpelling) }
      return address
    }
    let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let last = labels.last, !last.isEmpty else { throw .invalidURL(.trailingDot) }
    guard host.utf8.count <= 253, labels.allSatisfy({ isLabel(Array($0)) }) else { throw .invalidURL(.host) }
    // A name never ends in a number: such a text is an address to some parser (WHATWG URL, "ends in a number").
    guard last.allSatisfy(isDigit) || last.starts(with: "0x".utf8) else { return nil }
    guard let address = IPAddress(text: host), address.description.utf8.elementsEqual(host.utf8) else {
      throw .invalidURL(.hostSpelling)
    }
    return address
  }

  private static func isLabel(_ label: [UInt8]) -> Bool {
    (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
      && label.allSatisfy { isDigit($0) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func lowerCase(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
