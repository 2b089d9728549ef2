import JSON

/// One value or a list of them, as JSON-LD lets every property be.
package enum OneOrMany<Element> {
  case one(Element)
  case many([Element])

  /// The values, in order.
  package var values: [Element] {
    switch self {
    case .one(let value): [value]
    case .many(let values): values
    }
  }

  /// The first value.
  package var first: Element? { values.first }

  /// One value as itself, several or none as a list.
  package init(_ values: [Element]) {
    if values.count == 1, let only = values.first { self = .one(only) } else { self = .many(values) }
  }
}

extension OneOrMany: Sendable where Element: Sendable {}
extension OneOrMany: Equatable where Element: Equatable {}
extension OneOrMany: Hashable where Element: Hashable {}

/// Another document, by its identifier or written out.
package indirect enum Reference<Document: WireDocument & Identified>: Sendable, Equatable {
  case id(IRI)
  case embedded(Document)

  /// The identifier; nil only for an embedded document without one.
  package var id: IRI? {
    switch self {
    case .id(let id): id
    case .embedded(let document): document.identifier
    }
  }

  /// The document, if it was written out.
  package var document: Document? {
    if case .embedded(let document) = self { document } else { nil }
  }

  /// Reads a string or an object; anything else, and an object that is no such document and has no id, is nil.
  init?(_ value: JSONValue?, in fields: FieldReader) {
    guard let value else { return nil }
    if let object = value.object {
      if let inner = try? fields.inside(object), let document = try? Document(reading: inner) {
        self = .embedded(document)
        return
      }
    }
    guard let id = FieldReader.iri(in: value) else { return nil }
    self = .id(id)
  }

  /// The identifier as a string, or the document without a context.
  var value: JSONValue {
    switch self {
    case .id(let id): .string(id.text)
    case .embedded(let document): .object(document.members)
    }
  }
}

/// A document that may have an identifier.
package protocol Identified {
  /// The identifier, if it has one.
  var identifier: IRI? { get }
}
