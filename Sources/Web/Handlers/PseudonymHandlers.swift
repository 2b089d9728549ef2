internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// What a person wrote under pseudonyms, for that person alone: everybody else gets what does not exist.
extension Site {
  func addPseudonyms(to routes: Routes) {
    _ =
      routes
      .get("/pseudonym/{paper}/news", use: memberPage(news))
      .get("/pseudonym/{paper}/claim", use: memberPage(confirmClaim))
      .post("/pseudonym/{paper}/claim", use: memberForm(claim))
      .get("/pseudonym/{paper}/delete", use: memberPage(confirmPseudonymDeletion))
      .post("/pseudonym/{paper}/delete", use: memberForm(deletePseudonym))
  }

  /// A page of the viewer's pseudonyms, and where more of them are: `?from=20`.
  func pseudonyms(_ visit: Visit, _ viewer: ActorRow) async throws -> ([PseudonymView], String?) {
    let views = ViewMaker(self, visit)
    let first =
      visit.request.uri.queryParameters.get("from").flatMap { Int($0) }.map { min(max(0, $0), Publisher.mostPseudonyms) } ?? 0
    let found = try await publisher.pseudonymous(by: viewer, from: first, limit: Self.pageSize + 1)
    let shown = try await store.read { transaction in
      try found.prefix(Self.pageSize).compactMap { hidden -> PseudonymView? in
        guard let paper = try transaction.paper(hidden.paper) else { return nil }
        let unread = try hidden.actor.map { try transaction.unreadNotifications(of: $0.id) } ?? 0
        let path = "/pseudonym/\(paper.id)"
        return PseudonymView(
          about: views.line(paper), name: hidden.actor.map { views.person($0).name },
          address: hidden.actor.flatMap { actor in hidden.post.map { views.address($0, by: actor) } },
          isWaiting: hidden.waiting != nil, editAddress: "/write/\(paper.id)", deleteAddress: "\(path)/delete",
          claimAddress: hidden.post.map { _ in "\(path)/claim" }, newsAddress: hidden.actor.map { _ in "\(path)/news" },
          news: unread == 0 ? nil : "\(unread) new")
      }
    }
    return (shown, found.count > Self.pageSize ? "/unseen?from=\(first + Self.pageSize)" : nil)
  }

  /// What others did that concerns a pseudonym; it is told here, since a notice to its writer would say whose it is.
  @Sendable private func news(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (hidden, paper) = try await hidden(visit, viewer)
    guard let actor = hidden.actor else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let (rows, last) = try await store.read { transaction in
      let rows = try transaction.notifications(of: actor.id, before: visit.before, limit: Self.pageSize + 1)
      return try (
        rows.prefix(Self.pageSize).map { try views.notification($0, in: transaction) },
        rows.count > Self.pageSize ? rows.dropLast().last?.id : nil
      )
    }
    let response = try render(
      NotificationsPage(
        chrome: chrome(visit), head: PageHead(title: "\(views.person(actor).name): notifications", hidesFromSearch: true),
        notifications: rows, pager: Self.pager("/pseudonym/\(paper.id)/news", visit, last)),
      visit)
    if visit.request.method == .get, visit.before == nil {
      _ = try? await store.write { try $0.markNotificationsRead(of: actor.id) }
    }
    return response
  }

  @Sendable private func confirmClaim(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (hidden, paper) = try await hidden(visit, viewer)
    guard let actor = hidden.actor, hidden.post != nil else { throw WebError.notFound }
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Claim?", hidesFromSearch: true),
        question: "Publish your summary of \(paper.title) under your name?",
        explanation:
          "It is published anew, without its comments and votes. \(actor.displayName) is deleted with all that was said "
          + "under it. Whoever saw both texts knows then who wrote the first. This cannot be undone.",
        action: "/pseudonym/\(paper.id)/claim", verb: "Publish it under my name", cancelAddress: "/unseen"),
      visit)
  }

  @Sendable private func claim(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (_, paper) = try await hidden(visit, viewer)
    let post = try await publisher.claim(pseudonymousOf: paper.id, by: viewer)
    return seeOther("\(ViewMaker(self, visit).address(paper))?done=\(Notice.claimed)#s-\(post.id)")
  }

  @Sendable private func confirmPseudonymDeletion(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (hidden, paper) = try await hidden(visit, viewer)
    let explanation =
      hidden.actor.map { actor in
        "\(actor.displayName) goes with all that was said under it. Servers that have a copy are asked to delete theirs. "
      } ?? "It has not gone out yet. "
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Delete?", hidesFromSearch: true),
        question: "Delete your summary of \(paper.title)?", explanation: explanation + "This cannot be undone.",
        action: "/pseudonym/\(paper.id)/delete", verb: "Delete the summary", cancelAddress: "/unseen"),
      visit)
  }

  @Sendable private func deletePseudonym(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (_, paper) = try await hidden(visit, viewer)
    try await publisher.delete(pseudonymousOf: paper.id, by: viewer)
    return seeOther("/unseen?done=\(Notice.erased)")
  }

  private func hidden(_ visit: Visit, _ viewer: ActorRow) async throws -> (PseudonymousSummary, PaperRow) {
    let id = try visit.id("paper")
    guard let hidden = try await publisher.pseudonymous(of: id, by: viewer),
      let paper = try await store.read({ try $0.paper(id) })
    else { throw WebError.notFound }
    return (hidden, paper)
  }
}

extension Optional {
  /// What an asynchronous closure makes of it, if anything.
  func asyncFlatMap<T>(_ body: (Wrapped) async throws -> T?) async rethrows -> T? {
    switch self {
    case .some(let value): try await body(value)
    case .none: nil
    }
  }
}
