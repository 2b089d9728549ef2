internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// Lists of papers: somebody's, one of them, and its papers for a reference manager.
extension Site {
  func addReadingLists(to routes: Routes) {
    _ =
      routes
      .get("/@{name}/lists", use: page(readingLists))
      .get("/@{name}/lists/{list}", use: page(readingList))
    for format in ExportFormat.allCases {
      _ = routes.get("/@{name}/lists/{list}/export.\(format.rawValue)", use: data { try await listExport(format, $0) })
    }
    addReadingListForms(to: routes)
  }

  /// Papers of one page of a list.
  static let listedPapers = 50

  /// Somebody of here who has lists.
  private func owner(_ visit: Visit) async throws -> ActorRow {
    let actor = try await actor(visit)
    guard actor.isLocal, actor.kind == .person else { throw WebError.notFound }
    return actor
  }

  @Sendable private func readingLists(_ visit: Visit) async throws -> Response {
    let owner = try await owner(visit)
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let page = try await store.read { transaction in
      let rows = try transaction.readingLists(
        of: owner.id, seenBy: visit.viewer?.id, before: visit.before, limit: Self.pageSize + 1)
      return ReadingListsPage(
        chrome: chrome, head: PageHead(title: "Lists of \(views.person(owner).name)", hidesFromSearch: true),
        person: views.person(owner),
        tabs: try Self.tabs(owner, views, current: "Lists", in: transaction),
        lists: rows.prefix(Self.pageSize).map { views.line($0, by: owner) },
        newAddress: visit.viewer?.id == owner.id ? "/lists/new" : nil,
        pager: Self.pager(views.address(owner) + "/lists", visit, rows.count > Self.pageSize ? rows.dropLast().last?.id : nil))
    }
    return try render(page, visit)
  }

  @Sendable private func readingList(_ visit: Visit) async throws -> Response {
    let owner = try await owner(visit)
    let slug = visit.parameters.get("list") ?? ""
    if let format = visit.request.wantedExport { return try await listExport(slug, of: owner, format, visit) }
    guard let page = try await readingListPage(slug, of: owner, visit) else { throw WebError.notFound }
    return try render(page, visit)
  }

  /// The page of a list; nil for who may not see it.
  func readingListPage(
    _ slug: String, of owner: ActorRow, behind place: Int? = nil, _ visit: Visit
  ) async throws -> ReadingListPage? {
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let start = place ?? visit.request.uri.queryParameters.get("after").flatMap { Int($0) } ?? -1
    return try await store.read { transaction -> ReadingListPage? in
      guard let list = try transaction.readingList(of: owner.id, named: slug, seenBy: visit.viewer?.id) else { return nil }
      let rows = try transaction.papers(onList: list.id, after: start, limit: Self.listedPapers + 1)
      let shown = rows.prefix(Self.listedPapers)
      let path = views.address(list, by: owner)
      var entries = try shown.compactMap { row in
        try views.entry(
          row, of: list, page: start, isLast: rows.count == shown.count && row.paperID == rows.last?.paperID, in: transaction)
      }
      if start < 0, !entries.isEmpty { entries[0].forms?.isFirst = true }
      let isOwn = visit.viewer?.id == owner.id
      let isExported = list.isListed && list.papers > 0
      var head = PageHead(
        title: "\(list.title), a list by \(views.person(owner).name)",
        description: list.description.isEmpty ? nil : String(list.description.prefix(200)),
        canonical: list.isListed && start < 0 ? instance.addresses.url(path) : nil, hidesFromSearch: !list.isListed)
      if isExported { head.signposts += exportSignposts(in: path) }
      return ReadingListPage(
        chrome: chrome, head: head, person: views.person(owner), title: list.title,
        description: list.description.isEmpty ? nil : list.description,
        papersLabel: counted(list.papers, "paper", "papers"), isPrivate: !list.isListed,
        editAddress: isOwn ? "/list/\(list.id)/edit" : nil,
        exports: isExported ? Self.exportLinks(in: path) : [], entries: entries,
        pager: PagerView(
          newerAddress: start < 0 ? nil : path,
          olderAddress: rows.count > shown.count ? shown.last.map { "\(path)?after=\($0.position)" } : nil))
    }
  }

  /// A list for who may see it, at the address of its page.
  private func listExport(
    _ slug: String, of owner: ActorRow, _ format: ExportFormat, _ visit: Visit
  ) async throws -> Response {
    let found = try await store.read { transaction -> (isListed: Bool, papers: [PaperRow])? in
      guard let list = try transaction.readingList(of: owner.id, named: slug, seenBy: visit.viewer?.id) else { return nil }
      return (list.isListed, try Self.papers(of: list, in: transaction))
    }
    guard let found else { throw WebError.notFound }
    var response = listFile(found.papers, "\(owner.name)-\(slug)", format, to: visit.request)
    response.headers[.cacheControl] = "private, no-cache"
    response.headers[.vary] = "Cookie, Accept"
    if found.isListed, let field = HTTPField.Name("Content-Location") {
      response.headers[field] = "/@\(owner.name)/lists/\(slug)/export.\(format.rawValue)"
    }
    return response
  }

  private static func papers(of list: ReadingListRow, in transaction: ReadTransaction) throws -> [PaperRow] {
    try transaction.papers(onList: list.id, limit: WriteTransaction.mostListedPapers)
      .compactMap { try transaction.paper($0.paperID) }
  }

  private func listFile(_ papers: [PaperRow], _ name: String, _ format: ExportFormat, to request: Request) -> Response {
    var file = ExportFile(format)
    var response = answer(file.bytes(of: papers) + file.end(), type: format.contentType, to: request, seconds: 300)
    response.headers[.contentDisposition] = Self.attachment(name, format)
    return response
  }

  /// The papers of a public list in its order.
  private func listExport(_ format: ExportFormat, _ request: DataRequest) async throws -> Response {
    let (name, slug) = (request.parameter("name"), request.parameter("list"))
    let papers = try await store.read { transaction -> [PaperRow]? in
      guard let owner = try transaction.localActor(named: name), owner.kind == .person, try transaction.isPresent(owner),
        let list = try transaction.readingList(of: owner.id, named: slug, seenBy: nil)
      else { return nil }
      return try Self.papers(of: list, in: transaction)
    }
    guard let papers else { throw WebError.notFound }
    return listFile(papers, "\(name)-\(slug)", format, to: request.request)
  }
}
