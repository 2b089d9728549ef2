/// A received HTTP request as far as signatures see it.
package struct SignableRequest: Sendable {
  /// The method as sent, upper case.
  package var method: String
  /// Path and query as received, undecoded: `/users/ada/inbox?x=1`.
  package var target: String
  /// `https`, or `http` on loopback: from our configured origin, never from the socket.
  package var scheme: String
  /// Our configured public authority: lower-case name, port unless default.
  package var authority: String
  /// Every field line in order, duplicates kept, `Host` among them (HTTP/2 servers add `:authority` under that name).
  package var fields: [(name: String, value: String)]
  /// The body exactly as received.
  package var body: [UInt8]

  /// A request from its parts.
  package init(
    method: String, target: String, scheme: String, authority: String, fields: [(name: String, value: String)],
    body: [UInt8]
  ) {
    self.method = method
    self.target = target
    self.scheme = scheme
    self.authority = authority
    self.fields = fields
    self.body = body
  }

  /// The values of all lines of a field, in order.
  ///
  /// `name` is lower case.
  func lines(_ name: String) -> [String] {
    fields.filter { $0.name.utf8.count == name.utf8.count && zip($0.name.utf8, name.utf8).allSatisfy { Bytes.lowered($0) == $1 } }
      .map(\.value)
  }

  /// All lines of a field as one value, or nil when the field is absent or a line would break the signed text.
  func value(_ name: String) -> [UInt8]? {
    let lines = lines(name)
    guard !lines.isEmpty else { return nil }
    let value = Bytes.joined(lines)
    return Bytes.breaksLines(value) ? nil : value
  }

  /// The bytes of the target before its `?`.
  var path: [UInt8] { Array(target.utf8.prefix { $0 != UInt8(ascii: "?") }) }

  /// The bytes of the target from its `?` on, or nil without one.
  var query: [UInt8]? {
    let query = target.utf8.drop { $0 != UInt8(ascii: "?") }
    return query.isEmpty ? nil : Array(query)
  }

  /// True when a digest must be signed: any body, and every method but GET and HEAD.
  var needsDigest: Bool { !body.isEmpty || !(isMethod("GET") || isMethod("HEAD")) }

  private func isMethod(_ name: String) -> Bool { method.utf8.elementsEqual(name.utf8) }
}

/// The two ways of signing a request that are spoken here.
package enum SignatureDialect: String, Sendable {
  /// draft-cavage-http-signatures-12.
  case cavage
  /// HTTP Message Signatures, RFC 9421.
  case rfc9421
}
