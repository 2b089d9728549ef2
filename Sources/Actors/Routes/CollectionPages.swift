package import ActivityStreams

/// Collections by pages of fixed size, whose ids are paths (DESIGN 4): `COLLECTION/page/2`.
package struct CollectionPages: Sendable {
  /// Items on one page of ids.
  package static let size = 40
  /// Items on one page of whole activities: with 64 KiB each it stays under the 1 MiB that peers read.
  package static let activities = 10
  /// The last page that is served; further ones do not exist.
  static let lastPage = 250

  /// The id of the collection.
  package let id: IRI
  /// How many items it has.
  package let total: Int
  /// Whether it is an `OrderedCollection`.
  package let isOrdered: Bool
  private let size: Int

  /// The pages of a collection.
  ///
  /// - Parameter size: items on one page
  package init(id: IRI, total: Int, isOrdered: Bool = true, size: Int = CollectionPages.size) {
    self.id = id
    self.total = total
    self.isOrdered = isOrdered
    self.size = size
  }

  private var pageCount: Int { min(Self.lastPage, max(1, (total + size - 1) / size)) }

  /// The collection itself, which names its first page and its last.
  ///
  /// - Parameters:
  ///   - attributedTo: whose it is, where that is not said elsewhere
  ///   - items: the newest, written out besides, for those who read no pages
  package func collectionDocument(attributedTo: IRI? = nil, items: [ActivityObject] = []) throws -> CollectionDocument {
    CollectionDocument(
      id: id, isOrdered: isOrdered, totalItems: total, first: .id(try page(1)), last: try page(pageCount), items: items,
      attributedTo: attributedTo)
  }

  /// One page with its neighbours; `offset` is what ``offset(of:)`` gave.
  package func pageDocument(at offset: Int, items: [ActivityObject]) throws -> CollectionPageDocument {
    let number = offset / size + 1
    return CollectionPageDocument(
      id: try page(number), isOrdered: isOrdered, partOf: id, totalItems: total,
      next: number < pageCount ? try page(number + 1) : nil, prev: number > 1 ? try page(number - 1) : nil, items: items)
  }

  /// Where a page begins, from the number in its path; nil when there is no such page.
  package func offset(of parameter: String?) -> Int? {
    guard let parameter, parameter.utf8.count <= 3, let number = Int(parameter), (1...pageCount).contains(number),
      String(number).utf8.elementsEqual(parameter.utf8)
    else { return nil }
    return (number - 1) * size
  }

  private func page(_ number: Int) throws -> IRI { try id.appending("/page/\(number)") }
}
