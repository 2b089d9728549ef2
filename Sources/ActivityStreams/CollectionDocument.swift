import JSON

/// A collection, ordered or not: followers, an outbox, the answers to an object, a whole discussion.
package struct CollectionDocument: Sendable, Equatable, Identified {
  /// The identifier; embedded ones sometimes have none.
  package var id: IRI?
  /// Whether it is an `OrderedCollection`.
  package var isOrdered: Bool
  /// Whose it is.
  package var attributedTo: IRI?
  /// How many items it has.
  package var totalItems: Int?
  /// Its first page.
  package var first: Reference<CollectionPageDocument>?
  /// Its last page.
  package var last: IRI?
  /// Its items, when it is not paged.
  package var items: [ActivityObject]

  /// A collection.
  package init(
    id: IRI?, isOrdered: Bool = true, totalItems: Int? = nil, first: Reference<CollectionPageDocument>? = nil,
    last: IRI? = nil, items: [ActivityObject] = [], attributedTo: IRI? = nil
  ) {
    self.id = id
    self.isOrdered = isOrdered
    self.totalItems = totalItems
    self.first = first
    self.last = last
    self.items = items
    self.attributedTo = attributedTo
  }

  package var identifier: IRI? { id }
}

extension CollectionDocument: WireDocument {
  /// Reads a collection.
  ///
  /// Throws `unexpectedType` for anything else.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    let isOrdered = try fields.isOrdered("OrderedCollection", "Collection")
    self.init(
      id: try fields.optionalID(), isOrdered: isOrdered, totalItems: fields.count("totalItems"),
      first: Reference(fields["first"], in: fields), last: fields.iri("last"), items: fields.collectionItems(),
      attributedTo: fields.iri("attributedTo"))
  }

  package var members: JSONObject {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", text: isOrdered ? "OrderedCollection" : "Collection")
    writer.put("attributedTo", iri: attributedTo)
    writer.put("totalItems", number: totalItems)
    writer.put("first", first?.value)
    writer.put("last", iri: last)
    if isOrdered, first == nil {
      // An empty list is said, since Lemmy's parsers of moderators and featured posts want it.
      writer.put("orderedItems", .array(items.map(\.value)))
    } else {
      writer.put(isOrdered ? "orderedItems" : "items", list: items.map(\.value))
    }
    return writer.object
  }

  package var context: JSONValue { ContextDocument.collection(of: items + (first?.document?.items ?? [])) }
}

/// One page of a collection.
///
/// Our pages are paths, `/followers/page/2`, never queries.
package struct CollectionPageDocument: Sendable, Equatable, Identified {
  /// The identifier; embedded ones sometimes have none.
  package var id: IRI?
  /// Whether it is an `OrderedCollectionPage`.
  package var isOrdered: Bool
  /// The collection it is a page of.
  package var partOf: IRI?
  /// How many items the collection has.
  package var totalItems: Int?
  /// The following page.
  package var next: IRI?
  /// The page before.
  package var prev: IRI?
  /// Its items.
  package var items: [ActivityObject]

  /// A page.
  package init(
    id: IRI?, isOrdered: Bool = true, partOf: IRI?, totalItems: Int? = nil, next: IRI? = nil, prev: IRI? = nil,
    items: [ActivityObject]
  ) {
    self.id = id
    self.isOrdered = isOrdered
    self.partOf = partOf
    self.totalItems = totalItems
    self.next = next
    self.prev = prev
    self.items = items
  }

  package var identifier: IRI? { id }
}

extension CollectionPageDocument: WireDocument {
  /// Reads a page.
  ///
  /// Throws `unexpectedType` for anything else.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    let isOrdered = try fields.isOrdered("OrderedCollectionPage", "CollectionPage")
    self.init(
      id: try fields.optionalID(), isOrdered: isOrdered, partOf: fields.iri("partOf"),
      totalItems: fields.count("totalItems"), next: fields.iri("next"), prev: fields.iri("prev"),
      items: fields.collectionItems())
  }

  package var members: JSONObject {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", text: isOrdered ? "OrderedCollectionPage" : "CollectionPage")
    writer.put("partOf", iri: partOf)
    writer.put("totalItems", number: totalItems)
    writer.put("next", iri: next)
    writer.put("prev", iri: prev)
    writer.put(isOrdered ? "orderedItems" : "items", .array(items.map(\.value)))
    return writer.object
  }

  package var context: JSONValue { ContextDocument.collection(of: items) }
}

extension FieldReader {
  func isOrdered(_ ordered: String, _ unordered: String) throws(ActivityStreamsError) -> Bool {
    let types = try requiredTypes()
    if hasType(ordered) { return true }
    guard hasType(unordered) else { throw .unexpectedType(types.first ?? "") }
    return false
  }

  /// The items under either name; what is neither an id nor a readable document is left out.
  func collectionItems() -> [ActivityObject] {
    let values = elements("orderedItems") + elements("items")
    return values.prefix(DocumentLimits.collectionItems).compactMap { try? ActivityObject(reading: $0, in: self) }
  }
}
