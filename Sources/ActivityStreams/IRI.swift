/// An absolute URI as it was written, compared byte for byte.
///
/// ASCII only, at most `DocumentLimits.iriBytes` bytes, RFC 3986 characters only. With `http` and `https` the authority is
/// checked too: a host of letters, digits, `-`, `_` and dots (or a bracketed address), a port from 1 to 65535, no user name.
/// Nothing is normalised; only `scheme`, `host`, `authority` and `origin` are given in lower case.
package struct IRI: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The bytes as they were received or minted, all ASCII, so that comparing the text compares the bytes.
  package let text: String

  /// What is wrong with a text that is no IRI of ours.
  package enum Fault: Sendable, Hashable {
    case empty, tooLong, illegalCharacter, noScheme, noHost, userName, badHost, badPort
  }

  private init(constant: String) {
    text = constant
  }

  /// Checks and keeps the text.
  ///
  /// Throws `invalidIRI` with what is wrong.
  package init(parsing text: some StringProtocol) throws(ActivityStreamsError) {
    var text = String(text)
    if let fault = text.withUTF8(IRIScanner.fault) { throw .invalidIRI(fault) }
    self.text = text
  }

  /// The same as `init(parsing:)` where the reason does not matter.
  package init?(_ text: some StringProtocol) {
    var text = String(text)
    guard text.withUTF8(IRIScanner.fault) == nil else { return nil }
    self.text = text
  }

  /// The collection that means everybody (ActivityPub 5.6), in the one spelling that is ever sent.
  package static let publicCollection = IRI(constant: "https://www.w3.org/ns/activitystreams#Public")

  /// Whether a recipient is one of the three spellings of Public: the full one, `as:Public` and `Public`.
  package static func isPublic(spelling: String) -> Bool {
    publicSpellings.contains { sameBytes($0, spelling) }
  }

  private static let publicSpellings = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"]

  /// Whether this is Public in one of its absolute spellings.
  package var isPublic: Bool { Self.isPublic(spelling: text) }

  package var description: String { text }

  package static func < (left: IRI, right: IRI) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension IRI {
  /// The scheme in lower case.
  package var scheme: String { withBytes { IRIScanner.lowercased(IRIScanner.scheme(of: $0)) } }

  /// Whether this can be fetched: `http` or `https`.
  package var isDereferenceable: Bool { withBytes { IRIScanner.isWeb(IRIScanner.scheme(of: $0)) } }

  /// The host in lower case, without the port; an address keeps its brackets.
  ///
  /// Nil unless `http` or `https`.
  package var host: String? { site?.host }

  /// The port written or the scheme's own.
  ///
  /// Nil unless `http` or `https`.
  package var port: Int? { site?.port }

  /// The host in lower case, with the port unless it is the scheme's own: what everywhere else is called *host*.
  package var authority: String? {
    guard let site else { return nil }
    return site.hasOwnPort ? site.host : "\(site.host):\(site.port)"
  }

  /// Scheme and authority, as in `https://papers.example`.
  ///
  /// Nil unless `http` or `https`.
  package var origin: String? {
    authority.map { "\(scheme)://\($0)" }
  }

  /// The path as written; empty when there is none.
  package var path: String {
    withBytes { String(decoding: $0[IRIScanner.parts(of: $0).path], as: UTF8.self) }
  }

  /// The query after `?`, as written.
  ///
  /// Nil when there is no question mark.
  package var query: String? {
    withBytes { bytes in IRIScanner.parts(of: bytes).query.map { String(decoding: bytes[$0], as: UTF8.self) } }
  }

  /// The fragment after `#`, as written.
  ///
  /// Nil when there is no number sign.
  package var fragment: String? {
    withBytes { bytes in IRIScanner.parts(of: bytes).fragment.map { String(decoding: bytes[$0], as: UTF8.self) } }
  }

  /// Path and query for a request line; `/` when the path is empty.
  package var requestTarget: String {
    let path = path.isEmpty ? "/" : path
    return query.map { "\(path)?\($0)" } ?? path
  }

  /// The same without `#` and what follows.
  package var withoutFragment: IRI {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return self }
    return IRI(constant: String(text[..<end]))
  }

  /// Whether both have the same authority; false when either has none.
  package func sharesAuthority(with other: IRI) -> Bool {
    guard let mine = site, let theirs = other.site else { return false }
    return mine.oddPort == theirs.oddPort && mine.host == theirs.host
  }

  /// Whether both have the same scheme, host and port; false when either has none.
  package func sharesOrigin(with other: IRI) -> Bool {
    guard sharesAuthority(with: other) else { return false }
    return scheme == other.scheme
  }

  /// This with more text behind it, as `/followers` or `#main-key`.
  ///
  /// Throws `invalidIRI` when the whole is none.
  package func appending(_ suffix: String) throws(ActivityStreamsError) -> IRI {
    try IRI(parsing: text + suffix)
  }

  private var site: IRIScanner.Site? { withBytes(IRIScanner.site) }

  private func withBytes<T>(_ body: (IRIScanner.Bytes) -> T) -> T {
    var text = text
    return text.withUTF8(body)
  }
}

/// Whether two texts are the same bytes; `==` on strings would also equate different spellings of one character.
func sameBytes(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  var (left, right) = (left, right)
  return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
}
