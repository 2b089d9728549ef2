package import Domain

/// A summary as ShortScience.org's feeds and exports tell of it.
package struct ShortScienceItem: Sendable, Equatable {
  /// The site.
  package static let origin = "https://shortscience.org"

  /// The key of the paper there: of DBLP, an arXiv number behind `journals/corr/`, or a bare DOI.
  package var key: String
  /// The paper's number at arXiv, where the feed tells it.
  package var arXiv: String?
  /// The title of the paper; nil in an export.
  package var title: String?
  /// The name of the account; nil for what was published anonymously.
  package var userName: String?
  /// The name that readers saw.
  package var displayName: String?
  /// Markdown with LaTeX.
  package var text: String
  /// Whether the feed cut the text off.
  package var isCut = false
  /// Up less down.
  package var votes = 0
  /// When it was last edited, which is the one date that is told; nil in an export.
  package var edited: Timestamp?

  /// Where it stood.
  package var address: String {
    "\(Self.origin)/paper?bibtexKey=\(key)#\(userName ?? "anon")"
  }

  /// What names the paper.
  package var identifiers: [PaperIdentifier] {
    let named = [try? PaperIdentifier(parsing: key), arXiv.flatMap { try? PaperIdentifier(parsing: "arxiv:\($0)") }]
      .compactMap(\.self)
    let known = named.isEmpty ? [try? PaperIdentifier(parsing: "dblp:\(key)")].compactMap(\.self) : named
    return known.reduce(into: []) { list, identifier in if !list.contains(identifier) { list.append(identifier) } }
  }
}

extension ShortScienceItem {
  /// Characters of a text in the feeds that give only its beginning.
  private static let cut = 500

  /// Reads an item of a feed; throws a complaint for one that lacks what is needed.
  init(_ node: XMLNode) throws(CatalogError) {
    let link = (node.first("guid") ?? node.first("link"))?.flatText ?? ""
    let halves = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let query = halves.first?.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
    guard let key = node.line("bibtexkey") ?? query, key.utf8.count <= 500 else {
      throw .malformed("the item names no paper", line: nil)
    }
    let text = node.first("description")?.rawText ?? ""
    guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .malformed("\(key): the item has no text", line: nil) }
    self.key = key
    self.text = text
    arXiv = node.line("arxivid")
    title = node.line("title")
    let name = halves.count == 2 ? halves.last.map(String.init) ?? "" : ""
    userName = name.isEmpty || name.utf8.elementsEqual("anon".utf8) ? nil : String(name.prefix(64))
    displayName = userName == nil ? nil : node.line("author")
    // The feed writes entities before it counts, so that a text may be shorter once they are read.
    isCut = text.hasSuffix("...") && text.utf8.count <= Self.cut + 3
    votes = node.line("votes").flatMap { Int($0) } ?? 0
    edited = node.line("pubDate").flatMap { Self.time($0) }
  }

  /// A date of RFC 2822 as PHP writes it: `Thu, 21 Dec 2017 16:01:07 +0000`.
  static func time(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ").drop { $0.utf8.last == UInt8(ascii: ",") }.map(String.init)
    guard parts.count == 5, let month = PartialDate.month(named: parts[1]), parts[0].utf8.count <= 2, parts[4].utf8.count == 5
    else {
      return nil
    }
    let pad = { (text: String) in text.utf8.count == 1 ? "0\(text)" : text }
    let zone = "\(parts[4].prefix(3)):\(parts[4].suffix(2))"
    return try? Timestamp(parsing: "\(parts[2])-\(pad(String(month)))-\(pad(parts[0]))T\(parts[3])\(zone)")
  }
}
