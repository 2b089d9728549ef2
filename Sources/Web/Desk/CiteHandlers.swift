internal import Actors
internal import Domain
internal import Hummingbird
internal import JSON
internal import Store

/// Finding a paper to cite: for the script of the editor, and as a page of its own.
extension Site {
  func addCiting(to routes: Routes) {
    _ = routes.get("/cite", use: memberPage(citing)).get("/cite.json", use: memberPage(citingForScript))
  }

  /// Papers that are offered.
  private static let offered = 10

  @Sendable private func citing(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let text = Self.words(visit)
    let papers = try await citable(text)
    let views = ViewMaker(self, visit)
    return try render(
      CitePage(
        chrome: chrome(visit), head: PageHead(title: "Find a paper to cite", hidesFromSearch: true),
        text: FormField("q", id: "cite-query", value: String(text.prefix(200))), isAsked: !text.isEmpty,
        papers: papers.map { CitablePaper(about: views.line($0.paper), citation: "\\cite{\($0.citation)}") }),
      visit)
  }

  @Sendable private func citingForScript(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let views = ViewMaker(self, visit)
    let text = Self.words(visit)
    var offers: [JSONValue] = try await citable(text).map { paper, citation in
      let line = views.line(paper)
      return [
        "title": .string(paper.title), "cite": .string(citation),
        "about": .string([line.authors, line.place ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")),
      ]
    }
    if offers.isEmpty, let named = SearchQuery(parsing: text).identifier, let citation = Self.citation(of: [named]) {
      offers = [
        [
          "title": .string(named.canonical), "cite": .string(citation),
          "about": "Nobody has added this paper; the link leads to where its number leads.",
        ]
      ]
    }
    return Self.answer(["papers": .array(offers)])
  }

  /// What was typed, as a form writes it into an address: a space is `+`.
  private static func words(_ visit: Visit) -> String {
    (try? FormBody(parsing: Array((visit.request.uri.query ?? "").utf8)))?["q"] ?? ""
  }

  /// Papers here that are named, or whose words begin like those that were typed.
  private func citable(_ text: String) async throws -> [(paper: PaperRow, citation: String)] {
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return [] }
    let typed = SearchQuery(parsing: text)
    // What is being typed is the beginning of a word.
    let isWord = text.unicodeScalars.last.map { $0.properties.isAlphabetic || $0.properties.numericType == .decimal } ?? false
    let last = text.split(separator: " ").last ?? ""
    let query =
      if isWord, last.utf8.count >= SearchQuery.Phrase.shortestPrefix {
        SearchQuery(parsing: text + "*")
      } else if isWord, last.utf8.count < text.utf8.count {
        // Too short to tell anything yet.
        SearchQuery(parsing: String(text.dropLast(last.count)))
      } else {
        typed
      }
    let papers = try await store.read { transaction -> [PaperRow] in
      if let paper = try typed.identifier.flatMap({ try transaction.paper($0) }) { return [paper] }
      return try transaction.searchPapers(query, size: Self.offered).hits
    }
    return papers.compactMap { paper in
      Self.citation(of: [paper.bestIdentifier].compactMap(\.self) + paper.identifiers).map { (paper, $0) }
    }
  }

  /// What stands between the braces of `\cite{…}`: a value that it can hold, and short where that is plain enough.
  private static func citation(of identifiers: [PaperIdentifier]) -> String? {
    let usable = identifiers.first { identifier in
      identifier.canonical.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"{},\\".utf8.contains($0) }
    }
    return usable.map { $0.scheme == .arxiv || $0.scheme == .doi ? $0.value : $0.canonical }
  }
}

/// Papers found, and what to write to cite them.
struct CitePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var text: FormField
  var isAsked: Bool
  var papers: [CitablePaper]
}

/// A paper with what cites it.
struct CitablePaper: Sendable {
  var about: PaperLine
  /// What to write: `\cite{1706.03762}`.
  var citation: String
}
