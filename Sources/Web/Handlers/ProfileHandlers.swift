internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Store

/// People and rooms, and what they wrote: `/@NAME`, `/@NAME@HOST`, `/@NAME/ID`.
extension Site {
  func addProfiles(to routes: Routes) {
    _ =
      routes
      .get("/@{name}", use: page(profile))
      .get("/@{name}/{part}", use: page(part))
  }

  /// The actor a path names: of here, or of elsewhere as stored; those who do not take part are not found.
  func actor(_ visit: Visit) async throws -> ActorRow {
    let name = visit.parameters.get("name") ?? ""
    let found = try await store.read { transaction -> ActorRow? in
      let actor: ActorRow?
      if !name.utf8.contains(UInt8(ascii: "@")) {
        actor = try transaction.localActor(named: name)
      } else if let handle = try? Handle(parsing: name) {
        let isOurs = handle.host.utf8.elementsEqual(origin.authority.utf8)
        actor =
          isOurs
          ? try transaction.localActor(named: handle.name) : try transaction.remoteActor(named: handle.name, at: handle.host)
      } else {
        return nil
      }
      return try actor.flatMap { try transaction.isPresent($0) ? $0 : nil }
    }
    guard let found else { throw WebError.notFound }
    return found
  }

  @Sendable private func profile(_ visit: Visit) async throws -> Response {
    let actor = try await actor(visit)
    if visit.request.wantsActivity { return document(at: actor.uri.text) }
    if let page = try await elsewhere(actor, visit) { return page }
    return try await works(of: actor, kinds: [.summary], visit)
  }

  /// Rooms of papers have the paper's page; a local person has one address.
  private func elsewhere(_ actor: ActorRow, _ visit: Visit) async throws -> Response? {
    if actor.kind == .instance { return seeOther("/about") }
    if actor.kind == .paper, actor.isLocal,
      let path = try await store.read({ try $0.paper(room: actor.id)?.bestIdentifier?.pagePath })
    {
      return seeOther(path)
    }
    if actor.isLocal, actor.kind == .venue { return seeOther("/venue/\(actor.name)") }
    if actor.isLocal, actor.kind == .topic, let topic = try await store.read({ try $0.topic(actor.name) }) {
      return seeOther("/topic/\(PercentCoding.encoded(topic.slug))")
    }
    let name = visit.parameters.get("name") ?? ""
    return actor.isLocal && name.utf8.contains(UInt8(ascii: "@")) ? moved("/@\(actor.name)") : nil
  }

  @Sendable private func part(_ visit: Visit) async throws -> Response {
    switch visit.parameters.get("part") ?? "" {
    case "comments": return try await works(of: try await actor(visit), kinds: [.reply, .note], visit)
    case "liked": return try await voted(1, "Liked", visit)
    case "disliked": return try await voted(-1, "Disliked", visit)
    case "papers": return try await ownPapers(visit)
    case "views": return try await views(visit)
    case "views.svg": return try await viewChart(visit)
    case "followers": return try await people(visit, title: "Followers") { try $0.followers(of: $1, before: $2, limit: $3) }
    case "following": return try await people(visit, title: "Following") { try $0.following(of: $1, before: $2, limit: $3) }
    default: return try await status(visit)
    }
  }

  private func works(of actor: ActorRow, kinds: [PostKind], _ visit: Visit) async throws -> Response {
    let views = ViewMaker(self, visit)
    let isSummaries = kinds == [.summary]
    let path = views.address(actor) + (isSummaries ? "" : "/comments")
    let page = try await store.read { transaction -> ProfilePage in
      let rows = try transaction.posts(
        by: actor.id, kinds: kinds, seenBy: visit.viewer?.id, before: visit.before, limit: Self.pageSize + 1)
      let shown = rows.prefix(Self.pageSize)
      var page = try profile(
        of: actor, tab: isSummaries ? "Summaries" : "Comments", pager: Self.pager(path, visit, Self.last(rows)), visit,
        in: transaction)
      if isSummaries {
        page.cards = try shown.compactMap { try views.card($0, in: transaction) }
      } else {
        page.replies = try shown.map { row in
          views.reply(
            try transaction.seen(row, by: visit.viewer), depth: 0, nil, nil, try Self.thread(of: row.post, views, in: transaction)
          )
        }
      }
      if shown.isEmpty {
        page.emptiness = "\(page.person.name) has not written a \(isSummaries ? "summary" : "comment") that is known here."
      }
      return page
    }
    return try render(page, visit)
  }

  /// What stands above every tab.
  func profile(
    of actor: ActorRow, tab: String, pager: PagerView, _ visit: Visit, in transaction: ReadTransaction
  ) throws -> ProfilePage {
    let views = ViewMaker(self, visit)
    var page = ProfilePage(
      chrome: chrome(visit), head: head(actor, views), person: views.person(actor),
      origin: views.origin(actor.host, isLocal: actor.isLocal, address: actor.url), bioHTML: views.biography(actor),
      tabs: try Self.tabs(actor, views, current: tab, in: transaction), pager: pager)
    page.joined = actor.isLocal ? "Joined \(views.moment(actor.createdAt).text)" : nil
    if try transaction.isUnclaimed(actor) {
      page.joined = nil
      page.waitsFor = "This account was made for summaries that were brought here; its owner has not claimed it yet."
    }
    page.relation = try views.relation(to: actor, in: transaction)
    page.score = try actor.isLocal && actor.kind == .person ? Self.score(of: actor, now: store.now(), in: transaction) : nil
    page.isOwn = visit.viewer?.id == actor.id
    page.elsewhereAddress = visit.viewer == nil ? "/elsewhere/\(actor.id)" : nil
    page.details = try transaction.orcid(of: actor.id).map { [Self.detail(orcid: $0)] } ?? []
    return page
  }

  private static func detail(orcid: String) -> ProfileDetail {
    ProfileDetail(
      name: "ORCID, as they say",
      valueHTML: TrustedHTML(sanitized: "<a href=\"https://orcid.org/\(orcid)\" rel=\"external me\">\(orcid)</a>"))
  }

  /// `Score 2.5 over 4 summaries`; votes of the last two days do not count yet (`Documentation/rankings.md`).
  private static func score(of actor: ActorRow, now: Timestamp, in transaction: ReadTransaction) throws -> String? {
    let score = try transaction.score(of: actor.id, votesBefore: now.adding(seconds: -2 * 86_400))
    guard score.voted > 0 else { return nil }
    let mean = decimal(Double(score.net) / Double(score.voted), 2)
    return "Score \(mean) over \(counted(score.voted, "summary", "summaries"))"
  }

  private func head(_ actor: ActorRow, _ views: ViewMaker) -> PageHead {
    let head = PageHead(
      title: "\(views.person(actor).name) (\(views.handle(actor)))",
      canonical: actor.isLocal ? actor.url : ViewMaker.link(actor.url),
      activityAddress: actor.uri.text, properties: [MetaView("og:type", "profile")], hidesFromSearch: !actor.isLocal)
    return actor.isLocal && actor.kind == .person ? head.with(feeds: views.address(actor)) : head
  }

  /// The summary a comment belongs to, if anybody may see it.
  private static func thread(of post: PostRow, _ views: ViewMaker, in transaction: ReadTransaction) throws -> LinkView? {
    guard let rootID = post.rootID, let root = try transaction.post(rootID, seenBy: views.viewer?.id) else { return nil }
    if root.post.isQuestion, let title = root.post.title {
      return LinkView(label: "the question “\(title)”", address: views.address(root.post, by: root.author))
    }
    guard root.post.kind == .summary,
      let paper = try root.post.paperID.flatMap({ try transaction.paper($0) })
    else { return nil }
    return LinkView(
      label: "\(views.person(root.author).name)’s summary of \(paper.title)", address: views.address(root.post, by: root.author))
  }

  static func tabs(
    _ actor: ActorRow, _ views: ViewMaker, current: String, in transaction: ReadTransaction
  ) throws -> [NavigationLink] {
    let path = views.address(actor)
    var tabs = [
      NavigationLink(label: "Summaries", address: path), NavigationLink(label: "Comments", address: path + "/comments"),
    ]
    if actor.isLocal, actor.kind == .person {
      if try transaction.orcid(of: actor.id) != nil { tabs.append(NavigationLink(label: "Papers", address: path + "/papers")) }
      tabs.append(NavigationLink(label: "Lists", address: path + "/lists"))
    }
    if views.viewer?.id == actor.id {
      tabs += ["Liked", "Disliked", "Views"].map { NavigationLink(label: $0, address: "\(path)/\($0.lowercased())") }
    }
    // Of people elsewhere only those here are known, which would pass for all.
    if actor.isLocal {
      tabs.append(
        NavigationLink(
          label: "Followers", address: path + "/followers", figure: "\(try transaction.followerCount(of: actor.id))"))
      tabs.append(
        NavigationLink(
          label: "Following", address: path + "/following", figure: "\(try transaction.followingCount(of: actor.id))"))
    }
    return tabs.map { tab in
      var tab = tab
      tab.isCurrent = tab.label == current
      return tab
    }
  }

  private func people(
    _ visit: Visit, title: String,
    list: @Sendable @escaping (ReadTransaction, RowID, RowID?, Int) throws -> [(key: RowID, actor: ActorRow)]
  ) async throws -> Response {
    let actor = try await actor(visit)
    guard actor.isLocal else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let page = try await store.read { transaction in
      let rows = try list(transaction, actor.id, visit.before, Self.pageSize + 1)
      let cards = try rows.prefix(Self.pageSize).map { try views.card($0.actor, in: transaction) }
      let last = rows.count > cards.count ? rows.dropLast().last?.key : nil
      return PeopleListPage(
        chrome: chrome,
        head: PageHead(title: "\(title): \(views.person(actor).name)", hidesFromSearch: true), person: views.person(actor),
        tabs: try Self.tabs(actor, views, current: title, in: transaction), cards: cards,
        emptiness: cards.isEmpty ? "Nobody yet." : nil,
        pager: Self.pager("\(views.address(actor))/\(title.lowercased())", visit, last))
    }
    return try render(page, visit)
  }
}

extension ReadTransaction {
  /// Whether an actor takes part: nobody suspended, deleted or of a blocked server, and nobody who waits for approval.
  func isPresent(_ actor: ActorRow) throws -> Bool {
    guard actor.state == .active, try !isBlocked(host: actor.host) else { return false }
    guard actor.isLocal, actor.kind == .person, let member = try member(actor.id) else { return true }
    return member.account.state == .approved
  }
}
