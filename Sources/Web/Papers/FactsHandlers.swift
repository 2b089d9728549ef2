internal import Actors
internal import Catalog
internal import Domain
internal import Forms
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Store

/// Where the facts of a paper come from, how they changed, and changing them by hand.
extension Site {
  func addFacts(to routes: Routes) {
    _ =
      routes
      .get("/facts/{paper}", use: page(facts))
      .get("/facts/{paper}/record", use: page(record))
      .get("/facts/{paper}/edit", use: memberPage(editFacts))
      .post("/facts/{paper}/edit", use: memberForm(saveFacts))
      .post("/facts/{paper}/ask", use: memberForm(askSources))
      .post("/want/{paper}", use: memberForm(want))
  }

  /// The paper in the path, or the one that it was merged into.
  func factsPaper(_ visit: Visit) async throws -> PaperRow {
    let id = try visit.id("paper")
    guard let paper = try await store.read({ try $0.standingPaper(id) }) else { throw WebError.notFound }
    return paper
  }

  @Sendable private func facts(_ visit: Visit) async throws -> Response {
    let paper = try await factsPaper(visit)
    guard try visit.id("paper") == paper.id else { return moved("/facts/\(paper.id)") }
    return try render(try await factsPage(paper, visit), visit)
  }

  func factsPage(_ paper: PaperRow, _ visit: Visit) async throws -> FactsPage {
    let views = ViewMaker(self, visit)
    return try await store.read { transaction in
      FactsPage(
        chrome: chrome(visit), head: PageHead(title: "Facts about \(paper.title)", hidesFromSearch: true),
        paper: views.line(paper),
        records: try transaction.records(of: paper.id).enumerated().map { place, record in
          Self.view(record, isFirst: place == 0, of: paper, views)
        },
        changes: try transaction.changes(of: paper.id).map { Self.view($0, views) },
        editAddress: visit.viewer == nil ? nil : "/facts/\(paper.id)/edit",
        askAddress: visit.viewer == nil || sources == nil ? nil : "/facts/\(paper.id)/ask",
        mergeAddress: visit.mayModerate ? "/facts/\(paper.id)/merge" : nil,
        splitAddress: visit.mayModerate && paper.identifiers.count > 1 ? "/facts/\(paper.id)/split" : nil,
        joins: try transaction.merges(of: paper.id).map {
          try views.join($0, of: paper, mayUndo: visit.mayModerate, in: transaction)
        })
    }
  }

  private static func view(_ record: PaperRecordRow, isFirst: Bool, of paper: PaperRow, _ views: ViewMaker) -> RecordView {
    let place = [record.venueName, record.year.map(String.init)].compactMap(\.self).joined(separator: " ")
    let query = "source=\(PercentCoding.encoded(record.source))&key=\(PercentCoding.encoded(record.key))"
    return RecordView(
      source: label(ofSource: record.source), key: record.key.isEmpty ? nil : record.key, isFirst: isFirst, title: record.title,
      authors: record.authors.joined(separator: ", "), place: place.isEmpty ? nil : place, stored: views.moment(record.storedAt),
      rawAddress: record.source == SourceName.local.rawValue || !record.hasRaw ? nil : "/facts/\(paper.id)/record?\(query)")
  }

  private static func view(_ change: PaperChangeRow, _ views: ViewMaker) -> ChangeView {
    ChangeView(
      field: change.field, former: change.former.isEmpty ? nil : String(change.former.prefix(500)),
      latter: change.latter.isEmpty ? nil : String(change.latter.prefix(500)), moment: views.moment(change.createdAt),
      person: change.actor.map { views.person($0) }, source: label(ofSource: change.source))
  }

  static func label(ofSource name: String) -> String { SourceName(rawValue: name)?.label ?? name }

  /// A source's own bytes: to be kept, never to be shown as anything.
  @Sendable private func record(_ visit: Visit) async throws -> Response {
    let paper = try await factsPaper(visit)
    let query = visit.request.uri.queryParameters
    let (source, key) = (query.get("source") ?? "", query.get("key") ?? "")
    guard let raw = try await store.read({ try $0.rawRecord(of: paper.id, source: source, key: key) }) else {
      throw WebError.notFound
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/plain; charset=utf-8", .contentDisposition: "attachment; filename=\"record.txt\"",
        .cacheControl: "private, no-cache", .vary: "Accept",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: raw.bytes)))
  }

  @Sendable private func editFacts(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let paper = try await factsPaper(visit)
    var page = editPage(paper, visit)
    page.title.value = paper.title
    page.authors.value = paper.authors.joined(separator: "\n")
    page.year.value = paper.year.map(String.init) ?? ""
    page.venue.value = paper.venueName ?? ""
    page.abstract.value = paper.abstract ?? ""
    return try render(page, visit)
  }

  @Sendable private func saveFacts(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paper = try await factsPaper(visit)
    var problems: [DomainError.Field: String] = [:]
    let added = form["identifiers"].split(whereSeparator: \.isNewline).map(String.init).filter { $0.contains { $0 != " " } }
    for text in added { _ = problems.noting { () throws(DomainError) in try PaperIdentifier(parsing: text) } }
    let known = paper.identifiers.map(\.canonical)
    let draft = form.paper(problems.isEmpty ? known + added : known, &problems)
    if problems.isEmpty, let draft {
      do {
        let row = try await publisher.edit(paper: paper.id, to: draft, by: viewer)
        return seeOther((row.bestIdentifier?.pagePath ?? "/papers") + "?done=saved")
      } catch let error as PublishError {
        problems[.identifier] = error.message
      }
    }
    var page = editPage(paper, visit)
    page.head.hasProblems = true
    page.title = form.field("title", problem: problems[.title])
    page.authors = form.field("authors", problem: problems[.authors])
    page.year = form.field("year", problem: problems[.year])
    page.venue = form.field("venue", problem: problems[.venue])
    page.abstract = form.field("abstract", problem: problems[.abstract])
    page.identifiers = form.field("identifiers", problem: problems[.identifier] ?? problems[.identifiers])
    page.problems = ProblemList(
      FormProblem.list(page.title, page.authors, page.year, page.venue, page.abstract, page.identifiers))
    return try render(page, visit, status: .unprocessableContent)
  }

  private func editPage(_ paper: PaperRow, _ visit: Visit) -> EditFactsPage {
    EditFactsPage(
      chrome: chrome(visit), head: PageHead(title: "Correct the facts about \(paper.title)", hidesFromSearch: true),
      paper: ViewMaker(self, visit).line(paper), action: "/facts/\(paper.id)/edit", title: FormField("title"),
      authors: FormField("authors"), year: FormField("year"), venue: FormField("venue"), abstract: FormField("abstract"),
      identifiers: FormField("identifiers"), factsAddress: "/facts/\(paper.id)")
  }

  /// Asks the sources of a paper again: for versions, corrections, and what they say better by now.
  @Sendable private func askSources(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paper = try await factsPaper(visit)
    guard let sources else { throw WebError.notFound }
    let outcome = try await PaperAsking(publisher: publisher, sources: sources, patience: .seconds(8)).ask(about: paper)
    return seeOther("/facts/\(paper.id)" + (outcome.records > 0 ? "?done=asked" : "?done=unanswered"))
  }

  /// Asks for a summary of a paper, or takes that back.
  @Sendable private func want(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paper = try await factsPaper(visit)
    let wants = form["want"].utf8.elementsEqual("1".utf8)
    try await store.write { try $0.setWish(for: paper.id, by: viewer.id, wants) }
    return seeOther((paper.bestIdentifier?.pagePath ?? "/papers") + (wants ? "?done=wanted" : ""))
  }
}
