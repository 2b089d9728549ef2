internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Store

/// Lists that anybody may read: papers, venues, hashtags; and the page about the site.
extension Site {
  func addLists(to routes: Routes) {
    _ =
      routes
      .get("/about", use: page(about))
      .get("/papers", use: page(papers))
      .get("/venues", use: page(venues))
      .get("/venue/{key}", use: page(newestYear))
      .get("/venue/{key}/{year}", use: page(venue))
      .get("/tags/{tag}", use: page(tag))
      .get("/home", use: memberPage(timeline))
      .get("/timeline", use: page { _ in moved("/home") })
  }

  @Sendable private func tag(_ visit: Visit) async throws -> Response {
    guard let name = visit.parameters.get("tag").flatMap({ PercentCoding.decoded($0.utf8) }), (1...256).contains(name.utf8.count)
    else {
      throw WebError.notFound
    }
    let views = ViewMaker(self, visit)
    let (cards, last) = try await store.read { transaction in
      let rows = try transaction.summaries(tagged: name.lowercased(), before: visit.before, limit: Self.pageSize + 1)
      return try (rows.prefix(Self.pageSize).compactMap { try views.card($0, in: transaction) }, Self.last(rows))
    }
    let path = "/tags/\(PercentCoding.encoded(name))"
    return try render(
      HomePage(
        chrome: chrome(visit), head: PageHead(title: "#\(name)", canonical: instance.addresses.url(path)).with(feeds: path),
        heading: "#\(name)",
        orderings: [NavigationLink(label: "#\(name)", address: path, isCurrent: true)], cards: cards,
        pager: Self.pager(path, visit, last)),
      visit)
  }

  @Sendable private func timeline(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let views = ViewMaker(self, visit)
    let (items, last) = try await store.read { transaction in
      let rows = try transaction.homeTimeline(of: viewer.id, before: visit.before, limit: Self.pageSize + 1)
      let items = try rows.prefix(Self.pageSize).map { row in
        let sharer = row.sharer.map { views.person($0) }
        if let card = try views.card(row.post, in: transaction) { return TimelineItem(card: card, sharer: sharer) }
        var reply = views.reply(try transaction.seen(row.post, by: viewer), depth: 0)
        // A question says about which paper.
        if reply.title != nil, let paper = try row.post.post.paperID.flatMap({ try transaction.paper($0) }) {
          reply.thread = LinkView(label: paper.title, address: views.address(paper))
        }
        return TimelineItem(reply: reply, sharer: sharer)
      }
      return (items, rows.count > Self.pageSize ? rows.dropLast().last?.entry : nil)
    }
    return try render(
      TimelinePage(
        chrome: chrome(visit), head: PageHead(title: "Your timeline", hidesFromSearch: true), items: items,
        pager: Self.pager("/home", visit, last)),
      visit)
  }

  @Sendable private func papers(_ visit: Visit) async throws -> Response {
    let views = ViewMaker(self, visit)
    let (papers, last) = try await store.read { transaction in
      let rows = try transaction.recentPapers(before: visit.before, limit: Self.pageSize + 1)
      return try (
        rows.prefix(Self.pageSize).map { try views.entry($0, in: transaction) },
        rows.count > Self.pageSize ? rows.dropLast().last?.id : nil
      )
    }
    return try render(
      PaperListPage(
        chrome: chrome(visit),
        head: PageHead(title: "Papers", canonical: visit.before == nil ? instance.addresses.url("/papers") : nil),
        heading: "Papers", papers: papers, pager: Self.pager("/papers", visit, last)),
      visit)
  }

  @Sendable private func venues(_ visit: Visit) async throws -> Response {
    let start = visit.request.uri.queryParameters.get("after")
    let rows = try await store.read { try $0.venues(behind: start, limit: Self.longPage + 1) }
    let venues = rows.prefix(Self.longPage)
    return try render(
      VenueListPage(
        chrome: chrome(visit), head: PageHead(title: "Venues", canonical: instance.addresses.url("/venues")),
        venues: venues.map { venue in
          VenueLine(
            address: "/venue/\(venue.key)", name: venue.name,
            summariesLabel: "\(counted(venue.papers, "paper", "papers")), \(counted(venue.summaries, "summary", "summaries"))")
        }, pager: Self.pager("/venues", behind: start, rows.count > venues.count ? venues.last?.key : nil)),
      visit)
  }

  @Sendable private func newestYear(_ visit: Visit) async throws -> Response {
    let key = visit.parameters.get("key") ?? ""
    let found = try await store.read { transaction -> VenueYear? in
      if let newest = try transaction.years(ofVenue: key).first { return VenueYear(of: newest.year) }
      return try transaction.papersWithoutYear(ofVenue: key) > 0 ? VenueYear.unknown : nil
    }
    guard let found else { throw WebError.notFound }
    return seeOther("/venue/\(PercentCoding.encoded(key))/\(found.path)")
  }

  @Sendable private func venue(_ visit: Visit) async throws -> Response {
    let key = visit.parameters.get("key") ?? ""
    guard let year = visit.parameters.get("year").flatMap({ VenueYear($0) }) else { throw WebError.notFound }
    if let format = visit.request.wantedExport {
      guard let file = try await export(venue: key, year, format) else { throw WebError.notFound }
      return file
    }
    let views = ViewMaker(self, visit)
    let folder = "/venue/\(key)/\(year.path)"
    let found = try await store.read { transaction -> VenuePage? in
      guard let name = try transaction.venueName(key) else { return nil }
      let years = try transaction.years(ofVenue: key)
      let undated = try transaction.papersWithoutYear(ofVenue: key)
      guard year == .unknown ? undated > 0 : years.contains(where: { $0.year == year.year }) else { return nil }
      var tabs = years.map {
        NavigationLink(
          label: "\($0.year)", address: "/venue/\(key)/\($0.year)", isCurrent: $0.year == year.year, figure: "\($0.papers)")
      }
      if undated > 0 {
        let unknown = VenueYear.unknown
        tabs.append(
          NavigationLink(
            label: unknown.label, address: "/venue/\(key)/\(unknown.path)", isCurrent: year == unknown, figure: "\(undated)"))
      }
      let rows = try transaction.papers(venue: key, year: year.year, behind: visit.before, limit: Self.longPage + 1)
      let papers = try rows.prefix(Self.longPage).map { try views.entry($0, in: transaction) }
      var pager = Self.pager(folder, visit, rows.count > papers.count ? rows.dropLast().last?.id : nil)
      (pager.newerLabel, pager.olderLabel) = ("From the first", "More")
      let room = try transaction.localActor(named: key).flatMap { $0.kind == .venue && $0.state == .active ? $0 : nil }
      let halves = room.map { HandleHalves(views.handle($0)) }
      return VenuePage(
        chrome: chrome(visit),
        head: PageHead(
          title: year.year.map { "\(name) \($0)" } ?? "\(name), unknown year", canonical: instance.addresses.url(folder),
          activityAddress: room?.uri.text
        ).with(feeds: year == .unknown ? "/venue/\(key)" : folder), name: name,
        handleName: halves?.name, handleHost: halves?.host ?? "",
        relation: try room.flatMap { try views.relation(to: $0, in: transaction) },
        years: tabs, papers: papers, exports: Self.venueLinks(of: key, in: folder), pager: pager)
    }
    guard let found else { throw WebError.notFound }
    return try render(found, visit)
  }

  @Sendable private func about(_ visit: Visit) async throws -> Response {
    let figures = try await figures.figures(of: store)
    let joining =
      switch settings.registration {
      case .open: "Anybody may join."
      case .approval: "By approval: a person reads every request."
      case .invite: "By invitation of somebody who is here."
      case .closed: "This server takes no new accounts at present."
      }
    return try render(
      AboutPage(
        chrome: chrome(visit), head: PageHead(title: "About", canonical: instance.addresses.url("/about")),
        contact: contact, registration: joining, figures: figures, version: instance.version),
      visit)
  }

  /// Whom to ask, as a link.
  var contact: LinkView? {
    settings.contact.map { address in
      LinkView(label: address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address, address: address)
    }
  }

  /// The key of the next page, when one more row than shown was found.
  static func last(_ rows: [AuthoredPost]) -> RowID? { rows.count > pageSize ? rows.dropLast().last?.post.id : nil }

  /// Entries of one page of a list whose entries are short.
  static let longPage = 100

  /// The pager of a list that is not by time, whose pages begin behind a key.
  static func pager(_ path: String, behind start: String?, _ last: String?) -> PagerView {
    PagerView(
      newerAddress: start == nil ? nil : path, olderAddress: last.map { "\(path)?after=\(PercentCoding.encoded($0))" },
      newerLabel: "From the first", olderLabel: "More")
  }

  static func pager(_ path: String, _ visit: Visit, _ last: RowID?) -> PagerView {
    let mark = path.contains("?") ? "&" : "?"
    return PagerView(newerAddress: visit.before == nil ? nil : path, olderAddress: last.map { "\(path)\(mark)before=\($0)" })
  }
}

extension ViewMaker {
  /// The card of a summary; nil for what is no summary of a paper known here.
  ///
  /// - Parameter isRanked: whether it stands in an order that readers may ask about
  func card(_ authored: AuthoredPost, in transaction: ReadTransaction, isRanked: Bool = false) throws -> SummaryCard? {
    guard authored.post.kind == .summary, let paperID = authored.post.paperID, let paper = try transaction.paper(paperID) else {
      return nil
    }
    var card = card(authored, of: paper)
    card.whyAddress = isRanked ? "/why/\(authored.post.id)" : nil
    return card
  }
}
