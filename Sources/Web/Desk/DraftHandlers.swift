internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// What somebody is writing: the list of it, and throwing a draft away.
extension Site {
  func addDrafts(to routes: Routes) {
    _ =
      routes
      .get("/drafts", use: memberPage(drafts))
      .get("/drafts/{paper}/discard", use: memberPage(confirmDiscarding))
      .post("/drafts/{paper}/discard", use: memberForm(discard))
      .get("/writing", use: page(writing))
  }

  @Sendable private func writing(_ visit: Visit) async throws -> Response {
    try render(WritingPage(chrome: chrome(visit), head: PageHead(title: "How to write here")), visit)
  }

  @Sendable private func drafts(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let before = visit.before
    let found = try await store.read { try $0.drafts(of: viewer.id, before: before, limit: Self.pageSize + 1) }
    let views = ViewMaker(self, visit)
    let lines = found.prefix(Self.pageSize).map { draft, paper in
      DraftLine(
        about: views.line(paper), address: "/write/\(paper.id)", moment: views.moment(draft.saved.timestamp),
        excerpt: Self.excerpt(draft.text), discardAddress: "/drafts/\(paper.id)/discard")
    }
    var pager = PagerView()
    if found.count > Self.pageSize {
      pager.olderAddress = found.prefix(Self.pageSize).last.map { "/drafts?before=\($0.draft.saved)" }
    }
    if before != nil { pager.newerAddress = "/drafts" }
    return try render(
      DraftsPage(chrome: chrome(visit), head: PageHead(title: "Drafts", hidesFromSearch: true), drafts: lines, pager: pager),
      visit)
  }

  private static func excerpt(_ text: DraftText) -> String {
    let words: String = [text.title, text.tldr, text.source].first { !$0.utf8.allSatisfy { $0 <= 0x20 } } ?? ""
    let line = words.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 200 ? line.prefix(200) + "…" : line
  }

  private func ownDraft(_ visit: Visit, _ viewer: ActorRow) async throws -> (DraftRow, PaperRow) {
    let id = try visit.id("paper")
    let found = try await store.read { transaction -> (DraftRow, PaperRow)? in
      guard let draft = try transaction.draft(of: id, by: viewer.id), let paper = try transaction.paper(id) else { return nil }
      return (draft, paper)
    }
    guard let found else { throw WebError.notFound }
    return found
  }

  @Sendable private func confirmDiscarding(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (draft, paper) = try await ownDraft(visit, viewer)
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Throw away?", hidesFromSearch: true),
        question: "Throw away your draft about \(paper.title)?",
        explanation: "What you published stays as it is. The draft begins: “\(Self.excerpt(draft.text))” This cannot be undone.",
        action: "/drafts/\(paper.id)/discard?number=\(draft.number)", verb: "Throw the draft away",
        cancelAddress: "/write/\(paper.id)"),
      visit)
  }

  /// Throws away the draft that was shown; one that was kept since is shown first.
  @Sendable private func discard(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (draft, paper) = try await ownDraft(visit, viewer)
    guard let text = visit.request.uri.queryParameters.get("number"), let number = Int(text), number == draft.number,
      try await store.write({ try $0.deleteDraft(of: paper.id, by: viewer.id, number: number) })
    else { return seeOther("/drafts/\(paper.id)/discard") }
    return seeOther("/drafts?done=\(Notice.discarded)")
  }
}
