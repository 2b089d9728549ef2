/// The id of an actor, object or activity anywhere: an absolute http or https URL, kept and compared byte by byte.
///
/// It holds ASCII only, so Swift's string equality is byte equality here. Nothing is normalised: two spellings are two ids.
package struct ResourceID: Sendable {
  /// The longest id taken, in bytes.
  package static let maximumLength = 2048

  /// The id as it was given.
  package let text: String
  private let isSecure: Bool
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
    var text = text
    switch text.withUTF8(ResourceScanner.scan) {
    case .illegal:
      throw DomainError(.resource, .forbiddenCharacter, "An address may only hold the ASCII characters of a URL.")
    case .malformed:
      throw DomainError(.resource, .malformed, "An address must be an http or https URL with a host and without a user.")
    case .found(let isSecure, let host):
      self.text = text
      self.isSecure = isSecure
      self.host = host
    }
  }

  /// `http` or `https`.
  package var scheme: String { isSecure ? "https" : "http" }

  /// Scheme and host, as `https://a.example`.
  package var origin: String { scheme + "://" + host }

  /// Path as written, `/` if there is none; no query, no fragment.
  package var path: String {
    guard let path = WebAddress(text)?.path, !path.isEmpty else { return "/" }
    return String(path)
  }

  /// The part after `#`, if there is one.
  package var fragment: String? {
    text.utf8.firstIndex(of: UInt8(ascii: "#")).map { String(text[text.utf8.index(after: $0)...]) }
  }

  /// The id without its fragment: for a key id mostly its owner.
  package var withoutFragment: ResourceID {
    guard let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return self }
    return ResourceID(text: String(text[..<hash]), isSecure: isSecure, host: host)
  }

  /// Whether scheme and host are those of the other (FEP-fe34: same origin).
  package func hasSameOrigin(as other: ResourceID) -> Bool { isSecure == other.isSecure && host == other.host }

  private init(text: String, isSecure: Bool, host: String) {
    self.text = text
    self.isSecure = isSecure
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
