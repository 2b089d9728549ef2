/// Reading and rebuilding HTTP Message Signatures (RFC 9421).
enum MessageSignature {
  /// More signatures than this on one request are refused.
  static let labelLimit = 4

  /// Reads `Signature-Input` and `Signature` together.
  ///
  /// Every label must be in both. A label without `keyid` is some intermediary's and is passed over.
  /// Throws `malformed`.
  static func parse(inputs: [String], signatures: [String]) throws(SignatureError) -> [ParsedSignature] {
    guard let inputs = StructuredField.dictionary(Bytes.joined(inputs)), (1...labelLimit).contains(inputs.count) else {
      throw .malformed("signature-input")
    }
    guard let signatures = StructuredField.dictionary(Bytes.joined(signatures)), signatures.count == inputs.count else {
      throw .malformed("signature")
    }
    var out: [ParsedSignature] = []
    for input in inputs {
      guard let match = signatures.first(where: { $0.key == input.key }),
        case .item(.binary(let bytes)) = match.content, (1...1_024).contains(bytes.count)
      else { throw .malformed("signature") }
      if let signature = try parse(input, bytes) { out.append(signature) }
    }
    guard !out.isEmpty else { throw .malformed("keyid") }
    return out
  }

  private static func parse(
    _ input: StructuredField.Member, _ signature: [UInt8]
  ) throws(SignatureError) -> ParsedSignature? {
    guard case .innerList(let items) = input.content, items.count <= CavageSignature.componentLimit else {
      throw .malformed("signature-input")
    }
    guard let keyID = try string("keyid", of: input) else { return nil }
    guard (1...2_048).contains(keyID.utf8.count), Bytes.isGraphic(Array(keyID.utf8)) else { throw .malformed("keyid") }
    let algorithm = try string("alg", of: input).map(Bytes.lowered)
    guard algorithm.map(CavageSignature.isWord) ?? true else { throw .malformed("alg") }
    var components: [String] = []
    var raw = RawSignatureText(parameters: input.raw)
    for item in items {
      guard case .string(let name) = item.value, name.utf8.count <= 64,
        !components.contains(name) || !item.parameters.isEmpty
      else {
        throw .malformed("signature-input")
      }
      if !item.parameters.isEmpty && raw.parameterised == nil { raw.parameterised = name }
      components.append(name)
    }
    return ParsedSignature(
      dialect: .rfc9421, keyID: keyID, algorithmName: algorithm,
      components: components, created: try integer("created", of: input), expires: try integer("expires", of: input),
      label: input.key, signature: signature, raw: raw)
  }

  private static func string(_ name: String, of member: StructuredField.Member) throws(SignatureError) -> String? {
    guard let parameter = member.parameters.first(where: { $0.name == name }) else { return nil }
    guard case .string(let value) = parameter.value else { throw .malformed(name) }
    return value
  }

  private static func integer(_ name: String, of member: StructuredField.Member) throws(SignatureError) -> Int? {
    guard let parameter = member.parameters.first(where: { $0.name == name }) else { return nil }
    guard case .integer(let value) = parameter.value else { throw .malformed(name) }
    return value
  }

  /// The signature base (section 2.5).
  ///
  /// The last line is the received text, never one written anew, so a peer's own order and spacing verify. Throws
  /// `fieldMissing` or `unknownComponent`.
  static func signatureBase(_ signature: ParsedSignature, _ request: SignableRequest) throws(SignatureError) -> [UInt8] {
    if let component = signature.raw.parameterised { throw .unknownComponent(component) }
    var out: [UInt8] = []
    for component in signature.components {
      let value = try value(of: component, request)
      out += [0x22] + Array(component.utf8) + [0x22, 0x3A, 0x20] + value + [0x0A]
    }
    return out + Array("\"@signature-params\": ".utf8) + signature.raw.parameters
  }

  /// A component's value (sections 2.1 and 2.2).
  static func value(of component: String, _ request: SignableRequest) throws(SignatureError) -> [UInt8] {
    switch component {
    case "@method": return Array(request.method.utf8)
    case "@target-uri": return Bytes.lowered("\(request.scheme)://\(request.authority)".utf8) + Array(request.target.utf8)
    case "@authority": return Bytes.lowered(request.authority.utf8)
    case "@scheme": return Bytes.lowered(request.scheme.utf8)
    case "@request-target": return Array(request.target.utf8)
    case "@path": return request.path.isEmpty ? [UInt8(ascii: "/")] : request.path
    case "@query": return request.query ?? [UInt8(ascii: "?")]
    default:
      guard isFieldName(component) else { throw .unknownComponent(component) }
      guard let value = request.value(component) else { throw .fieldMissing(component) }
      return value
    }
  }

  private static func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
  }
}
