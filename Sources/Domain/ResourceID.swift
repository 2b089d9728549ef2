/// The id of an actor, object or activity anywhere: an absolute http or https URL, kept and compared byte by byte.
///
/// It holds ASCII only, so Swift's string equality is byte equality here. Nothing is normalised: two spellings are two ids.
package struct ResourceID: Sendable {
  /// The longest id taken, in bytes.
  package static let maximumLength = 2048

  /// The id as it was given.
  package let text: String
  /// `http` or `https`.
  package let scheme: String
  /// The authority: lower-case name, and port unless it is the default of the scheme.
  package let host: String

  /// Takes a URL of visible ASCII with a host, without user information, backslash, quote, angle bracket or backtick.
  ///
  /// The scheme must be written in lower case. Throws `DomainError` with the field `resource`.
  package init(parsing text: String) throws(DomainError) {
    guard !text.isEmpty else { throw DomainError(.resource, .empty, "An address is missing.") }
    guard text.utf8.count <= Self.maximumLength else {
      throw DomainError(.resource, .tooLong, "An address may have at most \(Self.maximumLength) bytes.")
    }
    guard text.isVisibleASCII, !text.utf8.contains(where: { "\"<>\\`".utf8.contains($0) }) else {
      throw DomainError(.resource, .forbiddenCharacter, "An address may only hold the ASCII characters of a URL.")
    }
    guard text.hasPrefix("https://") || text.hasPrefix("http://"), let address = WebAddress(text) else {
      throw DomainError(.resource, .malformed, "An address must be an http or https URL with a host and without a user.")
    }
    self.text = text
    scheme = address.scheme
    host = address.host
  }

  /// Scheme and host, as `https://a.example`.
  package var origin: String { scheme + "://" + host }

  /// Path as written, `/` if there is none; no query, no fragment.
  package var path: String {
    guard let path = WebAddress(text)?.path, !path.isEmpty else { return "/" }
    return String(path)
  }

  /// The part after `#`, if there is one.
  package var fragment: String? {
    text.firstIndex(of: "#").map { String(text[text.index(after: $0)...]) }
  }

  /// The id without its fragment: for a key id mostly its owner.
  package var withoutFragment: ResourceID {
    guard let hash = text.firstIndex(of: "#") else { return self }
    return ResourceID(text: String(text[..<hash]), scheme: scheme, host: host)
  }

  /// Whether scheme and host are those of the other (FEP-fe34: same origin).
  package func hasSameOrigin(as other: ResourceID) -> Bool { scheme == other.scheme && host == other.host }

  private init(text: String, scheme: String, host: String) {
    self.text = text
    self.scheme = scheme
    self.host = host
  }
}

extension ResourceID: Hashable, Comparable, CustomStringConvertible {
  /// Whether the bytes are the same.
  package static func == (left: ResourceID, right: ResourceID) -> Bool { left.text == right.text }

  /// Whether the bytes sort before those of the other.
  package static func < (left: ResourceID, right: ResourceID) -> Bool { left.text < right.text }

  /// Feeds the bytes.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// The id as it was given.
  package var description: String { text }
}
