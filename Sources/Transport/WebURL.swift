/// An absolute http or https URL, read once, by libcurl and by our rules, which have to agree.
///
/// ASCII of at most 2,048 bytes, kept as given. Never with user info, backslash, control byte, space, percent-encoded host,
/// trailing dot, or an address in another than its canonical spelling. Equality is that of the bytes.
package struct WebURL: Sendable, Hashable, CustomStringConvertible {
  /// Bytes a URL may have.
  package static let longest = 2_048

  /// As given, with its fragment.
  package let text: String
  /// `https` or `http`.
  package let scheme: String
  /// Lower case; an IPv6 literal keeps its brackets.
  package let host: String
  /// The effective port.
  package let port: Int
  /// Path and query as sent, at least `/`.
  package let target: String
  /// What follows `#`, else nil.
  package let fragment: String?
  /// The address, when the host is one.
  package let literal: IPAddress?
  let parsed: ParsedURL

  init(text: String, parts: URLParts, parsed: ParsedURL) {
    self.text = text
    self.parsed = parsed
    scheme = parts.scheme
    host = parts.host
    port = parts.port
    target = parts.target
    fragment = parts.fragment
    literal = parts.literal
  }

  /// Whether the scheme is https.
  package var isSecure: Bool { scheme == "https" }

  /// The host, with the port unless it is the scheme's own: what `Host` says.
  package var authority: String { port == (isSecure ? 443 : 80) ? host : "\(host):\(port)" }

  /// Scheme and authority (RFC 6454).
  package var origin: String { "\(scheme)://\(authority)" }

  /// Whether the host is `localhost` or below it (RFC 6761).
  package var isLocalhost: Bool { host == "localhost" || host.hasSuffix(".localhost") }

  /// The same without its fragment: what is requested.
  package var withoutFragment: WebURL {
    guard let fragment else { return self }
    let parts = URLParts(scheme: scheme, host: host, port: port, target: target, fragment: nil, literal: literal)
    return WebURL(text: String(text.dropLast(fragment.utf8.count + 1)), parts: parts, parsed: parsed)
  }

  package var description: String { text }

  package static func == (one: WebURL, other: WebURL) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
