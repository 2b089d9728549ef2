/// The pieces of an absolute http or https URL in ASCII, split but not decoded (RFC 3986 section 3).
struct WebAddress {
  /// `http` or `https`.
  let scheme: String
  /// Lower-case name, and port unless it is the default of the scheme.
  let host: String
  let path: Substring
  let query: Substring?
  let fragment: Substring?

  /// Splits the text; nil for user information, a backslash, a bracketed or malformed host, or anything but visible ASCII.
  init?(_ text: String) {
    guard text.utf8.count <= 2048, text.isVisibleASCII, !text.utf8.contains(UInt8(ascii: "\\")) else { return nil }
    var rest: Substring
    if let secure = text.dropping(prefix: "https://") {
      (scheme, rest) = ("https", secure)
    } else if let plain = text.dropping(prefix: "http://") {
      (scheme, rest) = ("http", plain)
    } else {
      return nil
    }
    let end = rest.utf8.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
    guard let host = authority(rest[..<end], defaultPort: scheme == "https" ? 443 : 80) else { return nil }
    self.host = host
    rest = rest[end...]
    if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
      fragment = rest[rest.utf8.index(after: hash)...]
      rest = rest[..<hash]
    } else {
      fragment = nil
    }
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[rest.utf8.index(after: mark)...]
      rest = rest[..<mark]
    } else {
      query = nil
    }
    path = rest
  }

  /// The first value of a query parameter, decoded.
  func parameter(_ name: String) -> String? {
    for pair in query?.split(separator: "&") ?? [] {
      guard let value = pair.dropping(prefix: name + "=") else { continue }
      return percentDecoded(value)
    }
    return nil
  }
}

/// A host in its one spelling: lower-case name, and port unless it is the default; nil if it is not well formed.
func authority(_ text: some StringProtocol, defaultPort: Int) -> String? {
  var text = String(text)
  return text.withUTF8 { ResourceScanner.host($0[...], ownPort: defaultPort) }
}
