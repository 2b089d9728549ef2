internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// What others did that concerns the viewer.
extension Site {
  func addNotifications(to routes: Routes) { _ = routes.get("/notifications", use: memberPage(notifications)) }

  /// Shown is read: the newest page marks all as read, except when a browser only looks ahead.
  @Sendable private func notifications(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let views = ViewMaker(self, visit)
    let (rows, last) = try await store.read { transaction in
      let rows = try transaction.notifications(of: viewer.id, before: visit.before, limit: Self.pageSize + 1)
      return try (
        rows.prefix(Self.pageSize).map { try views.notification($0, in: transaction) },
        rows.count > Self.pageSize ? rows.dropLast().last?.id : nil
      )
    }
    let response = try render(
      NotificationsPage(
        chrome: chrome(visit), head: PageHead(title: "Notifications", hidesFromSearch: true), notifications: rows,
        pager: Self.pager("/notifications", visit, last)),
      visit)
    let looksAhead = HTTPField.Name("Sec-Purpose").flatMap { visit.request.headers[$0] }?.contains("prefetch") ?? false
    if visit.request.method == .get, visit.before == nil, !looksAhead, visit.session?.unread != 0 {
      // A page can be read although the disk is full; they are marked the next time.
      _ = try? await store.write { try $0.markNotificationsRead(of: viewer.id) }
    }
    return response
  }
}

extension ViewMaker {
  func notification(_ row: NotificationRow, in transaction: ReadTransaction) throws -> NotificationView {
    let seen = try row.postID.flatMap { try transaction.post($0, seenBy: viewer?.id) }
    let root = try seen?.post.rootID.flatMap { try transaction.post($0, seenBy: viewer?.id) } ?? seen
    let paper = try root?.post.paperID.flatMap { try transaction.paper($0) }
    var view = NotificationView(
      actor: person(row.actor), deed: Self.deed(row.kind, isComment: seen?.post.kind != .summary), moment: moment(row.createdAt),
      isUnread: !row.isRead)
    if row.kind == .paper, let seen, let deed = try paperDeed(row, seen.post, paper, in: transaction) { view.deed = deed }
    if row.kind == .reply, let seen, let root, root.post.actorID == viewer?.id,
      let parent = try seen.post.parentID.flatMap({ try transaction.post($0) }), parent.actorID != root.post.actorID
    {
      view.deed = root.post.kind == .summary ? "commented below your summary of" : "answered below your question about"
    }
    if row.kind == .signUp {
      view.target = LinkView(label: "Moderation", address: "/moderation")
    } else if let seen {
      view.target = LinkView(label: paper?.title ?? "this thread", address: address(seen.post, by: seen.author))
      if row.kind == .reply || row.kind == .mention, seen.post.kind != .summary { view.excerptHTML = body(seen.post) }
    }
    return view
  }

  /// What happened to a paper that somebody wrote about; nil where that is not known any longer.
  private func paperDeed(
    _ row: NotificationRow, _ post: PostRow, _ paper: PaperRow?, in transaction: ReadTransaction
  ) throws -> String? {
    if let deed = try mergeDeed(row, post, paper, in: transaction) { return deed }
    let news = try paper.map { try transaction.news(of: $0.id, toldAt: row.createdAt) } ?? []
    return PaperNotice.deeds(news).map { $0 + ", which concerns your summary of" }
  }

  /// What a merge, its undoing or a split means to the writer of a summary; nil where the news are others.
  private func mergeDeed(
    _ row: NotificationRow, _ post: PostRow, _ paper: PaperRow?, in transaction: ReadTransaction
  ) throws -> String? {
    guard let paper, let entry = try transaction.merge(toldAt: row.createdAt, of: post.id, room: row.actor.id) else { return nil }
    if entry.undoneAt == row.createdAt { return "is a paper of its own again, with your summary of" }
    guard entry.kind == .merge else { return "is a paper of its own now, with your summary of" }
    let other = try transaction.summary(of: paper.id, by: post.actorID)
    return other.map { $0.id != post.id } == true
      ? "became one with another paper that you wrote about; both your summaries stand on the page of"
      : "became one with the paper that you wrote about:"
  }

  private static func deed(_ kind: NotificationKind, isComment: Bool) -> String {
    let what = isComment ? "comment on" : "summary of"
    return switch kind {
    case .follow: "follows you"
    case .like: "voted for your \(what)"
    case .dislike: "voted against your \(what)"
    case .share: "shared your \(what)"
    case .reply: "answered you on"
    case .mention: "mentioned you on"
    case .signUp: "asks for an account:"
    case .paper: "has news that concern your summary of"
    }
  }
}
