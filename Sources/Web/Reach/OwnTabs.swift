internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// Tabs of somebody's page beside what they wrote.
extension Site {
  /// What one voted on oneself; to others there is nothing.
  func voted(_ value: Int, _ tab: String, _ visit: Visit) async throws -> Response {
    let actor = try await actor(visit)
    guard actor.id == visit.viewer?.id else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let path = "\(views.address(actor))/\(tab.lowercased())"
    let page = try await store.read { transaction -> ProfilePage in
      let rows = try transaction.summaries(votedBy: actor.id, value: value, before: visit.before, limit: Self.pageSize + 1)
      var page = try profile(of: actor, tab: tab, pager: Self.pager(path, visit, Self.last(rows)), visit, in: transaction)
      page.head = PageHead(title: tab, hidesFromSearch: true)
      page.cards = try rows.prefix(Self.pageSize).compactMap { try views.card($0, in: transaction) }
      page.emptiness = rows.isEmpty ? "You have voted \(value > 0 ? "up" : "down") no summary yet. Only you see this list." : nil
      return page
    }
    return try render(page, visit)
  }

  /// Papers that bear the ORCID which somebody says is theirs, each with its best summary.
  func ownPapers(_ visit: Visit) async throws -> Response {
    let actor = try await actor(visit)
    let views = ViewMaker(self, visit)
    let page = try await store.read { transaction -> ProfilePage? in
      guard let orcid = try transaction.orcid(of: actor.id) else { return nil }
      let rows = try transaction.papers(orcid: orcid, before: visit.before, limit: Self.pageSize + 1)
      var page = try profile(
        of: actor, tab: "Papers", pager: Self.pager(views.address(actor) + "/papers", visit, Self.last(rows)), visit,
        in: transaction)
      page.papers = try rows.prefix(Self.pageSize).map { try views.entry($0, in: transaction) }
      page.emptiness = rows.isEmpty ? "No paper here bears the ORCID \(orcid) yet." : nil
      return page
    }
    guard let page else { throw WebError.notFound }
    return try render(page, visit)
  }
}
