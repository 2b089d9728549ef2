extension PaperIdentifier {
  /// What may stand before a value, longer ones first where one begins another.
  private static let prefixes: [(String, PaperScheme)] = [
    ("info:doi/", .doi), ("urn:doi:", .doi), ("doi:", .doi), ("doi ", .doi), ("oai:arxiv.org:", .arxiv), ("info:arxiv/", .arxiv),
    ("arxiv:", .arxiv), ("arxiv ", .arxiv), ("dblp:", .dblp), ("openreview:", .openreview), ("info:pmid/", .pmid),
    ("pmid:", .pmid), ("pmid ", .pmid), ("pmcid:", .pmcid), ("pmcid ", .pmcid), ("acl:", .acl), ("urn:isbn:", .isbn),
    ("isbn-13:", .isbn), ("isbn-10:", .isbn), ("isbn:", .isbn), ("isbn-13 ", .isbn), ("isbn-10 ", .isbn), ("isbn ", .isbn),
    ("url:", .url),
  ]

  /// Reads ASCII text that was trimmed.
  static func read(_ text: Substring) throws(DomainError) -> PaperIdentifier {
    if isWeb(text) { return try readAddress(String(text)) }
    for (prefix, scheme) in prefixes {
      guard let rest = text.dropping(prefix: prefix)?.withoutOuterSpaces else { continue }
      return try isWeb(rest) ? readAddress(String(rest)) : read(rest, as: scheme)
    }
    return try readBare(text)
  }

  private static func isWeb(_ text: Substring) -> Bool {
    text.dropping(prefix: "https://") != nil || text.dropping(prefix: "http://") != nil
  }

  static func read(_ text: Substring, as scheme: PaperScheme) throws(DomainError) -> PaperIdentifier {
    let read: PaperIdentifier? =
      switch scheme {
      case .arxiv: arxiv(text)
      case .doi: doi(text)
      case .dblp: dblp(text)
      case .openreview: openreview(text)
      case .pmid: pmid(text)
      case .pmcid: pmcid(text)
      case .acl: acl(text)
      case .isbn: isbn(text)
      case .url: nil
      }
    guard let read else { throw DomainError(.identifier, .malformed, "This is not a valid \(scheme.label) identifier.") }
    return read
  }

  /// Reads a value that says by its form alone what it is.
  private static func readBare(_ text: Substring) throws(DomainError) -> PaperIdentifier {
    if let read = doi(text) ?? arxiv(text) ?? dblp(text) ?? acl(text) ?? isbn(text) { return read }
    if text.dropping(prefix: "pmc") != nil, let read = pmcid(text) { return read }
    // An address copied without its scheme: only where the host is a known one.
    if let slash = text.firstIndex(of: "/"), text[..<slash].utf8.contains(UInt8(ascii: ".")),
      let address = WebAddress("https://" + text), let read = try recognised(address)
    {
      return read
    }
    throw DomainError(.identifier, .unknownScheme, "This is no DOI, arXiv number or other identifier known here.")
  }

  private static func readAddress(_ text: String) throws(DomainError) -> PaperIdentifier {
    guard let address = WebAddress(text) else {
      throw DomainError(.identifier, .malformed, "This address is not a valid http or https URL.")
    }
    if let read = try recognised(address) { return read }
    guard let read = page(text) else {
      throw DomainError(.identifier, .malformed, "This address holds characters that must be percent-encoded.")
    }
    return read
  }

  /// The address of a page in its one spelling: lower-case scheme and host; no fragment, default port, trailing slash or `utm_`.
  private static func page(_ text: String) -> PaperIdentifier? {
    var current = text
    // What is left after one round may end in a slash or a mark again; every round shortens it.
    while true {
      guard let address = WebAddress(current), isProperlyEncoded(address.path), isProperlyEncoded(address.query ?? "") else {
        return nil
      }
      var path = address.path
      while path.last == "/" { path.removeLast() }
      let kept = address.query?.split(separator: "&").filter { $0.dropping(prefix: "utm_") == nil }.joined(separator: "&")
      let query = kept.flatMap { $0.isEmpty ? nil : "?" + $0 } ?? ""
      let next = String(trimmingProse("\(address.scheme)://\(address.host)\(path)\(query)"))
      if next == current { return PaperIdentifier(.url, next) }
      current = next
    }
  }

  /// Whether the text holds only characters of RFC 3986 and whole escapes.
  private static func isProperlyEncoded(_ text: Substring) -> Bool {
    var pending = 0
    for byte in text.utf8 {
      if pending > 0 {
        guard byte.isHexDigit else { return false }
        pending -= 1
      } else if byte == UInt8(ascii: "%") {
        pending = 2
      } else {
        guard byte.isUnreserved || "!$&'()*+,;=:@/?[]".utf8.contains(byte) else { return false }
      }
    }
    return pending == 0
  }
}
