internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Store

/// Papers by topic and by author, those that somebody wants a summary of, and a summary by chance.
extension Site {
  func addTopics(to routes: Routes) {
    _ =
      routes
      .get("/topics", use: page(topics))
      .get("/topic/{slug}", use: page(topic))
      .get("/author/{name}", use: page(author))
      .get("/wanted", use: page(wanted))
      .get("/random", use: page(random))
  }

  @Sendable private func topics(_ visit: Visit) async throws -> Response {
    let start = visit.request.uri.queryParameters.get("after")
    let rows = try await store.read { try $0.topics(behind: start, limit: Self.longPage + 1) }
    let topics = rows.prefix(Self.longPage)
    return try render(
      VenueListPage(
        chrome: chrome(visit), head: PageHead(title: "Topics", canonical: instance.addresses.url("/topics")), heading: "Topics",
        venues: topics.map { topic in
          VenueLine(
            address: "/topic/\(PercentCoding.encoded(topic.slug))", name: topic.name,
            fullName: topic.slug.contains(".") || topic.slug.contains("-") ? topic.slug : nil,
            summariesLabel: "\(counted(topic.papers, "paper", "papers")), \(counted(topic.summaries, "summary", "summaries"))")
        }, emptiness: "No paper here has a topic yet.",
        pager: Self.pager("/topics", behind: start, rows.count > topics.count ? topics.last?.key : nil)),
      visit)
  }

  @Sendable private func topic(_ visit: Visit) async throws -> Response {
    guard let slug = visit.parameters.get("slug").flatMap({ PercentCoding.decoded($0.utf8) }), let key = Topic.key(ofSlug: slug)
    else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let found = try await store.read { transaction -> (TopicRow, [PaperLine], RowID?, ActorRow?, RelationView?)? in
      guard let topic = try transaction.topic(key.text) else { return nil }
      let rows = try transaction.papers(topic: topic.key, before: visit.before, limit: Self.pageSize + 1)
      let room = try transaction.localActor(named: topic.key).flatMap { $0.kind == .topic && $0.state == .active ? $0 : nil }
      return (
        topic, try Self.entries(rows, views, in: transaction), Self.last(rows), room,
        try room.flatMap { try views.relation(to: $0, in: transaction) }
      )
    }
    guard let (topic, papers, last, room, relation) = found else { throw WebError.notFound }
    let path = "/topic/\(PercentCoding.encoded(topic.slug))"
    guard slug.utf8.elementsEqual(topic.slug.utf8) else { return moved(path) }
    var page = PaperListPage(
      chrome: chrome(visit),
      head: PageHead(title: topic.name, canonical: visit.before == nil ? instance.addresses.url(path) : nil),
      heading: topic.name, papers: papers, pager: Self.pager(path, visit, last))
    page.place = LinkView(label: "Topics", address: "/topics")
    page.handle = room.map { HandleHalves(views.handle($0)) }
    page.relation = relation
    page.head = page.head.with(feeds: path)
    page.head.activityAddress = room?.uri.text
    page.lead = "\(counted(topic.papers, "paper", "papers")), \(counted(topic.summaries, "summary", "summaries"))"
    return try render(page, visit)
  }

  @Sendable private func author(_ visit: Visit) async throws -> Response {
    guard let name = visit.parameters.get("name").flatMap({ PercentCoding.decoded($0.utf8) }), (1...800).contains(name.utf8.count)
    else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let (rows, entries, orcids) = try await store.read { transaction in
      let rows = try transaction.papers(author: name, before: visit.before, limit: Self.pageSize + 1)
      return (rows, try Self.entries(rows, views, in: transaction), try transaction.orcids(ofAuthor: name))
    }
    guard !rows.isEmpty || visit.before != nil else { throw WebError.notFound }
    // As it is printed on the papers, not as it was typed.
    let printed = rows.first?.authors.first { $0.lowercased().utf8.elementsEqual(name.lowercased().utf8) } ?? name
    let path = "/author/\(PercentCoding.encoded(printed))"
    var page = PaperListPage(
      chrome: chrome(visit),
      head: PageHead(title: printed, canonical: visit.before == nil ? instance.addresses.url(path) : nil), heading: printed,
      papers: entries, pager: Self.pager(path, visit, Self.last(rows)))
    page.head = page.head.with(feeds: path)
    page.lead = "Papers on which this name stands. Different people may have it."
    page.links = orcids.map { LinkView(label: "ORCID \($0)", address: "https://orcid.org/\($0)") }
    return try render(page, visit)
  }

  @Sendable private func wanted(_ visit: Visit) async throws -> Response {
    let views = ViewMaker(self, visit)
    let rows = try await store.read { try $0.wantedPapers(behind: visit.before, limit: Self.pageSize + 1) }
    let papers = rows.prefix(Self.pageSize).map { paper, wishes in
      var line = views.line(paper, summariesLabel: "wanted by \(wishes)")
      line.contextObject = views.contextObject(of: paper)
      return line
    }
    var pager = Self.pager("/wanted", visit, Self.last(rows.map(\.paper)))
    (pager.newerLabel, pager.olderLabel) = ("From the first", "More")
    var page = PaperListPage(
      chrome: chrome(visit), head: PageHead(title: "Summaries wanted", canonical: instance.addresses.url("/wanted")),
      heading: "Summaries wanted", papers: papers, pager: pager)
    page.lead = "Papers without a summary that people asked for."
    page.orderings = Self.waiting(for: "/wanted")
    return try render(page, visit)
  }

  @Sendable private func random(_ visit: Visit) async throws -> Response {
    let found = try await store.read { try $0.someSummary(at: Double.random(in: 0...1)) }
    guard let found else { return seeOther("/papers") }
    return seeOther(ViewMaker(self, visit).address(found.post, by: found.author))
  }

  private static func entries(_ rows: [PaperRow], _ views: ViewMaker, in transaction: ReadTransaction) throws -> [PaperLine] {
    try rows.prefix(pageSize).map { try views.entry($0, in: transaction) }
  }

  static func last(_ rows: [PaperRow]) -> RowID? { rows.count > pageSize ? rows.dropLast().last?.id : nil }
}
