internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// Votes, shares and deletions.
extension Site {
  func addPosts(to routes: Routes) {
    _ =
      routes
      .post("/post/{id}/vote", use: memberForm(vote))
      .post("/post/{id}/share", use: memberForm(share))
      .get("/post/{id}/delete", use: memberPage(confirmDeletion))
      .post("/post/{id}/delete", use: memberForm(delete))
  }

  @Sendable private func vote(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let id = try visit.id("id")
    let vote: Vote?
    switch form["vote"] {
    case "1": vote = .up
    case "-1": vote = .down
    case "0": vote = nil
    default: throw WebError.badForm
    }
    try await publisher.vote(vote, on: id, by: viewer)
    return seeOther(try await back(to: id, visit))
  }

  @Sendable private func share(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let id = try visit.id("id")
    let isShared = form["share"].utf8.elementsEqual("1".utf8)
    try await publisher.share(isShared, post: id, by: viewer)
    return seeOther(try await back(to: id, visit, notice: isShared ? .shared : .unshared))
  }

  /// The page the form stood on, at the post; its own page when the browser does not tell.
  func back(to id: RowID, _ visit: Visit, notice: Notice? = nil) async throws -> String {
    guard let seen = try await store.read({ try $0.post(id, seenBy: visit.viewer?.id) }) else { throw WebError.notFound }
    let fragment = seen.post.kind == .summary ? "s-\(id)" : "n-\(id)"
    let own = ViewMaker(self, visit).address(seen.post, by: seen.author)
    return (visit.cameFrom(origin) ?? LocalPath(own))?.with(notice: notice, fragment: fragment) ?? own
  }

  @Sendable private func confirmDeletion(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (post, paper) = try await own(try visit.id("id"), viewer)
    let isSummary = post.kind == .summary
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Delete?", hidesFromSearch: true),
        question: isSummary
          ? "Delete your summary of \(paper?.title ?? "this paper")?"
          : post.isQuestion ? "Delete your question?" : "Delete your comment?",
        explanation: "What others answered stays without it. Servers that have a copy are asked to delete theirs. "
          + (isSummary && post.actorID != viewer.id ? "Its pseudonym goes with all that was said under it. " : "")
          + "This cannot be undone.",
        action: "/post/\(post.id)/delete",
        verb: isSummary ? "Delete the summary" : post.isQuestion ? "Delete the question" : "Delete the comment",
        cancelAddress: ViewMaker(self, visit).address(post, by: viewer)),
      visit)
  }

  @Sendable private func delete(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (post, paper) = try await own(try visit.id("id"), viewer)
    let root = try await store.read { transaction in
      try post.rootID.flatMap { try transaction.post($0, seenBy: viewer.id) }
    }
    try await publisher.delete(post: post.id, by: viewer)
    let views = ViewMaker(self, visit)
    let path = paper.map { views.address($0) } ?? root.map { views.address($0.post, by: $0.author) } ?? views.address(viewer)
    return seeOther(path + "?done=deleted")
  }

  /// A post of one's own, with its paper when it is a summary or a question.
  func own(_ id: RowID, _ viewer: ActorRow) async throws -> (PostRow, PaperRow?) {
    let keys = instance.keys
    let found = try await store.read { transaction -> (PostRow, PaperRow?)? in
      guard let post = try transaction.post(id), post.isLocal else { return nil }
      // What they wrote under a pseudonym is theirs, too.
      let isTheirs =
        try post.actorID == viewer.id || keys.pseudonym(actor: post.actorID, in: transaction)?.link.person == viewer.id
      guard isTheirs else { return nil }
      return (post, try post.paperID.flatMap { try transaction.paper($0) })
    }
    guard let found else { throw WebError.notFound }
    return found
  }
}
