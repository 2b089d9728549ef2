/// Reading and rebuilding signatures of draft-cavage-http-signatures-12.
enum CavageSignature {
  static let fieldLimit = 8_192
  static let componentLimit = 32

  /// Splits `keyId="…",headers="…"` into lower-case names and values, or nil when it is not of that form.
  ///
  /// Any order, blanks around commas and equals signs, numbers with or without quotes. A name twice is refused.
  static func parameters(_ line: [UInt8]) -> [String: [UInt8]]? {
    guard line.count <= fieldLimit else { return nil }
    var rest = Bytes.trimmed(line)
    var out: [String: [UInt8]] = [:]
    while true {
      let name = Bytes.lowered(rest.prefix { (65...90).contains($0) || (97...122).contains($0) })
      rest = rest.dropFirst(name.count).drop(while: Bytes.isBlank)
      guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
      rest = rest.drop(while: Bytes.isBlank)
      guard let value = value(&rest), out.updateValue(value, forKey: String(decoding: name, as: UTF8.self)) == nil else {
        return nil
      }
      rest = rest.drop(while: Bytes.isBlank)
      guard let comma = rest.popFirst() else { return out }
      guard comma == UInt8(ascii: ",") else { return nil }
      rest = rest.drop(while: Bytes.isBlank)
    }
  }

  private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard rest.first == UInt8(ascii: "\"") else {
      let bare = Array(rest.prefix { (48...57).contains($0) || $0 == UInt8(ascii: ".") })
      rest = rest.dropFirst(bare.count)
      return bare.isEmpty ? nil : bare
    }
    rest.removeFirst()
    var out: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return out
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        out.append(escaped)
      default: out.append(byte)
      }
    }
    return nil
  }

  /// Reads one `Signature` line.
  ///
  /// Throws `malformed`.
  static func parse(_ parameters: [String: [UInt8]]) throws(SignatureError) -> ParsedSignature {
    guard let keyID = parameters["keyid"], (1...2_048).contains(keyID.count), Bytes.isGraphic(keyID) else {
      throw .malformed("keyId")
    }
    guard let text = parameters["signature"], let signature = Base64.decode(text), (1...1_024).contains(signature.count)
    else { throw .malformed("signature") }
    let algorithm = parameters["algorithm"].map { String(decoding: Bytes.lowered($0), as: UTF8.self) }
    guard algorithm.map(isWord) ?? true else { throw .malformed("algorithm") }
    let created = try time(parameters["created"], "created", mayHaveFraction: false)
    let expires = try time(parameters["expires"], "expires", mayHaveFraction: true)
    let listed = parameters["headers"] ?? Array((created == nil ? "date" : "(created)").utf8)
    let components = Bytes.lowered(listed).split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
    // Plain ASCII first: hashing other text can be made slow.
    guard (1...componentLimit).contains(components.count), components.allSatisfy(isWord),
      Set(components).count == components.count
    else { throw .malformed("headers") }
    return ParsedSignature(
      dialect: .cavage, keyID: String(decoding: keyID, as: UTF8.self), algorithmName: algorithm, components: components,
      created: created, expires: expires, label: "", signature: signature,
      raw: RawSignatureText(created: parameters["created"] ?? [], expires: parameters["expires"] ?? []))
  }

  /// A short ASCII word, so that its hash and comparison are cheap and exact.
  static func isWord(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && Bytes.isGraphic(Array(name.utf8))
  }

  private static func time(
    _ digits: [UInt8]?, _ name: String, mayHaveFraction: Bool
  ) throws(SignatureError) -> Int? {
    guard let digits else { return nil }
    let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 1 || (mayHaveFraction && parts.count == 2), let whole = parts.first, (1...15).contains(whole.count),
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } })
    else { throw .malformed(name) }
    return whole.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  /// The signed text (section 2.3), with or without the query in `(request-target)`.
  ///
  /// Throws `fieldMissing`.
  static func signingString(
    _ signature: ParsedSignature, _ request: SignableRequest, withQuery: Bool = true
  ) throws(SignatureError) -> [UInt8] {
    var lines: [[UInt8]] = []
    for component in signature.components {
      let value: [UInt8]
      switch component {
      case "(request-target)":
        value = Bytes.lowered(request.method.utf8) + [32] + (withQuery ? Array(request.target.utf8) : request.path)
      case "(created)":
        guard signature.created != nil else { throw .fieldMissing(component) }
        value = signature.raw.created
      case "(expires)":
        guard signature.expires != nil else { throw .fieldMissing(component) }
        value = signature.raw.expires
      default:
        guard let field = request.value(component) else { throw .fieldMissing(component) }
        value = field
      }
      lines.append(Array(component.utf8) + [0x3A, 0x20] + value)
    }
    return Array(lines.joined(separator: [0x0A]))
  }
}
