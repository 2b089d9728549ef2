internal import Domain

/// A search as a tree of terms, put into words for each engine; every word in it is quoted, and none is as it was typed.
struct SearchExpression {
  indirect enum Node: Equatable {
    case phrase(SearchQuery.Phrase)
    /// Any of these marks.
    case marks([String])
  }

  /// All of these.
  var wanted: [Node]
  /// None of these.
  var unwanted: [Node]

  /// What is looked for in one section.
  ///
  /// - Parameter writers: whom `by:` means, for each such term in order
  init(_ query: SearchQuery, _ filter: SearchFilter, writers: [[RowID]]) {
    var nodes: (wanted: [Node], unwanted: [Node]) = ([], [])
    var writers = writers[...]
    for term in query.terms {
      let node: Node
      switch term.demand {
      case .phrase(let phrase) where phrase.field == .by:
        let ids = writers.popFirst() ?? []
        node = .marks(ids.isEmpty ? [SearchMark.none] : ids.map(SearchMark.writer))
      case .phrase(let phrase): node = .phrase(phrase)
      case .years(let span): node = .marks(SearchMark.years(span))
      case .tag(let tag): node = .marks([SearchMark.tag(tag)])
      case .origin(let host): node = .marks([host.map(SearchMark.host) ?? SearchMark.here])
      }
      if term.isNegative { nodes.unwanted.append(node) } else { nodes.wanted.append(node) }
    }
    if let venue = filter.venue { nodes.wanted.append(.marks([SearchMark.venue(venue)])) }
    if let year = filter.year { nodes.wanted.append(.marks(["_y\(year)"])) }
    switch filter.origin {
    case .here: nodes.wanted.append(.marks([SearchMark.here]))
    case .host(let host): nodes.wanted.append(.marks([SearchMark.host(host)]))
    case nil: break
    }
    if nodes.wanted.isEmpty { nodes.wanted = [.marks([SearchMark.all])] }
    (wanted, unwanted) = nodes
    if isCommonplace { self = narrowedToTitles ?? self }
  }

  /// The same with every word that may stand anywhere looked for in titles; nil where there is none.
  var narrowedToTitles: SearchExpression? {
    var narrowed = self
    narrowed.wanted = wanted.map { node in
      guard case .phrase(var phrase) = node, phrase.field == nil else { return node }
      phrase.field = .title
      return .phrase(phrase)
    }
    return narrowed.wanted == wanted ? nil : narrowed
  }

  /// The same among papers that have summaries.
  var narrowedToNoted: SearchExpression {
    var narrowed = self
    narrowed.wanted.append(.marks([SearchMark.noted]))
    return narrowed
  }

  /// Whether nothing but words is looked for that nearly every English text holds: then titles alone are looked at.
  private var isCommonplace: Bool {
    wanted.allSatisfy { node in
      guard case .phrase(let phrase) = node else { return false }
      return phrase.words.allSatisfy { word in Self.commonplace.contains { $0.utf8.elementsEqual(word.utf8) } }
    }
  }

  private static let commonplace = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "for", "from", "has", "have", "in", "is", "it", "its", "of", "on",
    "or",
    "our",
    "such", "that", "the", "these", "this", "to", "we", "which", "with",
  ]
}

// MARK: FTS5

extension SearchExpression {
  /// As FTS5 reads it (<https://sqlite.org/fts5.html#full_text_query_syntax>).
  var match: String {
    let all = wanted.map(Self.match).joined(separator: " AND ")
    guard !unwanted.isEmpty else { return all }
    return "(\(all)) NOT (\(unwanted.map(Self.match).joined(separator: " OR ")))"
  }

  private static func match(_ node: Node) -> String {
    switch node {
    case .phrase(let phrase):
      let words = "\"\(phrase.words.joined(separator: " "))\"\(phrase.isPrefix ? " *" : "")"
      return phrase.field.map { "(\(column($0)) : \(words))" } ?? words
    case .marks(let marks): return "(marks : (\(marks.map { "\"\($0)\"" }.joined(separator: " OR "))))"
    }
  }

  private static func column(_ field: SearchQuery.Field) -> String {
    switch field {
    case .title, .by: "title"
    case .author: "names"
    case .venue: "place"
    }
  }
}

// MARK: tsquery

extension SearchExpression {
  /// What the index of PostgreSQL answers by itself: words, without regard to whether they stand side by side.
  var loose: String { joined(wanted.map(Self.loose), unwanted.filter { !Self.isSideBySide($0) }.map(Self.exact)) }

  /// The whole search; nil where the index has answered it.
  var exact: String? {
    guard (wanted + unwanted).contains(where: Self.isSideBySide) else { return nil }
    return joined(wanted.map(Self.exact), unwanted.map(Self.exact))
  }

  private func joined(_ wanted: [String], _ unwanted: [String]) -> String {
    (wanted + unwanted.map { "!\($0)" }).joined(separator: " & ")
  }

  private static func isSideBySide(_ node: Node) -> Bool {
    guard case .phrase(let phrase) = node else { return false }
    return phrase.words.count > 1
  }

  private static func loose(_ node: Node) -> String {
    guard case .phrase(let phrase) = node else { return exact(node) }
    return "(\(lexemes(phrase).joined(separator: " & ")))"
  }

  private static func exact(_ node: Node) -> String {
    switch node {
    case .phrase(let phrase): "(\(lexemes(phrase).joined(separator: " <-> ")))"
    case .marks(let marks): "(\(marks.map { "'\($0)'" }.joined(separator: " | ")))"
    }
  }

  private static func lexemes(_ phrase: SearchQuery.Phrase) -> [String] {
    let field =
      switch phrase.field {
      case .title, .by: "t/"
      case .author: "n/"
      case .venue: "p/"
      case nil: ""
      }
    return phrase.words.enumerated().map { index, word in
      "'\(field)\(word)'\(phrase.isPrefix && index == phrase.words.count - 1 ? ":*" : "")"
    }
  }
}
