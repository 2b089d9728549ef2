/// Papers a text links to.
enum CitationFinder {
  /// The citations of all links to doi.org and arxiv.org, in order, each once.
  static func linked(in list: PieceList) -> [Citation] {
    var found = UniqueList<Citation>()
    for piece in list.pieces {
      guard case .open(.a, let attributes) = piece, let citation = attributes.lazy.compactMap(citation).first else { continue }
      found.add(citation, key: citation.canonical)
    }
    return found.items
  }

  /// The paper that a link target names.
  static func citation(of attribute: AllowedAttribute) -> Citation? {
    guard attribute.name == .href, let (host, rest) = WebLink.parts(of: attribute.value) else { return nil }
    let bytes = Array(rest)
    let name = Array(host.utf8)
    if name == Array("doi.org".utf8) || name == Array("dx.doi.org".utf8) || name == Array("www.doi.org".utf8) {
      guard let range = TextScanner.doi(in: bytes, at: 1) else { return nil }
      return TextScanner.doiCitation(bytes[range])
    }
    if name == Array("arxiv.org".utf8) || name == Array("www.arxiv.org".utf8) {
      for path in ["/abs/", "/pdf/", "/html/"] where bytes.starts(with: path.utf8) {
        let kept = Array(bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        let isFile = kept.count > 4 && kept.suffix(4).elementsEqual(".pdf".utf8)
        let id = isFile ? Array(kept.dropLast(4)) : kept
        guard let found = TextScanner.arXiv(in: id, at: path.utf8.count), found.range.upperBound == id.count else { return nil }
        let bare = id[found.range.lowerBound..<found.range.lowerBound + found.bare]
        return Citation(
          kind: .arXiv, written: String(decoding: id[found.range], as: UTF8.self),
          canonical: String(decoding: bare, as: UTF8.self))
      }
    }
    return nil
  }
}

/// A list that takes each thing once, told apart by the bytes of a key, and only so many.
struct UniqueList<Item> {
  private(set) var items: [Item] = []
  private var seen: Set<[UInt8]> = []

  /// Adds the item unless its key is known; false when the list is full.
  @discardableResult
  mutating func add(_ item: Item, key: String) -> Bool {
    let bytes = Array(key.utf8)
    if seen.contains(bytes) { return true }
    guard items.count < MarkupLimits.namesPerText else { return false }
    seen.insert(bytes)
    items.append(item)
    return true
  }
}
