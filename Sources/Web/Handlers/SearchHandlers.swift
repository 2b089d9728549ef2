internal import Actors
internal import Domain
internal import Forms
internal import HTTPTypes
internal import Hummingbird
internal import Markup
internal import Store

/// Searching papers, summaries and people, and telling browsers that one can.
extension Site {
  func addSearch(to routes: Routes) {
    _ = routes.get("/search", use: page(search)).get("/opensearch.xml") { _, _ in openSearch() }
  }

  /// What each kind shows of itself among all.
  private static let (papersOfAll, summariesOfAll, peopleOfAll) = (10, 5, 3)

  @Sendable private func search(_ visit: Visit) async throws -> Response {
    // ShortScience's name of the field.
    if visit.query("q") == nil, let term = visit.words("term") { return moved("/search?q=\(PercentCoding.encoded(term))") }
    let asked = SearchAddress(query: visit.request.uri.query)
    let query = SearchQuery(parsing: asked.text)
    // An identifier leads straight to its paper; where nobody has added that, it is looked for as words, too.
    if let identifier = query.identifier, asked.leadsToPapers,
      let known = try await store.read({ try $0.paper(identifier)?.bestIdentifier })
    {
      return seeOther(known.pagePath)
    }
    let views = ViewMaker(self, visit)
    var chrome = chrome(visit)
    chrome.offersSearch = false
    var page = SearchResultsPage(
      chrome: chrome,
      head: PageHead(title: query.text.isEmpty ? "Search" : "Search: \(query.text.prefix(100))", hidesFromSearch: true),
      text: query.text, kind: asked.kind.rawValue, tabs: asked.tabs)
    page.kept = asked.filters.map { FormField($0.name, id: "kept-\($0.name)", value: $0.value) }
    page.isAsked = !query.isEmpty || !asked.filters.isEmpty
    if page.isAsked {
      let (sections, facets, next, isComplete) = try await store.read { transaction in
        let found = try Self.found(query, asked, views, transaction)
        return (found.sections, found.facets, found.next, try transaction.isSearchComplete())
      }
      (page.sections, page.facets, page.isPartial) = (sections, facets, !isComplete)
      page.isEmpty = sections.allSatisfy(\.isEmpty)
      page.pager = asked.pager(next: next)
      page.suggestions = suggestions(query, visit)
      page.filters = asked.filters.map { filter in
        LinkView(label: "\(filter.name): \(filter.value)", address: asked.without(filter.name).address)
      }
    }
    return try render(page, visit)
  }

  private typealias Found = (sections: [SearchSectionView], facets: [SearchFacetView], next: SearchPlace?)

  private static func found(
    _ query: SearchQuery, _ asked: SearchAddress, _ views: ViewMaker, _ transaction: ReadTransaction
  ) throws -> Found {
    let marks = SearchMarks(query)
    var found: Found = ([], [], nil)
    func section<Hit>(_ kind: SearchKind, _ page: SearchPage<Hit>, _ fill: (inout SearchSectionView) throws -> Void) rethrows {
      var section = SearchSectionView(kind: kind, count: page.count, isCut: page.isCut, shown: page.hits.count)
      if asked.kind == .all {
        section.heading = kind.label
        section.moreAddress = page.count > page.hits.count ? asked.of(kind).address : nil
      }
      try fill(&section)
      found.next = page.next
      found.sections.append(section)
      if found.facets.isEmpty, kind != .people { found.facets = asked.facets(page.venues, page.years) }
    }
    func size(_ few: Int) -> Int { asked.kind == .all ? few : SearchLimits.pageSize }
    if asked.shows(.papers) {
      let page = try transaction.searchPapers(query, asked.filter, behind: asked.place, size: size(papersOfAll))
      try section(.papers, page) { $0.papers = try page.hits.map { try views.finding($0, marks, in: transaction) } }
    }
    if asked.shows(.summaries) {
      let page = try transaction.searchSummaries(query, asked.filter, behind: asked.place, size: size(summariesOfAll))
      try section(.summaries, page) { $0.cards = try page.hits.compactMap { try views.finding($0, marks, in: transaction) } }
    }
    if asked.shows(.people) {
      let page = try transaction.searchPeople(query, asked.filter, behind: asked.place, size: size(peopleOfAll))
      try section(.people, page) { $0.people = try page.hits.map { try views.card($0, in: transaction) } }
    }
    return found
  }

  /// What else may be done with what was typed.
  private func suggestions(_ query: SearchQuery, _ visit: Visit) -> [LinkView] {
    var links: [LinkView] = []
    if let identifier = query.identifier {
      links.append(
        LinkView(
          label: "Add the paper \(identifier.canonical)",
          address: "/add?identifier=" + PercentCoding.encoded(identifier.canonical)))
    }
    if visit.viewer != nil, let handle = query.handle {
      links.append(
        LinkView(
          label: "Look up \(handle.display) on \(handle.host)",
          address: "/authorize_interaction?uri=" + PercentCoding.encoded(handle.display)))
    }
    return links
  }

  /// How browsers add the site to what they search with (OpenSearch 1.1, draft 6).
  private func openSearch() -> Response {
    func text(_ text: String) -> String { PageContent().escapeText(text) }
    let document = """
      <?xml version="1.0" encoding="UTF-8"?>
      <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
      <ShortName>\(text(String(settings.siteName.prefix(16))))</ShortName>
      <Description>Papers, summaries and people of \(text(origin.authority))</Description>
      <InputEncoding>UTF-8</InputEncoding>
      <Image type="image/svg+xml">\(text(instance.addresses.url("/assets/favicon.svg")))</Image>
      <Url type="text/html" template="\(text(instance.addresses.url("/search")))?q={searchTerms}"/>
      <Url type="application/opensearchdescription+xml" rel="self" template="\(text(instance.addresses.url("/opensearch.xml")))"/>
      </OpenSearchDescription>

      """
    return Response(
      status: .ok,
      headers: [.contentType: "application/opensearchdescription+xml; charset=utf-8", .cacheControl: "public, max-age=86400"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: document)))
  }
}

extension ViewMaker {
  /// A paper that was found, what was looked for marked in title and abstract.
  fileprivate func finding(_ paper: PaperRow, _ marks: SearchMarks, in transaction: ReadTransaction) throws -> PaperLine {
    let count = try transaction.summaryCount(of: paper.id)
    var line = line(paper, summariesLabel: count == 0 ? nil : counted(count, "summary", "summaries"))
    line.contextObject = contextObject(of: paper)
    line.titleHTML = Self.marked(paper.title, marks)
    line.tldrHTML = paper.abstract.map { Self.excerpt(of: FormulaText(plain: $0, word: Self.formula), marks).html }
    return line
  }

  /// A summary that was found: the part of it that has most of what was looked for.
  fileprivate func finding(_ found: AuthoredPost, _ marks: SearchMarks, in transaction: ReadTransaction) throws -> SummaryCard? {
    guard let paper = try found.post.paperID.flatMap({ try transaction.paper($0) }) else { return nil }
    var card = card(found, of: paper)
    card.about.titleHTML = Self.marked(paper.title, marks)
    let tldr = found.post.tldr
    let isTyped = card.tldrHTML == Self.paragraph(tldr)
    let short = Self.excerpt(
      of: isTyped
        ? FormulaText(plain: tldr, word: Self.formula) : FormulaText(html: bare(card.tldrHTML).renderText, word: Self.formula),
      marks)
    let best =
      short.hasHit ? short : Self.excerpt(of: FormulaText(html: bare(body(found.post)).renderText, word: Self.formula), marks)
    if best.hasHit { card.tldrHTML = best.html }
    return card
  }

  /// Stands where a formula does not fit in.
  private static let formula = "[formula]"

  /// A title with its hits.
  private static func marked(_ title: String, _ marks: SearchMarks) -> TrustedHTML {
    let title = FormulaText(plain: title, word: formula)
    return marked(marks.pieces(of: title.text), title)
  }

  private static func excerpt(of text: FormulaText, _ marks: SearchMarks) -> (html: TrustedHTML, hasHit: Bool) {
    let pieces = marks.excerpt(of: text.text)
    return (TrustedHTML(sanitized: "<p>\(marked(pieces, text).renderText)</p>"), pieces.contains(where: \.isHit))
  }

  /// Text with its hits in `<mark>` and its formulas set, escaped piece by piece.
  private static func marked(_ pieces: [SearchPiece], _ text: FormulaText) -> TrustedHTML {
    TrustedHTML(
      sanitized: pieces.map { $0.isHit ? "<mark>\(text.html(of: $0.text))</mark>" : text.html(of: $0.text) }.joined())
  }
}
