/// The media types of the wire.
package enum WireMediaType {
  /// What we send our documents as; with exactly this parameter Lemmy's literal list accepts it.
  package static let activity = "application/activity+json; charset=utf-8"
  /// What we deliver activities as.
  package static let delivery = "application/activity+json"
  /// What we ask for when we fetch.
  package static let accept =
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
  /// The other type of ActivityStreams documents (ActivityPub 3.2).
  package static let linkedData = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
  /// WebFinger and the NodeInfo index (RFC 7033 section 10.2).
  package static let resourceDescriptor = "application/jrd+json; charset=utf-8"
  /// host-meta (RFC 6415 section 3).
  package static let extensibleResource = "application/xrd+xml; charset=utf-8"

  /// NodeInfo of that version.
  package static func nodeInfo(_ version: NodeInfoDocument.Version) -> String {
    "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/\(version.rawValue)#\""
  }

  /// Whether a Content-Type is that of an ActivityStreams document: `application/activity+json`, or `application/ld+json` with
  /// the ActivityStreams profile among its profiles.
  ///
  /// Anything else may be somebody's upload (GHSA-jhrq-qvrm-qr36).
  package static func isActivityStreams(_ contentType: String) -> Bool {
    guard contentType.utf8.count <= DocumentLimits.iriBytes, contentType.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
    let fields = contentType.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    guard let type = fields.first?.lowercased() else { return false }
    if type == "application/activity+json" { return true }
    guard type == "application/ld+json" else { return false }
    return fields.dropFirst().contains { field in
      guard let equals = field.firstIndex(of: "=") else { return false }
      guard trimmed(field[..<equals]).lowercased() == "profile" else { return false }
      let value = trimmed(field[field.index(after: equals)...])
      guard value.count >= 2, value.first == "\"", value.last == "\"" else { return value == ContextDocument.activityStreams }
      return value.dropFirst().dropLast().split(separator: " ").contains { $0 == ContextDocument.activityStreams }
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
