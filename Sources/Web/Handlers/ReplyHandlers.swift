internal import Actors
internal import Domain
internal import Hummingbird
internal import Markup
internal import Outbox
internal import Store

/// Commenting, and editing one's comments.
extension Site {
  func addReplies(to routes: Routes) {
    _ =
      routes
      .post("/post/{id}/reply", use: memberForm(reply))
      .get("/post/{id}/reply", use: memberPage(isForWriting: true, openPost))
      .get("/post/{id}/edit", use: memberPage(editComment))
      .post("/post/{id}/edit", use: memberForm(changeComment))
  }

  @Sendable private func reply(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let parentID = try visit.id("id")
    guard let parent = try await store.read({ try $0.post(parentID, seenBy: viewer.id) }) else { throw WebError.notFound }
    let draft = ReplyDraft(body: form["text"])
    var problems: [DomainError.Field: String] = [:]
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    var open = OpenReply(parentID: parentID, text: form["text"], problem: problems[.body])
    if problems.isEmpty {
      guard form["do"].utf8.elementsEqual("preview".utf8) else {
        do {
          let post = try await publisher.reply(draft, to: parentID, by: viewer)
          return seeOther(try await address(inThread: post, visit))
        } catch let error as PublishError where error != .notFound {
          open.problem = error.message
          return try await refused(parent, open, visit)
        }
      }
      open.previewHTML = TrustedHTML(
        sanitized: PageForms.scrolling(try await publisher.render(draft.body, lookingUp: false).text.html))
    }
    return try await refused(parent, open, visit)
  }

  /// The page of the thread with the form open.
  private func refused(_ parent: AuthoredPost, _ open: OpenReply, _ visit: Visit) async throws -> Response {
    let page = try await statusPage(parent, visit, open: open)
    return try render(page, visit, status: open.problem == nil ? .ok : .unprocessableContent)
  }

  /// Somebody reloaded the page of a preview.
  @Sendable private func openPost(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let id = try visit.id("id")
    guard let seen = try await store.read({ try $0.post(id, seenBy: viewer.id) }) else { throw WebError.notFound }
    return seeOther(ViewMaker(self, visit).address(seen.post, by: seen.author))
  }

  /// Where a comment stands in its thread.
  private func address(inThread post: PostRow, _ visit: Visit) async throws -> String {
    let found = try await store.read { transaction in
      (
        try post.rootID.flatMap { try transaction.post($0, seenBy: visit.viewer?.id) },
        try transaction.post(post.id, seenBy: visit.viewer?.id)
      )
    }
    guard let shown = found.0 ?? found.1 else { throw WebError.notFound }
    return ViewMaker(self, visit).address(shown.post, by: shown.author) + "#n-\(post.id)"
  }

  @Sendable private func editComment(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (post, _) = try await own(try visit.id("id"), viewer)
    if post.kind == .summary, let paperID = post.paperID { return seeOther("/write/\(paperID)?summary=\(post.id)") }
    if post.isQuestion { return try await editQuestion(post, visit) }
    return try render(commentPage(post, text: post.source ?? "", visit, viewer), visit)
  }

  @Sendable private func changeComment(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (post, _) = try await own(try visit.id("id"), viewer)
    if post.isQuestion { return try await change(question: post, to: form, by: viewer, visit) }
    guard post.kind == .reply else { throw WebError.notFound }
    let draft = ReplyDraft(body: form["text"], visibility: post.visibility, language: post.language)
    var problems: [DomainError.Field: String] = [:]
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    guard problems.isEmpty else {
      let page = commentPage(post, text: draft.body, problem: problems.values.first, visit, viewer)
      return try render(page, visit, status: .unprocessableContent)
    }
    if form["do"].utf8.elementsEqual("preview".utf8) {
      var page = commentPage(post, text: draft.body, visit, viewer)
      page.previewHTML = TrustedHTML(
        sanitized: PageForms.scrolling(try await publisher.render(draft.body, lookingUp: false).text.html))
      return try render(page, visit)
    }
    do {
      let changed = try await publisher.edit(reply: post.id, to: draft, by: viewer)
      return seeOther(try await address(inThread: changed, visit))
    } catch let error as PublishError where error != .notFound {
      return try render(
        commentPage(post, text: draft.body, problem: error.message, visit, viewer), visit, status: .unprocessableContent)
    }
  }

  private func commentPage(
    _ post: PostRow, text: String, problem: String? = nil, _ visit: Visit, _ viewer: ActorRow
  ) -> CommentPage {
    let field = FormField("text", value: text, problem: problem)
    return CommentPage(
      chrome: chrome(visit), head: PageHead(title: "Edit your comment", hidesFromSearch: true, hasProblems: problem != nil),
      original: LinkView(label: "Your comment as it stands", address: ViewMaker(self, visit).address(post, by: viewer)),
      problems: ProblemList(FormProblem.list(field)), action: "/post/\(post.id)/edit", text: field)
  }
}
