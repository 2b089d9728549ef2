internal import Actors
internal import Domain
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
    guard let page = try await readingListPage(visit.parameters.get("list") ?? "", of: owner, visit) else {
      throw WebError.notFound
    }
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
      return ReadingListPage(
        chrome: chrome,
        head: PageHead(
          title: "\(list.title), a list by \(views.person(owner).name)",
          description: list.description.isEmpty ? nil : String(list.description.prefix(200)),
          canonical: list.isListed && start < 0 ? instance.addresses.url(path) : nil, hidesFromSearch: !list.isListed),
        person: views.person(owner), title: list.title, description: list.description.isEmpty ? nil : list.description,
        papersLabel: counted(list.papers, "paper", "papers"), isPrivate: !list.isListed,
        editAddress: isOwn ? "/list/\(list.id)/edit" : nil,
        exports: list.isListed && list.papers > 0 ? Self.exportLinks(in: path) : [], entries: entries,
        pager: PagerView(
          newerAddress: start < 0 ? nil : path,
          olderAddress: rows.count > shown.count ? shown.last.map { "\(path)?after=\($0.position)" } : nil))
    }
  }

  /// The papers of a public list in its order.
  private func listExport(_ format: ExportFormat, _ request: DataRequest) async throws -> Response {
    let (name, slug) = (request.parameter("name"), request.parameter("list"))
    let papers = try await store.read { transaction -> [PaperRow]? in
      guard let owner = try transaction.localActor(named: name), owner.kind == .person, try transaction.isPresent(owner),
        let list = try transaction.readingList(of: owner.id, named: slug, seenBy: nil)
      else { return nil }
      return try transaction.papers(onList: list.id, limit: WriteTransaction.mostListedPapers)
        .compactMap { try transaction.paper($0.paperID) }
    }
    guard let papers else { throw WebError.notFound }
    var file = ExportFile(format)
    var response = answer(file.bytes(of: papers) + file.end(), type: format.contentType, to: request.request, seconds: 300)
    response.headers[.contentDisposition] = Self.attachment("\(name)-\(slug)", format)
    return response
  }
}
