/// The mail server that takes what the program sends: the operator's own, so the guard of addresses does not ask where it is.
///
/// It is often on this machine or in a private network, and its name comes from the settings alone, never from a stranger.
package struct MailRelay: Sendable, Hashable {
  /// How the way there is kept from being read.
  package enum Security: String, Sendable, CaseIterable {
    /// TLS, from the first byte or by STARTTLS, with a certificate that is checked; else nothing is sent.
    case required
    /// STARTTLS where it is offered.
    case offered
    /// None.
    case off
  }

  /// Name or address, without brackets.
  package let host: String
  package let port: Int
  /// Whether TLS begins with the first byte (`smtps`).
  package let isImplicit: Bool
  package let security: Security
  package var user: String?
  package var password: String?
  /// A PEM bundle of authorities; nil means the system's.
  package var caFile: String?
  /// What we call ourselves.
  package var ownName = "localhost"

  /// Reads `smtp://host:port` or `smtps://host:port`; the port may be left out for 587 and 465.
  ///
  /// - Parameter security: nil for what is usual: required, but only where offered on this machine
  package init(parsing url: String, security: Security? = nil) throws(MailRelayError) {
    let rest: Substring
    if url.hasPrefix("smtps://") {
      (rest, isImplicit) = (url.dropFirst(8), true)
    } else if url.hasPrefix("smtp://") {
      (rest, isImplicit) = (url.dropFirst(7), false)
    } else {
      throw MailRelayError("must begin with smtp:// or smtps://")
    }
    let (host, port) = try Self.parts(rest.hasSuffix("/") ? rest.dropLast() : rest)
    self.host = host
    self.port = port ?? (isImplicit ? 465 : 587)
    let isHere = Self.isThisMachine(host)
    self.security = isImplicit ? .required : security ?? (isHere ? .offered : .required)
  }

  private static func parts(_ text: Substring) throws(MailRelayError) -> (String, Int?) {
    var host = text
    var port: Substring?
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":"), IPAddress(text: String(host)) != nil else {
        throw MailRelayError("names no host")
      }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let isPlain = host.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x3A].contains(byte)
    }
    guard isPlain, (1...253).contains(host.utf8.count) else {
      throw MailRelayError("must be a host and perhaps a port: name and password have settings of their own")
    }
    guard let port else { return (host.lowercased(), nil) }
    guard port.utf8.count <= 5, let number = Int(port), (1...65_535).contains(number) else {
      throw MailRelayError("has no port from 1 to 65535")
    }
    return (host.lowercased(), number)
  }

  /// Whether a name can mean nothing but this machine.
  private static func isThisMachine(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    guard let address = IPAddress(text: host) else { return false }
    return address.isIPv4
      ? address.bytes.first == 127 : address.bytes.dropLast().allSatisfy { $0 == 0 } && address.bytes.last == 1
  }

  /// Whether what is said on the way can be read by others: then no password goes there.
  package var isOpenToReaders: Bool { security != .required && !Self.isThisMachine(host) }

  var url: String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return "\(isImplicit ? "smtps" : "smtp")://\(name):\(port)/\(ownName)"
  }
}

/// Why an address is none of a mail server.
package struct MailRelayError: Error, Sendable, Hashable {
  /// Goes on behind the name of the setting.
  package let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
