internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Store

/// A paper by any of its identifiers, and adding one.
extension Site {
  func addPapers(to routes: Routes) {
    _ =
      routes
      .get("/paper", use: page(oldLink))
      .get("/paper/**", use: page(paper))
      .get("/add", use: memberPage(addForm))
      .post("/add", use: memberForm(add))
  }

  /// ShortScience's links: `/paper?bibtexKey=journals/corr/1608.06993`.
  @Sendable private func oldLink(_ visit: Visit) async throws -> Response {
    guard let key = visit.request.uri.queryParameters.get("bibtexKey"),
      let identifier = (try? PaperIdentifier(parsing: key)) ?? (try? PaperIdentifier(parsing: "dblp:\(key)"))
    else { throw WebError.notFound }
    let known = try await store.read { try $0.paper(identifier) }
    return moved(known?.bestIdentifier?.pagePath ?? identifier.pagePath)
  }

  @Sendable private func paper(_ visit: Visit) async throws -> Response {
    let path = visit.request.uri.path
    guard let identifier = Self.identifier(inPath: path) else { throw WebError.notFound }
    guard let paper = try await store.read({ try $0.paper(identifier) }) else { return try unknown(identifier, visit) }
    if visit.request.wantsActivity { return document(at: instance.addresses.actor(.paper, paper.name)) }
    if let format = visit.request.wantedExport { return export(paper, format, to: visit.request) }
    let canonical = paper.bestIdentifier?.pagePath ?? path
    guard path.utf8.elementsEqual(canonical.utf8) else { return moved(canonical) }
    return try render(described(try await paperPage(paper, visit), of: paper), visit)
  }

  /// The identifier in `/paper/SCHEME/VALUE`.
  static func identifier(inPath path: String) -> PaperIdentifier? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, let scheme = PaperScheme(rawValue: String(decoding: parts[2], as: UTF8.self)),
      let value = PercentCoding.decoded(parts[3])
    else { return nil }
    let text = scheme == .url ? value : "\(scheme.rawValue):\(value)"
    return try? PaperIdentifier(parsing: text)
  }

  private func unknown(_ identifier: PaperIdentifier, _ visit: Visit) throws -> Response {
    let add = "/add?identifier=" + PercentCoding.encoded(identifier.canonical)
    return try error(
      visit, .notFound, heading: "This paper is not here yet", explanation: "Nobody has added \(identifier.canonical).",
      suggestions: [LinkView(label: "Add the paper", address: add), LinkView(label: "See it there", address: identifier.url)])
  }

  /// A paper with its summaries, best first, and the threads under them.
  func paperPage(_ paper: PaperRow, _ visit: Visit) async throws -> PaperPage {
    let views = ViewMaker(self, visit)
    let viewer = visit.viewer
    let chrome = chrome(visit)
    let page = try await store.read { transaction -> PaperPage? in
      guard let room = try transaction.actor(paper.actorID) else { return nil }
      let threads = try transaction.summaries(of: paper.id, seenBy: viewer?.id)
        .map { try transaction.seenThread($0, by: viewer, limit: Self.shownReplies + 1) }
      let own = threads.contains { $0.root.author.id == viewer?.id }
      let write = "/write/\(paper.id)"
      return PaperPage(
        chrome: chrome,
        head: PageHead(
          title: paper.title, description: threads.first.map { String($0.root.post.tldr.prefix(200)) },
          canonical: instance.addresses.url(views.address(paper)), activityAddress: room.uri.text),
        paper: views.paper(paper, room: room, relation: try views.relation(to: room, in: transaction)),
        summariesLabel: threads.isEmpty ? "" : counted(threads.count, "summary", "summaries"),
        summaries: threads.map { views.summary($0, namesPaper: false, shown: Self.shownReplies) },
        writeAddress: viewer == nil || own ? nil : write, editOwnAddress: own ? write : nil, pager: PagerView())
    }
    guard let page else { throw WebError.notFound }
    return page
  }

  /// Comments under one summary on a paper's page; the rest is on the summary's own.
  static let shownReplies = 50
}

extension Site {
  @Sendable private func addForm(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let identifier = visit.request.uri.queryParameters.get("identifier") ?? ""
    return try render(
      AddPaperPage(
        chrome: chrome(visit), head: PageHead(title: "Add a paper", hidesFromSearch: true),
        identifier: FormField("identifier", value: identifier), title: FormField("title"), authors: FormField("authors"),
        year: FormField("year"), venue: FormField("venue")),
      visit)
  }

  /// Opens the paper that has the identifier, else adds it.
  @Sendable private func add(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    var problems: [DomainError.Field: String] = [:]
    let identifier = problems.noting { () throws(DomainError) in try PaperIdentifier(parsing: form["identifier"]) }
    if let identifier, let known = try await store.read({ try $0.paper(identifier) })?.bestIdentifier {
      return seeOther(known.pagePath + "?done=known")
    }
    let year = form["year"].filter { !$0.isWhitespace }
    if !year.isEmpty, year.utf8.count > 4 || Int(year) == nil { problems[.year] = "A year has four digits." }
    // Another paper's number stands in for a wrong one, so that all fields are checked; such a draft is never stored.
    let draft = PaperDraft(
      title: form["title"], authors: form["authors"].split(whereSeparator: \.isNewline).map(String.init), venue: form["venue"],
      year: Int(year), identifiers: [identifier?.canonical ?? "arxiv:1706.03762"])
    let paper = problems.noting { () throws(DomainError) in try draft.validated() }
    if problems.isEmpty, let paper {
      do {
        let row = try await publisher.addPaper(paper, source: "local")
        return seeOther((row.bestIdentifier?.pagePath ?? "/papers") + "?done=added")
      } catch let error as PublishError {
        problems[.identifier] = error.message
      }
    }
    return try refused(form, problems, visit)
  }

  private func refused(_ form: FormBody, _ problems: [DomainError.Field: String], _ visit: Visit) throws -> Response {
    let identifier = form.field("identifier", problem: problems[.identifier] ?? problems[.identifiers])
    let title = form.field("title", problem: problems[.title])
    let authors = form.field("authors", problem: problems[.authors])
    let year = form.field("year", problem: problems[.year])
    let venue = form.field("venue", problem: problems[.venue])
    return try render(
      AddPaperPage(
        chrome: chrome(visit), head: PageHead(title: "Add a paper", hidesFromSearch: true, hasProblems: true),
        problems: ProblemList(FormProblem.list(identifier, title, authors, year, venue)), identifier: identifier, title: title,
        authors: authors, year: year, venue: venue),
      visit, status: .unprocessableContent)
  }
}

extension Dictionary where Key == DomainError.Field, Value == String {
  /// Runs a check and keeps what it has to say about its field, unless something was said already.
  mutating func noting<T>(_ check: () throws(DomainError) -> T) -> T? {
    do {
      return try check()
    } catch {
      if self[error.field] == nil { self[error.field] = error.message }
      return nil
    }
  }
}
