internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// Moderators make a paper of its own of some of another.
extension Site {
  @Sendable func splitForm(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try checkModerator(visit)
    return try render(try await splitPage(try await factsPaper(visit), visit), visit)
  }

  @Sendable func split(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    try checkModerator(visit)
    let paper = try await factsPaper(visit)
    let choice = SplitChoice(
      identifiers: form.all("identifier").compactMap { try? PaperIdentifier(parsing: $0) },
      records: form.all("record").compactMap(Self.record),
      summaries: form.all("summary").compactMap { try? RowID(parsing: $0) })
    do {
      let entry = try await publisher.split(paper.id, taking: choice, by: viewer, reason: form["reason"])
      return seeOther("/facts/\(entry.to)?done=\(Notice.split)")
    } catch let error as PublishError where error != .notFound {
      var page = try await splitPage(paper, visit, form)
      page.reason = form.field("reason", problem: error.message)
      page.problems = ProblemList(FormProblem.list(page.reason))
      page.head.hasProblems = true
      return try render(page, visit, status: .unprocessableContent)
    }
  }

  /// A record as the form names it: the source, a space, the source's own name.
  private static func record(_ text: String) -> (source: String, key: String)? {
    let halves = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard let source = halves.first, halves.count == 2, let key = halves.last else { return nil }
    return (String(source), String(key))
  }

  private func splitPage(_ paper: PaperRow, _ visit: Visit, _ form: FormBody? = nil) async throws -> SplitPage {
    let views = ViewMaker(self, visit)
    func chosen(_ name: String, _ value: String) -> Bool {
      form?.all(name).contains { $0.utf8.elementsEqual(value.utf8) } ?? false
    }
    let (records, summaries) = try await store.read { transaction in
      (try transaction.records(of: paper.id), try transaction.summaries(of: paper.id, seenBy: nil, limit: 60))
    }
    return SplitPage(
      chrome: chrome(visit), head: PageHead(title: "Split \(paper.title)", hidesFromSearch: true), paper: views.line(paper),
      identifiers: paper.identifiers.map {
        ChoiceView(value: $0.canonical, label: "\($0.scheme.label) \($0.value)", isChosen: chosen("identifier", $0.canonical))
      },
      records: records.map { record in
        let value = "\(record.source) \(record.key)"
        return ChoiceView(
          value: value, label: Self.origin(record.source, record.key), explanation: record.title,
          isChosen: chosen("record", value))
      },
      summaries: summaries.map { seen in
        ChoiceView(
          value: seen.post.id.text, label: seen.post.title ?? "Summary by \(views.person(seen.author).name)",
          explanation: String(seen.post.tldr.prefix(200)), isChosen: chosen("summary", seen.post.id.text))
      }, reason: FormField("reason"), action: "/facts/\(paper.id)/split", factsAddress: "/facts/\(paper.id)")
  }
}
