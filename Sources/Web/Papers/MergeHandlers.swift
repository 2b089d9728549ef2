internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Outbox
internal import Store

/// Moderators make one paper of two, and two of one again.
extension Site {
  func addMerging(to routes: Routes) {
    _ =
      routes
      .get("/facts/{paper}/merge", use: memberPage(mergeForm))
      .post("/facts/{paper}/merge", use: memberForm(merge))
      .post("/facts/{paper}/undo", use: memberForm(undoMerge))
      .get("/facts/{paper}/split", use: memberPage(splitForm))
      .post("/facts/{paper}/split", use: memberForm(split))
      .post("/moderation/papers/{id}", use: memberForm(keepApart))
  }

  /// For everybody but moderators there is no such page.
  func checkModerator(_ visit: Visit) throws(WebError) {
    guard visit.mayModerate else { throw .notFound }
  }

  @Sendable private func mergeForm(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try checkModerator(visit)
    let paper = try await factsPaper(visit)
    let text = visit.request.uri.queryParameters.get("with") ?? ""
    var page = mergePage(paper, visit)
    page.query.value = text
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return try render(page, visit) }
    do {
      try await fill(&page, paper, try await otherPaper(text, than: paper), keeping: nil, visit)
      return try render(page, visit)
    } catch let error as PublishError {
      page.query.problem = error.message
      page.problems = ProblemList(FormProblem.list(page.query))
      page.head.hasProblems = true
      return try render(page, visit, status: .unprocessableContent)
    }
  }

  @Sendable private func merge(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    try checkModerator(visit)
    let paper = try await factsPaper(visit)
    guard let otherID = try? RowID(parsing: form["other"]), let keep = try? RowID(parsing: form["keep"]),
      let other = try await store.read({ try $0.standingPaper(otherID) }), keep == paper.id || keep == other.id
    else { throw WebError.badForm }
    let loser = keep == paper.id ? other.id : paper.id
    do {
      _ = try await publisher.merge(loser, into: keep, by: viewer, reason: form["reason"])
      return seeOther("/facts/\(keep)?done=\(Notice.merged)")
    } catch let error as PublishError where error != .notFound {
      var page = mergePage(paper, visit)
      page.query.value = other.bestIdentifier?.canonical ?? ""
      page.reason = form.field("reason", problem: error.message)
      page.problems = ProblemList(FormProblem.list(page.reason))
      page.head.hasProblems = true
      try await fill(&page, paper, other, keeping: keep, visit)
      return try render(page, visit, status: .unprocessableContent)
    }
  }

  /// The paper that a text names.
  private func otherPaper(_ text: String, than paper: PaperRow) async throws -> PaperRow {
    let identifier: PaperIdentifier
    do { identifier = try PaperIdentifier(parsing: text) } catch { throw PublishError.invalid(error.message) }
    guard let other = try await store.read({ try $0.paper(identifier) }) else {
      throw PublishError.invalid("No paper here has the identifier \(identifier.canonical).")
    }
    guard other.id != paper.id else { throw PublishError.invalid(MergeObstacle.samePaper.sentence) }
    return other
  }

  private func mergePage(_ paper: PaperRow, _ visit: Visit) -> MergePage {
    MergePage(
      chrome: chrome(visit), head: PageHead(title: "Merge \(paper.title) with another", hidesFromSearch: true),
      paper: ViewMaker(self, visit).line(paper), query: FormField("with"), searchAddress: "/facts/\(paper.id)/merge",
      reason: FormField("reason"), action: "/facts/\(paper.id)/merge", factsAddress: "/facts/\(paper.id)")
  }

  private func fill(_ page: inout MergePage, _ paper: PaperRow, _ other: PaperRow, keeping keep: RowID?, _ visit: Visit)
    async throws
  {
    let views = ViewMaker(self, visit)
    let (sides, writers) = try await store.read { transaction in
      let counts = try [paper, other].map { try transaction.summaryCount(of: $0.id) }
      let chosen = keep ?? (counts[1] > counts[0] ? other.id : paper.id)
      let sides = try [paper, other].map { row in
        MergeSide(
          value: row.id.text, isChosen: row.id == chosen, paper: views.line(row), identifiers: row.identifiers.map(\.canonical),
          figures: try transaction.figures(of: row))
      }
      return (sides, try transaction.writers(ofBoth: paper.id, and: other.id).map { views.person($0).name })
    }
    page.sides = sides
    page.other = other.id.text
    page.writers = writers.isEmpty ? nil : writers.joined(separator: ", ")
    page.doubts = Self.doubts(paper, other)
  }

  private static func doubts(_ paper: PaperRow, _ other: PaperRow) -> [String] {
    let facts = [paper, other].map {
      PaperAlikeness.Facts(title: $0.title, year: $0.year, identifiers: $0.identifiers)
    }
    return PaperAlikeness(facts[0], facts[1]).isOnePaper
      ? [] : ["Their titles, years or numbers do not agree. Look twice: a merge can be undone, but its readers are told of it."]
  }

  @Sendable private func undoMerge(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    try checkModerator(visit)
    let paper = try await factsPaper(visit)
    guard let id = try? RowID(parsing: form["merge"]),
      try await store.read({ try $0.merges(of: paper.id).contains { $0.id == id } })
    else { throw WebError.badForm }
    do {
      _ = try await publisher.undoMerge(id, by: viewer, reason: form["reason"])
      return seeOther("/facts/\(paper.id)?done=\(Notice.unmerged)")
    } catch let error as PublishError where error != .notFound {
      var page = try await factsPage(paper, visit)
      for place in page.joins.indices where page.joins[place].undo?.value.utf8.elementsEqual(id.text.utf8) == true {
        page.joins[place].undo?.reason.value = form["reason"]
        page.joins[place].undo?.reason.problem = error.message
      }
      page.problems = ProblemList(page.joins.compactMap(\.undo).flatMap { FormProblem.list($0.reason) })
      page.head.hasProblems = true
      return try render(page, visit, status: .unprocessableContent)
    }
  }

  /// Remembers that two papers are two.
  @Sendable private func keepApart(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    try checkModerator(visit)
    let id = try visit.id("id")
    guard form["do"].utf8.elementsEqual("apart".utf8) else { throw WebError.badForm }
    guard try await store.write({ try $0.keepApart(id, by: viewer.id) }) else { throw WebError.notFound }
    return seeOther("/moderation?done=\(Notice.apart)")
  }

  /// The questions that records raised.
  static func proposals(_ views: ViewMaker, in transaction: ReadTransaction) throws -> [ProposalView] {
    try transaction.mergeProposals().map { proposal in
      let with = PercentCoding.encoded(proposal.second.bestIdentifier?.canonical ?? "")
      return ProposalView(
        first: views.line(proposal.first), second: views.line(proposal.second),
        source: origin(proposal.source, proposal.recordKey), recordTitle: proposal.recordTitle,
        moment: views.moment(proposal.createdAt), compareAddress: "/facts/\(proposal.first.id)/merge?with=\(with)",
        keepAction: "/moderation/papers/\(proposal.id)")
    }
  }

  static func origin(_ source: String, _ key: String?) -> String {
    label(ofSource: source) + (key.map { $0.isEmpty ? "" : ", record \($0)" } ?? "")
  }
}

extension Visit {
  var mayModerate: Bool { session.map { $0.member.account.role != .member } ?? false }
}

extension ReadTransaction {
  /// What hangs from a paper, counted.
  fileprivate func figures(of paper: PaperRow) throws -> String {
    [
      counted(try summaryCount(of: paper.id), "summary", "summaries"),
      counted(try records(of: paper.id).count, "record", "records"),
      counted(try wishes(for: paper.id, by: nil).count, "wish", "wishes"),
      counted(try followerCount(of: paper.actorID), "follower", "followers"),
    ].joined(separator: ", ")
  }
}
