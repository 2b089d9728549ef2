internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// The own page of a summary or comment, with its thread.
extension Site {
  func status(_ visit: Visit) async throws -> Response {
    let id = try visit.id("part")
    guard let seen = try await store.read({ try $0.post(id, seenBy: visit.viewer?.id) }) else {
      let wasHere = try await store.read { transaction in
        for uri in [instance.addresses.summary(id), instance.addresses.note(id)] where try transaction.tombstone(uri: uri) != nil
        {
          return true
        }
        return false
      }
      throw wasHere ? WebError.gone : .notFound
    }
    let views = ViewMaker(self, visit)
    let name = visit.parameters.get("name") ?? ""
    guard views.address(seen.author).utf8.dropFirst(2).elementsEqual(name.utf8) else { throw WebError.notFound }
    if visit.request.wantsActivity { return document(at: seen.post.uri.text) }
    let page = try render(try await statusPage(seen, visit), visit)
    if seen.post.kind == .summary, seen.author.id != visit.viewer?.id { count(.summary, id, visit) }
    return page
  }

  /// A post in its thread; the summary at the top is shown whole if the visitor may see it.
  func statusPage(_ seen: AuthoredPost, _ visit: Visit, open: OpenReply? = nil) async throws -> StatusPage {
    let maker = ViewMaker(self, visit)
    let viewer = visit.viewer
    let chrome = chrome(visit)
    let keys = instance.keys
    return try await store.read { transaction in
      let root = try seen.post.rootID.flatMap { try transaction.post($0, seenBy: viewer?.id) } ?? seen
      var views = maker
      if let viewer, let paper = root.post.paperID {
        views.pseudonym = try keys.pseudonym(of: viewer.id, on: paper, in: transaction)?.link.actor
      }
      let thread = try transaction.seenThread(root, by: viewer)
      let isRoot = root.post.id == seen.post.id
      var page = StatusPage(chrome: chrome, head: head(seen, of: thread.paper, views))
      page.head.hasProblems = open?.problem != nil
      if root.post.kind == .summary, thread.paper != nil {
        page.summary = views.summary(thread, namesPaper: true, open: open, focus: isRoot ? nil : seen.post.id)
        page.summary?.writtenFor = try Self.writtenFor(root.post, in: transaction)
        page.hasHead = true
      } else if root.post.isQuestion, let paper = thread.paper {
        let moderates = visit.session.map { $0.member.account.role != .member } ?? false
        page.question = views.question(
          thread, of: paper, accepted: try transaction.acceptedAnswer(to: root.post.id),
          mayAccept: viewer != nil && (moderates || viewer?.id == root.author.id), open: open,
          focus: isRoot ? nil : seen.post.id)
        page.hasHead = true
      } else {
        let orphan = root.post.rootID != nil
        let rows = orphan ? [try transaction.seen(seen, by: viewer)] : [thread.root] + thread.replies
        page.looseReplies = views.replies(rows, under: root.post.parentID ?? root.post.id, open: open, focus: seen.post.id)
      }
      return page
    }
  }

  private func head(_ seen: AuthoredPost, of paper: PaperRow?, _ views: ViewMaker) -> PageHead {
    let (post, author) = (seen.post, seen.author)
    let name = views.person(author).name
    let isSummary = post.kind == .summary
    let subject = paper?.title ?? "a paper"
    var head = PageHead(
      title: isSummary
        ? "\(name) on \(subject)" : post.isQuestion ? post.title ?? "" : "A comment by \(name) on \(subject)")
    head.description = isSummary && !post.tldr.isEmpty ? String(post.tldr.prefix(200)) : nil
    head.canonical = post.isLocal ? instance.addresses.url(views.address(post, by: author)) : ViewMaker.link(post.url)
    head.activityAddress = post.uri.text
    head.creator = isSummary ? views.handle(author) : nil
    head.hidesFromSearch = post.visibility != .public || !post.isLocal
    guard isSummary, let paper else { return head }
    return described(head, post, by: author, of: paper)
  }
}
