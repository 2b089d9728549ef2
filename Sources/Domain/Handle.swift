/// The address of an actor as people write it: `@ada@papers.example`.
package struct Handle: Sendable, Hashable {
  /// The local part as written; other servers allow more than ours (`Ada.L-1`).
  package let name: String
  /// The authority: lower-case name, and port unless it is the default.
  package let host: String

  /// Reads `@name@host`, `name@host` or `acct:name@host`; spaces around it are dropped.
  ///
  /// Throws `DomainError` with the field `handle`.
  package init(parsing text: String) throws(DomainError) {
    guard text.utf8.count <= 512 else { throw DomainError(.handle, .tooLong, "This handle is too long.") }
    var rest = trimmingWhitespace(text)
    guard !rest.isEmpty else { throw DomainError(.handle, .empty, "A handle is missing.") }
    guard rest.isVisibleASCII else {
      throw DomainError(
        .handle, .forbiddenCharacter, "A handle may only hold plain ASCII characters; write the host in punycode.")
    }
    if let resource = rest.dropping(prefix: "acct:") { rest = resource }
    if rest.first == "@" { rest = rest.dropFirst() }
    let parts = rest.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let name = parts.first, let host = parts.last else {
      throw DomainError(.handle, .malformed, "A handle must look like @name@host.")
    }
    try self.init(name: String(name), host: String(host))
  }

  /// Takes the two parts.
  ///
  /// Throws `DomainError` with the field `handle`.
  package init(name: String, host: String) throws(DomainError) {
    let marks = "_.-~".utf8
    guard 1...128 ~= name.utf8.count, name.utf8.allSatisfy({ $0.isAlphanumeric || marks.contains($0) }),
      name.utf8.contains(where: { $0.isAlphanumeric || $0 == UInt8(ascii: "_") })
    else { throw DomainError(.handle, .malformed, "The name in a handle may only hold letters, digits and the marks _ . - ~") }
    // The host of a handle is asked over https, except on this machine.
    let bare = host.asciiLowercased.split(separator: ":").first ?? ""
    let isLocal = bare == "localhost" || bare.hasSuffix(".localhost")
    guard let host = authority(host, defaultPort: isLocal ? 80 : 443) else {
      throw DomainError(.handle, .malformed, "The host in a handle is not a valid host name.")
    }
    self.name = name
    self.host = host
  }

  /// `@name@host`.
  package var display: String { "@\(name)@\(host)" }

  /// `acct:name@host`, the form that WebFinger asks for (RFC 7565).
  package var resource: String { "acct:\(name)@\(host)" }

  /// `name@host` in lower case: two handles that differ only in case are one actor.
  package var key: String { "\(name.asciiLowercased)@\(host)" }
}

extension Handle: CustomStringConvertible {
  /// `@name@host`.
  package var description: String { display }
}
