import JSON

/// Writes members in the order of the calls; what is nil or an empty list is left out.
struct DocumentWriter {
  private(set) var object = JSONObject()

  mutating func put(_ key: String, _ value: JSONValue?) {
    if let value { object[key] = value }
  }

  mutating func put(_ key: String, text: String?) { put(key, text.map { .string($0) }) }
  mutating func put(_ key: String, iri: IRI?) { put(key, iri.map { .string($0.text) }) }
  mutating func put(_ key: String, bool: Bool?) { put(key, bool.map { .bool($0) }) }
  mutating func put(_ key: String, number: Int?) { put(key, number.map { .integer(Int64($0)) }) }

  /// A list, left out when empty.
  mutating func put(_ key: String, list: [JSONValue]) {
    if !list.isEmpty { put(key, .array(list)) }
  }

  mutating func put(_ key: String, iris: [IRI]) {
    put(key, list: iris.map { .string($0.text) })
  }

  /// One value as itself, several as a list, none left out.
  mutating func put(_ key: String, oneOrMany values: [JSONValue]) {
    switch OneOrMany(values) {
    case .one(let value): put(key, value)
    case .many(let values): put(key, list: values)
    }
  }

  /// Texts by language, left out when there are none.
  mutating func put(_ key: String, map: [LanguageText]) {
    if !map.isEmpty { put(key, .object(JSONObject(map.map { ($0.language, .string($0.text)) }))) }
  }
}
