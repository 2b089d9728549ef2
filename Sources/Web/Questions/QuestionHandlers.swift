internal import Actors
internal import Domain
internal import Hummingbird
internal import Markup
internal import Outbox
internal import Store

/// Asking about papers, and which answer is accepted.
extension Site {
  func addQuestions(to routes: Routes) {
    _ =
      routes
      .get("/questions", use: page(questions))
      .get("/ask/{paper}", use: memberPage(askPage))
      .post("/ask/{paper}", use: memberForm(ask))
      .post("/post/{id}/accept", use: memberForm(accept))
  }

  /// Questions on a paper's page; the rest is in the list of all.
  static let shownQuestions = 20

  @Sendable private func questions(_ visit: Visit) async throws -> Response {
    // ShortScience asked for a paper's questions here.
    if visit.query("paperid") != nil { return try await oldPaper(visit) }
    let isAll = visit.request.uri.queryParameters.get("all") != nil
    let views = ViewMaker(self, visit)
    let named = visit.request.uri.queryParameters.get("paper")
    let paperID = named.flatMap { try? RowID(parsing: $0) }
    guard named == nil || paperID != nil else { throw WebError.notFound }
    let (lines, last) = try await store.read { transaction in
      let rows =
        if let paperID {
          try transaction.questions(about: paperID, before: visit.before, limit: Self.pageSize + 1)
        } else {
          try transaction.questions(open: !isAll, before: visit.before, limit: Self.pageSize + 1)
        }
      let lines = try rows.prefix(Self.pageSize).map { row in
        views.line(row, about: try row.asked.post.paperID.flatMap { try transaction.paper($0) })
      }
      return (lines, Self.last(rows.map(\.asked)))
    }
    let path = paperID.map { "/questions?paper=\($0)" } ?? (isAll ? "/questions?all=1" : "/questions")
    return try render(
      QuestionListPage(
        chrome: chrome(visit),
        head: PageHead(
          title: isAll || paperID != nil ? "Questions" : "Open questions",
          canonical: visit.before == nil && paperID == nil ? instance.addresses.url(path) : nil, hidesFromSearch: paperID != nil),
        orderings: Self.waiting(for: path), questions: lines, pager: Self.pager(path, visit, last)),
      visit)
  }

  /// What readers wait for, as tabs.
  static func waiting(for path: String) -> [NavigationLink] {
    [("Summaries wanted", "/wanted"), ("Open questions", "/questions"), ("All questions", "/questions?all=1")].map {
      NavigationLink(label: $0, address: $1, isCurrent: $1.utf8.elementsEqual(path.utf8))
    }
  }

  @Sendable private func askPage(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let paper = try await paper(visit)
    return try render(askPage(about: paper, title: "", text: "", [:], visit), visit)
  }

  @Sendable private func ask(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paper = try await paper(visit)
    return try await take(form, about: paper, changing: nil, language: nil, visit) { draft in
      try await publisher.ask(draft, about: paper, by: viewer)
    }
  }

  private func paper(_ visit: Visit) async throws -> PaperRow {
    let id = try visit.id("paper")
    guard let paper = try await store.read({ try $0.paper(id) }) else { throw WebError.notFound }
    return paper
  }

  /// The form that changes a question of one's own.
  func editQuestion(_ post: PostRow, _ visit: Visit) async throws -> Response {
    let paper = try await paper(ofQuestion: post)
    let page = askPage(about: paper, changing: post, title: post.title ?? "", text: post.source ?? "", [:], visit)
    return try render(page, visit)
  }

  /// Takes the changed question.
  func change(question post: PostRow, to form: FormBody, by viewer: ActorRow, _ visit: Visit) async throws -> Response {
    let paper = try await paper(ofQuestion: post)
    return try await take(form, about: paper, changing: post, language: post.language, visit) { draft in
      try await publisher.edit(question: post.id, to: draft, by: viewer)
    }
  }

  private func paper(ofQuestion post: PostRow) async throws -> PaperRow {
    guard let paper = try await store.read({ transaction in try post.paperID.flatMap { try transaction.paper($0) } }) else {
      throw WebError.notFound
    }
    return paper
  }

  /// Checks the form, shows it again with problems or a preview, or does what it is for.
  private func take(
    _ form: FormBody, about paper: PaperRow, changing post: PostRow?, language: String?, _ visit: Visit,
    _ publish: (QuestionDraft) async throws -> PostRow
  ) async throws -> Response {
    let draft = QuestionDraft(title: form["title"], body: form["text"], language: language)
    var problems: [DomainError.Field: String] = [:]
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    if problems.isEmpty, !form["do"].utf8.elementsEqual("preview".utf8) {
      do {
        let row = try await publish(draft)
        guard let viewer = visit.viewer else { throw WebError.signInFirst }
        return seeOther(ViewMaker(self, visit).address(row, by: viewer) + "?done=\(post == nil ? Notice.inquired : .saved)")
      } catch let error as PublishError where error != .notFound {
        problems[.body] = error.message
      }
    }
    var page = askPage(about: paper, changing: post, title: draft.title, text: draft.body, problems, visit)
    if problems.isEmpty {
      page.previewTitle = draft.title
      page.previewHTML = TrustedHTML(
        sanitized: PageForms.scrolling(try await publisher.render(draft.body, lookingUp: false).text.html))
    }
    return try render(page, visit, status: problems.isEmpty ? .ok : .unprocessableContent)
  }

  private func askPage(
    about paper: PaperRow, changing post: PostRow? = nil, title: String, text: String,
    _ problems: [DomainError.Field: String], _ visit: Visit
  ) -> AskPage {
    let views = ViewMaker(self, visit)
    let title = FormField("title", value: title, problem: problems[.title])
    let text = FormField("text", value: text, problem: problems[.body])
    let own = post.flatMap { post in visit.viewer.map { views.address(post, by: $0) } }
    return AskPage(
      chrome: chrome(visit),
      head: PageHead(
        title: post == nil ? "Ask about \(paper.title)" : "Change your question", hidesFromSearch: true,
        hasProblems: !problems.isEmpty),
      about: views.line(paper), action: post.map { "/post/\($0.id)/edit" } ?? "/ask/\(paper.id)", isRevision: post != nil,
      problems: ProblemList(FormProblem.list(title, text)), title: title, text: text,
      cancelAddress: own ?? views.address(paper))
  }

  /// Whoever asked says which answer helped; so does a moderator.
  @Sendable private func accept(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let id = try visit.id("id")
    let accepts = form["accept"].utf8.elementsEqual("1".utf8)
    let moderates = visit.session?.member.account.role != .member
    let question = try await store.write { transaction -> AuthoredPost? in
      guard let answer = try transaction.post(id, seenBy: viewer.id)?.post,
        let question = try answer.parentID.flatMap({ try transaction.post($0, seenBy: viewer.id) }), question.post.isQuestion,
        question.post.actorID == viewer.id || moderates
      else { return nil }
      try transaction.acceptAnswer(accepts ? id : nil, to: question.post.id)
      return question
    }
    guard let question else { throw WebError.notFound }
    return seeOther(ViewMaker(self, visit).address(question.post, by: question.author) + "#n-\(id)")
  }
}
