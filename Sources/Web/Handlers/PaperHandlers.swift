internal import Actors
internal import Domain
internal import Forms
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Store

/// A paper by any of its identifiers.
extension Site {
  func addPapers(to routes: Routes) {
    _ = routes.get("/paper/**", use: page(paper))
  }

  @Sendable private func paper(_ visit: Visit) async throws -> Response {
    let path = visit.request.uri.path
    guard let identifier = Self.identifier(inPath: path) else { throw WebError.notFound }
    guard let paper = try await store.read({ try $0.paper(identifier) }) else { return try unknown(identifier, visit) }
    if visit.request.wantsActivity { return document(at: instance.addresses.actor(.paper, paper.name)) }
    if let format = visit.request.wantedExport { return try await export(paper, format, to: visit.request) }
    let canonical = paper.bestIdentifier?.pagePath ?? path
    guard path.utf8.elementsEqual(canonical.utf8) else { return moved(canonical) }
    let page = try render(described(try await paperPage(paper, visit), of: paper), visit)
    count(.paper, paper.id, visit)
    return page
  }

  /// The identifier in `/paper/SCHEME/VALUE`.
  static func identifier(inPath path: String) -> PaperIdentifier? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, let scheme = PaperScheme(rawValue: String(decoding: parts[2], as: UTF8.self)),
      let value = PercentCoding.decoded(parts[3])
    else { return nil }
    let text = scheme == .url ? value : "\(scheme.rawValue):\(value)"
    return try? PaperIdentifier(parsing: text)
  }

  private func unknown(_ identifier: PaperIdentifier, _ visit: Visit) throws -> Response {
    let add = "/add?q=" + PercentCoding.encoded(identifier.canonical)
    return try error(
      visit, .notFound, heading: "This paper is not here yet", explanation: "Nobody has added \(identifier.canonical).",
      suggestions: [LinkView(label: "Add the paper", address: add), LinkView(label: "See it there", address: identifier.url)])
  }

  /// A paper with its summaries, best first, and the threads under them.
  func paperPage(_ paper: PaperRow, _ visit: Visit) async throws -> PaperPage {
    var maker = ViewMaker(self, visit)
    let viewer = visit.viewer
    let hidden = try await viewer.asyncFlatMap { try await publisher.pseudonymous(of: paper.id, by: $0) }
    maker.pseudonym = hidden?.actor?.id
    let views = maker
    let chrome = chrome(visit)
    let page = try await store.read { transaction -> PaperPage? in
      guard let room = try transaction.actor(paper.actorID) else { return nil }
      var start = visit.before
      func summaries() throws -> [AuthoredPost] {
        try transaction.summaries(of: paper.id, seenBy: viewer?.id, behind: start, limit: Self.shownSummaries + 1)
      }
      var rows = try summaries()
      // The one behind which the page began is gone.
      if rows.isEmpty, start != nil {
        start = nil
        rows = try summaries()
      }
      let isCut = rows.count > Self.shownSummaries
      let threads = try rows.prefix(Self.shownSummaries)
        .map { try transaction.seenThread($0, by: viewer, limit: Self.shownReplies + 1) }
      let isPaged = isCut || start != nil
      let count = try isPaged ? transaction.summaryCount(of: paper.id, seenBy: viewer?.id) : threads.count
      let pager = Self.pager(views.address(paper), behind: start != nil, isCut ? rows.dropLast().last?.post.id : nil)
      let questions = try transaction.questions(about: paper.id, limit: Self.shownQuestions + 1)
      let isWritten = try viewer.flatMap { try transaction.summary(of: paper.id, by: $0.id) } != nil
      let own = isWritten || hidden != nil || threads.contains { views.isOwn($0.root.author) }
      let kept = try viewer.flatMap { try transaction.privateSummary(of: paper.id, by: $0.id) } != nil
      let citing = try transaction.summaries(citing: paper.id, limit: Self.shownCiting + 1)
      let write = "/write/\(paper.id)"
      return PaperPage(
        chrome: chrome,
        head: PageHead(
          title: paper.title, description: threads.first.map { String($0.root.post.tldr.prefix(200)) },
          canonical: start == nil ? instance.addresses.url(views.address(paper)) : nil, activityAddress: room.uri.text),
        paper: views.paper(
          paper, room: room, topics: try transaction.topics(of: paper.id), notices: try transaction.notices(of: paper.id),
          relation: try views.relation(to: room, in: transaction)),
        summariesLabel: threads.isEmpty ? "" : counted(count, "summary", "summaries"),
        summaries: try threads.map { thread in
          var view = views.summary(thread, namesPaper: false, shown: Self.shownReplies)
          view.writtenFor = try Self.writtenFor(thread.root.post, in: transaction)
          return view
        },
        writeAddress: viewer == nil || own || kept ? nil : write, editOwnAddress: own ? write : nil,
        keptAddress: kept ? "/private/\(paper.id)" : nil,
        wish: threads.isEmpty ? Self.wish(try transaction.wishes(for: paper.id, by: viewer?.id), paper, viewer) : nil,
        questions: questions.prefix(Self.shownQuestions).map { views.line($0) },
        moreQuestionsAddress: questions.count > Self.shownQuestions ? "/questions?paper=\(paper.id)" : nil,
        collectAddress: viewer == nil ? nil : "/collect/\(paper.id)", askAddress: viewer == nil ? nil : "/ask/\(paper.id)",
        similar: try similar.papers(like: paper, in: transaction).map { views.line($0) },
        citing: try citing.prefix(Self.shownCiting).compactMap { citing in
          guard let other = try citing.post.paperID.flatMap({ try transaction.paper($0) }) else { return nil }
          return CitingView(
            address: views.address(citing.post, by: citing.author), author: views.person(citing.author).name,
            paper: views.line(other))
        },
        citingNote: citing.count > Self.shownCiting ? "The newest \(Self.shownCiting); there are more." : nil,
        pager: pager)
    }
    guard let page else { throw WebError.notFound }
    return page
  }

  /// `for version 1 of now 4`; nil where nothing newer is known.
  static func writtenFor(_ post: PostRow, in transaction: ReadTransaction) throws -> String? {
    guard let paperID = post.paperID, let version = try transaction.versionWrittenFor(post.id),
      let latest = try transaction.latestVersion(of: paperID), latest > version
    else { return nil }
    return "for version \(version) of now \(latest)"
  }

  private static func wish(_ wishes: (count: Int, isOwn: Bool), _ paper: PaperRow, _ viewer: ActorRow?) -> WishView {
    WishView(
      action: "/want/\(paper.id)",
      label: wishes.count == 0 ? nil : "\(counted(wishes.count, "reader wants", "readers want")) one.", isOpen: viewer != nil,
      isOwn: wishes.isOwn)
  }

  /// The pager of a paper's summaries, which stand by their score.
  private static func pager(_ path: String, behind isBehind: Bool, _ last: RowID?) -> PagerView {
    PagerView(
      newerAddress: isBehind ? path : nil, olderAddress: last.map { "\(path)?before=\($0)" }, newerLabel: "From the first",
      olderLabel: "More")
  }

  /// Summaries on one page of a paper.
  static let shownSummaries = 50
  /// Summaries of other papers that cite it.
  static let shownCiting = 20
  /// Comments under one summary on a paper's page; the rest is on the summary's own.
  static let shownReplies = 50
}
