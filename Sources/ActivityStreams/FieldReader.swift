import JSON

/// Reads the members of one object: one or many, string or object, wrong types dropped where a field is optional.
package struct FieldReader: Sendable {
  /// The members as they came.
  package let object: JSONObject
  /// How many documents stand around this one.
  let nesting: Int

  init(_ object: JSONObject, nesting: Int = 0) {
    self.object = object
    self.nesting = nesting
  }

  /// A reader for a document inside this one.
  ///
  /// Throws `tooDeep` past `DocumentLimits.nesting`.
  func inside(_ object: JSONObject) throws(ActivityStreamsError) -> FieldReader {
    guard nesting < DocumentLimits.nesting else { throw .tooDeep(limit: DocumentLimits.nesting) }
    return FieldReader(object, nesting: nesting + 1)
  }

  /// A reader for a part of this document, which is not a document of its own.
  func part(_ object: JSONObject) -> FieldReader {
    FieldReader(object, nesting: nesting)
  }

  subscript(key: String) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  /// The values of a field that may be one or a list; nulls are left out.
  func elements(_ key: String) -> [JSONValue] {
    guard let value = self[key] else { return [] }
    return value.array.map { $0.filter { !$0.isNull } } ?? [value]
  }

  /// The objects of a field that may be one or a list.
  func objects(_ key: String) -> [FieldReader] {
    elements(key).compactMap { $0.object.map(part) }
  }

  /// The first object of a field.
  func firstObject(_ key: String) -> FieldReader? {
    objects(key).first
  }

  /// The type names, in order: one string or a list of them.
  var types: [String] {
    let names = elements("type").prefix(DocumentLimits.types).compactMap(\.string)
    return names.filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.typeBytes }
  }
}

extension FieldReader {
  /// Prose, cut at its limit between characters.
  ///
  /// Of a list the first string is taken.
  func prose(_ key: String, _ limit: Int) -> String? {
    elements(key).first?.string.map { Self.cut($0, to: limit) }
  }

  /// A word that means nothing when cut: dropped when empty or over its limit.
  func token(_ key: String, _ limit: Int = DocumentLimits.tokenBytes) -> String? {
    guard let text = elements(key).first?.string, !text.isEmpty, text.utf8.count <= limit else { return nil }
    return text
  }

  /// A word the document cannot do without.
  ///
  /// Throws `missing`, `wrongType` or `tooLong`, with the field.
  func requiredToken(
    _ key: String, _ limit: Int = DocumentLimits.tokenBytes
  ) throws(ActivityStreamsError) -> String {
    guard let value = self[key] else { throw .missing(field: key) }
    guard let text = value.string, !text.isEmpty else { throw .wrongType(field: key) }
    guard text.utf8.count <= limit else { throw .tooLong(field: key, limit: limit) }
    return text
  }

  func bool(_ key: String) -> Bool? { elements(key).first?.bool }

  /// A whole number that is not negative.
  func count(_ key: String) -> Int? {
    guard let number = elements(key).first?.integer, number >= 0 else { return nil }
    return Int(exactly: number)
  }

  /// Texts by language, in order (`contentMap`).
  func languageMap(_ key: String, _ limit: Int) -> [LanguageText] {
    guard let members = self[key]?.object?.members else { return [] }
    return members.prefix(DocumentLimits.languages).compactMap { member in
      guard let text = member.value.string, !member.key.isEmpty else { return nil }
      return LanguageText(language: member.key, text: Self.cut(text, to: limit))
    }
  }

  /// Prose, else the first of its language map, which some peers send alone.
  func proseOrMap(_ key: String, _ limit: Int) -> String? {
    prose(key, limit) ?? languageMap(key + "Map", limit).first?.text
  }

  static func cut(_ text: String, to limit: Int) -> String {
    let utf8 = text.utf8
    guard utf8.count > limit else { return text }
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(text[..<end])
  }
}

extension FieldReader {
  /// The identifier in a string, in an object (`id`, else a link's `href`), or in the first such item of a list.
  static func iri(in value: JSONValue) -> IRI? {
    switch value {
    case .string(let text): IRI(text)
    case .object(let object): (object["id"]?.string ?? object["href"]?.string).flatMap { IRI($0) }
    case .array(let items): items.lazy.compactMap { $0.array == nil ? iri(in: $0) : nil }.first
    default: nil
    }
  }

  func iri(_ key: String) -> IRI? {
    self[key].flatMap { Self.iri(in: $0) }
  }

  /// An identifier the document cannot do without.
  ///
  /// Throws `missing` or `wrongType`, with the field.
  func requiredIRI(_ key: String) throws(ActivityStreamsError) -> IRI {
    guard let value = self[key] else { throw .missing(field: key) }
    guard let iri = Self.iri(in: value) else { throw .wrongType(field: key) }
    return iri
  }

  /// The `id`, which is a string or not there.
  ///
  /// Throws `wrongType` when it is anything else: a broken id must not look like an activity without one.
  func optionalID() throws(ActivityStreamsError) -> IRI? {
    guard let value = self["id"] else { return nil }
    guard let id = value.string.flatMap({ IRI($0) }) else { throw .wrongType(field: "id") }
    return id
  }

  /// The `id` of a document that has to have one.
  ///
  /// Throws `missing` or `wrongType`.
  func requiredID() throws(ActivityStreamsError) -> IRI {
    guard let id = try optionalID() else { throw .missing(field: "id") }
    return id
  }

  /// The identifiers of a list; what is none is left out, what is over the limit is cut.
  func iris(_ key: String, limit: Int) -> [IRI] {
    Array(elements(key).lazy.compactMap { Self.iri(in: $0) }.prefix(limit))
  }

  /// The recipients in `to` or `cc`, with every spelling of Public as the one we use.
  ///
  /// Throws `tooMany` past `DocumentLimits.recipients`.
  func recipients(_ key: String) throws(ActivityStreamsError) -> [IRI] {
    let values = elements(key)
    guard values.count <= DocumentLimits.recipients else {
      throw .tooMany(field: key, limit: DocumentLimits.recipients)
    }
    return values.compactMap { value in
      if let text = value.string, IRI.isPublic(spelling: text) { return .publicCollection }
      return Self.iri(in: value).map { $0.isPublic ? .publicCollection : $0 }
    }
  }
}
