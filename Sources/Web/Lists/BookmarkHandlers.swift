internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// Marking summaries to find them again; nobody else sees what one marked.
extension Site {
  func addBookmarks(to routes: Routes) {
    _ =
      routes
      .get("/bookmarks", use: memberPage(bookmarks))
      .post("/post/{id}/bookmark", use: memberForm(bookmark))
  }

  @Sendable private func bookmarks(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let views = ViewMaker(self, visit)
    let (cards, last) = try await store.read { transaction in
      let rows = try transaction.bookmarks(of: viewer.id, before: visit.before, limit: Self.pageSize + 1)
      let cards = try rows.prefix(Self.pageSize).compactMap { try views.card($0.post, in: transaction) }
      return (cards, rows.count > Self.pageSize ? rows.dropLast().last?.key : nil)
    }
    return try render(
      BookmarksPage(
        chrome: chrome(visit), head: PageHead(title: "Your bookmarks", hidesFromSearch: true), cards: cards,
        pager: Self.pager("/bookmarks", visit, last)),
      visit)
  }

  @Sendable private func bookmark(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let id = try visit.id("id")
    let isKept = form["keep"].utf8.elementsEqual("1".utf8)
    let isSummary = try await store.write { transaction in
      guard let seen = try transaction.post(id, seenBy: viewer.id), seen.post.kind == .summary else { return false }
      try transaction.setBookmark(isKept, of: id, by: viewer.id)
      return true
    }
    guard isSummary else { throw WebError.notFound }
    return seeOther(try await back(to: id, visit))
  }
}

extension ViewMaker {
  /// The button that marks a summary; nil for visitors.
  func bookmark(_ seen: SeenPost) -> BookmarkView? {
    guard viewer != nil else { return nil }
    return BookmarkView(
      action: "/post/\(seen.post.id)/bookmark", isKept: seen.isBookmarked, subject: "the summary by \(person(seen.author).name)")
  }
}
