internal import CCurl

/// A URL as libcurl read it; transfers get copies of this handle, so nothing is parsed a second time.
final class ParsedURL: @unchecked Sendable {  // proof: the handle is only read once a WebURL holds it (get, dup)
  let handle: OpaquePointer

  init(owning handle: OpaquePointer) { self.handle = handle }

  deinit { curl_url_cleanup(handle) }

  convenience init(_ text: String) throws(TransportError) {
    guard let handle = curl_url() else { throw .overloaded }
    self.init(owning: handle)
    let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
    guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK else { throw .invalidURL(.malformed) }
  }

  func part(_ part: CURLUPart, flags: Int32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  /// Whether libcurl sees what our rules saw, byte for byte.
  func agrees(with parts: URLParts) -> Bool {
    var target = part(CURLUPART_PATH) ?? ""
    if let query = part(CURLUPART_QUERY) { target += "?" + query }
    return part(CURLUPART_SCHEME) == parts.scheme
      && part(CURLUPART_HOST)?.lowercased() == parts.host
      && part(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT) == String(parts.port)
      && target == parts.target
      && part(CURLUPART_ZONEID) == nil && part(CURLUPART_USER) == nil
  }
}

extension WebURL {
  /// Reads a URL; throws ``TransportError/invalidURL(_:)`` with the rule it breaks (RFC 3986, narrowed).
  package init(parsing text: String) throws(TransportError) {
    let parts = try URLParts.cut(text)
    let requested = parts.fragment.map { String(text.dropLast($0.utf8.count + 1)) } ?? text
    let parsed = try ParsedURL(requested)
    guard parsed.agrees(with: parts) else { throw .invalidURL(.malformed) }
    // libcurl writes the host as spelt; signatures cover it in lower case.
    guard curl_url_set(parsed.handle, CURLUPART_HOST, parts.host, 0) == CURLUE_OK, parsed.agrees(with: parts) else {
      throw .invalidURL(.malformed)
    }
    self.init(text: text, parts: parts, parsed: parsed)
  }

  /// Reads a reference, such as a `Location` value, against this URL (RFC 3986, section 5).
  package func resolving(_ reference: String) throws(TransportError) -> WebURL {
    guard reference.utf8.count <= WebURL.longest else { throw .invalidURL(.tooLong) }
    guard reference.utf8.allSatisfy(URLParts.isAllowed) else { throw .invalidURL(.forbiddenByte) }
    let head = reference.utf8.prefix { !"/?#".utf8.contains($0) }
    if head.contains(UInt8(ascii: ":")) { return try WebURL(parsing: reference) }
    if reference.hasPrefix("#") { return try WebURL(parsing: withoutFragment.text + reference) }
    if reference.hasPrefix("//") { return try WebURL(parsing: "\(scheme):\(reference)") }
    guard !reference.isEmpty, let copy = curl_url_dup(parsed.handle) else {
      throw .invalidURL(.malformed)
    }
    let joined = ParsedURL(owning: copy)
    guard curl_url_set(copy, CURLUPART_URL, reference, 0) == CURLUE_OK, let text = joined.part(CURLUPART_URL) else {
      throw .invalidURL(.malformed)
    }
    return try WebURL(parsing: text)
  }
}
