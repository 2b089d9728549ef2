import JSON

/// One RSA key as actors carry it (`publicKey`).
package struct PublicKeyDocument: Sendable, Hashable {
  /// The key id that signatures name.
  package var id: IRI
  /// The actor it belongs to.
  package var owner: IRI
  /// The key, PEM of a SubjectPublicKeyInfo or of PKCS#1.
  package var publicKeyPem: String

  /// A key.
  package init(id: IRI, owner: IRI, publicKeyPem: String) {
    self.id = id
    self.owner = owner
    self.publicKeyPem = publicKeyPem
  }

  init?(_ fields: FieldReader) {
    guard let id = fields["id"]?.string.flatMap({ IRI($0) }), let owner = fields.iri("owner"),
      let pem = fields.token("publicKeyPem", DocumentLimits.keyBytes)
    else { return nil }
    self.init(id: id, owner: owner, publicKeyPem: pem)
  }

  static func list(in fields: FieldReader) -> [PublicKeyDocument] {
    fields.objects("publicKey").prefix(DocumentLimits.keys).compactMap { PublicKeyDocument($0) }
  }

  var value: JSONValue {
    ["id": .string(id.text), "owner": .string(owner.text), "publicKeyPem": .string(publicKeyPem)]
  }
}

/// One Multikey as actors carry it (`assertionMethod`, FEP-521a).
package struct MultikeyDocument: Sendable, Hashable {
  /// The key id that proofs name.
  package var id: IRI
  /// The actor it belongs to.
  package var controller: IRI
  /// The key, base58btc with `z` in front.
  package var publicKeyMultibase: String

  /// A key.
  package init(id: IRI, controller: IRI, publicKeyMultibase: String) {
    self.id = id
    self.controller = controller
    self.publicKeyMultibase = publicKeyMultibase
  }

  init?(_ fields: FieldReader) {
    guard let id = fields["id"]?.string.flatMap({ IRI($0) }), let controller = fields.iri("controller"),
      let key = fields.token("publicKeyMultibase", DocumentLimits.keyBytes)
    else { return nil }
    self.init(id: id, controller: controller, publicKeyMultibase: key)
  }

  static func list(in fields: FieldReader) -> [MultikeyDocument] {
    fields.objects("assertionMethod").prefix(DocumentLimits.keys).compactMap { MultikeyDocument($0) }
  }

  var value: JSONValue {
    [
      "id": .string(id.text), "type": "Multikey", "controller": .string(controller.text),
      "publicKeyMultibase": .string(publicKeyMultibase),
    ]
  }
}

/// What is found at a key id: the key alone, a stub of its actor (GoToSocial), or the whole actor.
package struct KeyDocument: Sendable, Equatable, Identified {
  /// The id of the document: of the key when it stands alone, else of the actor.
  package var id: IRI
  /// The RSA keys in it.
  package var keys: [PublicKeyDocument]
  /// The Multikeys in it.
  package var multikeys: [MultikeyDocument]

  /// The keys of one document.
  package init(id: IRI, keys: [PublicKeyDocument], multikeys: [MultikeyDocument] = []) {
    self.id = id
    self.keys = keys
    self.multikeys = multikeys
  }

  package var identifier: IRI? { id }

  /// Whether the document is the key itself, which its owner's actor document has to confirm.
  package var standsAlone: Bool {
    keys.contains { $0.id == id } || multikeys.contains { $0.id == id }
  }

  /// The key of that id, byte for byte.
  package func key(_ id: IRI) -> PublicKeyDocument? { keys.first { $0.id == id } }

  /// The Multikey of that id, byte for byte.
  package func multikey(_ id: IRI) -> MultikeyDocument? { multikeys.first { $0.id == id } }

  /// Who owns the key of that id, of either sort.
  package func owner(of id: IRI) -> IRI? { key(id)?.owner ?? multikey(id)?.controller }
}

extension KeyDocument: WireDocument {
  /// Reads whatever carries keys.
  ///
  /// Throws `missing` for a document without `id`, or without one whole key.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    let id = try fields.requiredID()
    if let key = PublicKeyDocument(fields) {
      self.init(id: id, keys: [key])
    } else if let key = MultikeyDocument(fields) {
      self.init(id: id, keys: [], multikeys: [key])
    } else {
      let keys = PublicKeyDocument.list(in: fields)
      let multikeys = MultikeyDocument.list(in: fields)
      guard !keys.isEmpty || !multikeys.isEmpty else { throw .missing(field: "publicKey") }
      self.init(id: id, keys: keys, multikeys: multikeys)
    }
  }

  package var members: JSONObject {
    if standsAlone, let key = keys.first, let value = key.value.object { return value }
    if standsAlone, let key = multikeys.first, let value = key.value.object { return value }
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("publicKey", oneOrMany: keys.map(\.value))
    writer.put("assertionMethod", list: multikeys.map(\.value))
    return writer.object
  }

  package var context: JSONValue { ContextDocument.key }
}
