import Domain
import LocalPostgres
import SQL
import Testing

@testable import Store

@Suite struct MergeTests {
  private static let cause = MergeCause(reason: "The same text.")

  @Test(arguments: Engine.allCases)
  func `All of a paper goes to the other, counts with it, and leads there`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob, mod) = (try await scratch.person("ada"), try await scratch.person("bob"), try await scratch.person("mod"))
      let winner = try await scratch.paper("arxiv:1706.03762", venue: "NeurIPS", year: 2017)
      let loser = try await scratch.paper("doi:10.1000/x", "dblp:conf/nips/X17", venue: "NIPS", year: 2017)
      let post = try await scratch.post(by: ada, .summary, paper: loser, id: "s")
      let reply = try await scratch.post(by: bob, .reply, to: "https://home.example/posts/s")
      let rooms = try await scratch.read { transaction in try [winner, loser].compactMap { try transaction.paper($0)?.actorID } }
      try await scratch.write { try $0.setWish(for: loser, by: bob.id, true) }
      try await scratch.follow(try await scratch.actor(rooms[1]), by: bob)
      let entry = try await scratch.write {
        try $0.merge(loser, into: winner, because: MergeCause(actorID: mod.id, reason: "The same text."))
      }
      let paper = try #require(try await scratch.read { try $0.paper(winner) })
      #expect(paper.identifiers.map(\.canonical) == ["arxiv:1706.03762", "doi:10.1000/x", "dblp:conf/nips/X17"])
      #expect(try await scratch.read { try $0.summaries(of: winner, seenBy: nil).map(\.post.id) } == [post])
      #expect(try await scratch.read { try $0.thread(of: post, seenBy: nil).map(\.post.id) } == [reply])
      #expect(try await scratch.read { try $0.wishes(for: winner, by: bob.id).count } == 1)
      #expect(try await scratch.read { try $0.follow(from: bob.id, to: rooms[0]) } != nil, "who follows here follows on")
      #expect(try await scratch.read { try $0.paper(loser) } == nil)
      #expect(try await scratch.read { try $0.standingPaper(loser)?.id } == winner)
      #expect(try await scratch.read { try $0.paper(room: rooms[1])?.id } == winner)
      #expect(try await scratch.read { try $0.roomsOfOnePaper(rooms[1]).map(\.id) } == rooms)
      #expect(try await scratch.read { try $0.recentPapers(limit: 9).map(\.id) } == [winner])
      #expect(try await scratch.read { try $0.papers(author: "A. Author", limit: 9).map(\.id) } == [winner])
      let venues = try await scratch.read { try $0.venues() }.filter { $0.papers > 0 || $0.summaries > 0 }
      #expect(venues.map { [$0.papers, $0.summaries] } == [[1, 1]])
      let told = try await scratch.read { try $0.notifications(of: ada.id, limit: 5) }
      #expect(told.map(\.kind) == [.paper] && told.first?.postID == post)
      let news = try #require(told.first)
      #expect(try await scratch.read { try $0.merge(toldAt: news.createdAt, of: post, room: rooms[0])?.id } == entry.id)
      let log = try await scratch.read { try $0.merges(of: winner) }
      #expect(log.map(\.id) == [entry.id] && log.first?.cause.actorID == mod.id && log.first?.cause.reason == "The same text.")
      #expect(try await scratch.read { try $0.identifiersMoved(by: entry.id).count } == 2)
      for (wrong, obstacle) in [(loser, MergeObstacle.notHere), (winner, .samePaper)] {
        let refused = try await refusal { _ = try await scratch.write { try $0.merge(wrong, into: winner, because: Self.cause) } }
        #expect(refused == .cannotMerge(obstacle))
      }
      // What is written for the former paper meanwhile is written for the one that stands.
      let late = try await scratch.post(by: bob, .summary, paper: loser)
      #expect(try await scratch.read { try $0.post(late)?.paperID } == winner)
      for question in CountTests.questions { #expect(try await scratch.integers(question) == [0], "\(question)") }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Who summarised both keeps both on the page, writes no third, and has each on its paper again after an undo`(
    on engine: Engine
  ) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let (winner, loser) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("doi:10.1000/x"))
      let own = try await scratch.post(by: ada, .summary, paper: winner)
      let other = try await scratch.post(by: ada, .summary, paper: loser)
      let entry = try await scratch.write { try $0.merge(loser, into: winner, because: Self.cause) }
      #expect(Set(try await scratch.read { try $0.summaries(of: winner, seenBy: nil).map(\.post.id) }) == [own, other])
      #expect(try await scratch.read { try $0.summary(of: winner, by: ada.id)?.id } == own)
      #expect(try await refusal { try await scratch.post(by: ada, .summary, paper: winner) } == .summaryExists)
      // The first one deleted, the other is still the one there is.
      try await scratch.write { try $0.erasePost(own) }
      #expect(try await scratch.read { try $0.summary(of: winner, by: ada.id)?.id } == other)
      #expect(try await refusal { try await scratch.post(by: ada, .summary, paper: winner) } == .summaryExists)
      try await scratch.write { try $0.undoMerge(entry.id, by: ada.id, reason: "Two texts.") }
      #expect(try await scratch.read { try $0.summary(of: loser, by: ada.id)?.id } == other)
      #expect(try await scratch.integers("SELECT count(*) FROM post WHERE beside IS NOT NULL") == [0])
      try await scratch.post(by: ada, .summary, paper: winner)
      let again = try await refusal { _ = try await scratch.write { try $0.undoMerge(entry.id, by: nil, reason: "") } }
      #expect(again == .cannotMerge(.undone))
    }
  }

  @Test(arguments: Engine.allCases)
  func `After an undo everything is where it belongs: what came since stays with the paper it came to`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let (winner, loser) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("doi:10.1000/x"))
      let first = try await scratch.post(by: ada, .summary, paper: loser)
      let entry = try await scratch.write { try $0.merge(loser, into: winner, because: Self.cause) }
      let late = try await scratch.post(by: bob, .summary, paper: winner)
      try await scratch.write { try $0.addIdentifiers([try PaperIdentifier(parsing: "pmid:7")], to: winner) }
      let undone = try await scratch.write { try $0.undoMerge(entry.id, by: bob.id, reason: "Two texts.") }
      #expect(undone.undoneBy == bob.id && undone.undoneReason == "Two texts.")
      #expect(try await scratch.read { try $0.summaries(of: winner, seenBy: nil).map(\.post.id) } == [late])
      #expect(try await scratch.read { try $0.summaries(of: loser, seenBy: nil).map(\.post.id) } == [first])
      #expect(
        try await scratch.read { try $0.paper(winner)?.identifiers.map(\.canonical) } == ["arxiv:1706.03762", "pmid:7"])
      #expect(try await scratch.read { try $0.paper(loser)?.identifiers.map(\.canonical) } == ["doi:10.1000/x"])
      #expect(try await scratch.read { try $0.merges(of: loser).map(\.id) } == [entry.id])
      let query = SearchQuery(parsing: "doi")
      #expect(try await scratch.read { try $0.searchPapers(query).hits.map(\.id) } == [loser])
    }
  }

  @Test(arguments: [20_261_129, 3, 41, 77], Engine.allCases)
  func `Any merges undone in any order leave every table as it was`(seed: UInt64, on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      var dice = Splitmix(state: seed)
      let papers = try await MergeWorld.build(in: scratch, &dice)
      let ignored: Set<String> = ["updated_at"]
      func state() async throws -> [String] {
        try await scratch.database.digest(ignoring: ignored).filter { row in
          // The log itself, what people are told of it, and what is asked about when its time comes.
          !["paper_merge:", "paper_move:", "merge_proposal:", "notification:", "paper_change:", "paper_refresh:"]
            .contains(where: row.hasPrefix)
        }
      }
      let before = try await state()
      for _ in 1...3 {
        var open: [RowID] = []
        for _ in 1...6 {
          guard let loser = papers.randomElement(using: &dice), let winner = papers.randomElement(using: &dice) else { continue }
          do {
            open.append(try await scratch.write { try $0.merge(loser, into: winner, because: Self.cause).id })
          } catch StoreError.cannotMerge {}
          for question in MergeWorld.questions {
            #expect(try await scratch.integers(question) == [0], "seed \(seed): \(question)")
          }
        }
        #expect(!open.isEmpty)
        for id in open.shuffled(using: &dice) {
          try await scratch.write { try $0.undoMerge(id, by: nil, reason: "Two.") }
          for question in MergeWorld.questions {
            #expect(try await scratch.integers(question) == [0], "seed \(seed): \(question)")
          }
        }
        let after = try await state()
        #expect(after == before, "seed \(seed): \(Set(after).symmetricDifference(before).sorted().joined(separator: "\n"))")
      }
      #expect(try await scratch.database.check() == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What a trusted record says makes one paper of two that look alike, and a question of two that do not`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      func paper(_ identifier: String, _ title: String, _ year: Int) async throws -> RowID {
        let draft = PaperDraft(title: title, authors: ["A. Author"], year: year, identifiers: [identifier])
        let paper = try draft.validated()
        let statement = PaperStatement(source: "bibtex", rank: 45, paper: paper)
        return try await scratch.write { try $0.insertPaper(statement, room: Drafts.local(Drafts.roomName(paper), .paper)) }
      }
      let preprint = try await paper("arxiv:1706.03762", "Attention Is All You Need", 2017)
      let article = try await paper("doi:10.1000/x", "Attention is all you need.", 2018)
      let other = try await paper("pmid:9", "On something else", 2017)
      let ada = try await scratch.person("ada")
      let draft = PaperDraft(title: "Attention", authors: ["A"], identifiers: ["arxiv:1706.03762", "doi:10.1000/x", "pmid:9"])
      var statement = PaperStatement(source: "crossref", rank: 10, paper: try draft.validated())
      statement.key = "10.1000/x"
      let said = statement
      let one = try await scratch.write { try $0.unite([preprint, article, other], because: said) }
      #expect(one == nil)
      #expect(try await scratch.read { try $0.standingPaper(article)?.id } == preprint)
      let entry = try #require(try await scratch.read { try $0.merges(of: preprint).first })
      #expect(entry.cause.source == "crossref" && entry.cause.recordKey == "10.1000/x" && entry.cause.actorID == nil)
      let asked = try await scratch.read { try $0.mergeProposals() }
      #expect(asked.map { [$0.first.id, $0.second.id] } == [[preprint, other]] && asked.first?.source == "crossref")
      let id = try #require(asked.first?.id)
      #expect(try await scratch.write { try $0.keepApart(id, by: ada.id) })
      #expect(try await scratch.write { !(try $0.keepApart(id, by: ada.id)) })
      // An undo is a decision, too.
      try await scratch.write { try $0.undoMerge(entry.id, by: ada.id, reason: "Two texts.") }
      for _ in 0..<2 { #expect(try await scratch.write { try $0.unite([preprint, article, other], because: said) } == nil) }
      #expect(try await scratch.read { try $0.standingPaper(article)?.id } == article)
      #expect(try await scratch.read { try $0.mergeProposals() }.map { [$0.first.id, $0.second.id] } == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Some of a paper becomes a paper of its own, with the facts of its record`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let id = try await scratch.paper("arxiv:1706.03762", "doi:10.1000/x", venue: "NeurIPS", year: 2017)
      let draft = PaperDraft(title: "Another text", authors: ["C. D"], venue: "ICML", year: 2019, identifiers: ["doi:10.1000/x"])
      var record = PaperStatement(source: "crossref", rank: 60, paper: try draft.validated())
      record.key = "10.1000/x"
      let said = record
      try await scratch.write { try $0.keep(said, of: id) }
      let (stays, goes) = (
        try await scratch.post(by: ada, .summary, paper: id), try await scratch.post(by: bob, .summary, paper: id)
      )
      let doi = try PaperIdentifier(parsing: "doi:10.1000/x")
      func split(_ choice: SplitChoice) async throws -> PaperMergeRow {
        try await scratch.write { try $0.split(id, taking: choice, room: Drafts.local("doi_x", .paper), because: Self.cause) }
      }
      let all = SplitChoice(identifiers: [doi, try PaperIdentifier(parsing: "arxiv:1706.03762")])
      #expect(try await refusal { _ = try await split(all) } == .cannotMerge(.nothingLeft))
      #expect(try await refusal { _ = try await split(SplitChoice(identifiers: [])) } == .cannotMerge(.noIdentifier))
      let entry = try await split(SplitChoice(identifiers: [doi], records: [("crossref", "10.1000/x")], summaries: [goes]))
      let new = try #require(try await scratch.read { try $0.paper(entry.to) })
      #expect(new.title == "Another text" && new.venueName == "ICML" && new.identifiers == [doi])
      #expect(try await scratch.read { try $0.paper(id)?.identifiers.map(\.canonical) } == ["arxiv:1706.03762"])
      #expect(try await scratch.read { try $0.summaries(of: new.id, seenBy: nil).map(\.post.id) } == [goes])
      #expect(try await scratch.read { try $0.summaries(of: id, seenBy: nil).map(\.post.id) } == [stays])
      #expect(try await scratch.read { try $0.notifications(of: bob.id, limit: 5).map(\.kind) } == [.paper])
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 5) }.isEmpty)
      for question in CountTests.questions { #expect(try await scratch.integers(question) == [0], "\(question)") }
      // A merge takes it back.
      try await scratch.write { try $0.merge(new.id, into: id, because: Self.cause) }
      #expect(try await scratch.read { try $0.summaries(of: id, seenBy: nil).count } == 2)
      #expect(try await scratch.read { try $0.merges(of: id).map(\.kind) } == [.merge, .split])
    }
  }

  @Test func `Whatever refers to a paper moves with it, or stays for a stated reason`() async throws {
    try await Scratch.use(.sqlite) { scratch in
      let columns = try await scratch.database.read { connection in
        try connection.query(
          """
          SELECT m.name || '.' || f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
          WHERE m.type = 'table' AND f."table" = 'paper' ORDER BY 1 -- test
          """
        ) { try $0.text(0) }
      }
      let known = PaperPart.simple.map { "\($0.table).\($0.owner)" } + PaperPart.elsewhere.map(\.column)
      #expect(columns == known.sorted())
    }
  }
}

/// Papers with records, topics, wishes, summaries, follows, some of them alike.
private enum MergeWorld {
  static func build(in scratch: Scratch, _ dice: inout Splitmix) async throws -> [RowID] {
    var people: [ActorRow] = []
    for name in ["ada", "bob", "carol", "dora"] { people.append(try await scratch.person(name)) }
    let strangers = [try await scratch.stranger("zoe"), try await scratch.stranger("yan", at: "other.example")]
    var papers: [RowID] = []
    for number in 1...5 {
      let statement = try statement(number, "arxiv", 20, &dice)
      var draft = try Drafts.local("arxiv_\(number)", .paper)
      draft.displayName = statement.paper.title
      let room = draft
      papers.append(try await scratch.write { try $0.insertPaper(statement, room: room) })
    }
    for _ in 1...60 {
      guard let place = papers.indices.randomElement(using: &dice), let person = people.randomElement(using: &dice),
        let stranger = strangers.randomElement(using: &dice)
      else { continue }
      let paper = papers[place]
      switch Int.random(in: 0..<8, using: &dice) {
      case 0: try await scratch.write { try $0.setWish(for: paper, by: person.id, true) }
      case 1, 2:
        let source = ["crossref", "dblp", "local"].randomElement(using: &dice) ?? "dblp"
        let said = try statement(place + 1, source, ["crossref": 10, "dblp": 12, "local": 0][source] ?? 12, &dice)
        try await scratch.write { try $0.keep(said, of: paper) }
      case 3, 4:
        do { try await scratch.post(by: person, .summary, paper: paper) } catch StoreError.summaryExists {}
      case 5: try await scratch.post(by: stranger, .summary, Bool.random(using: &dice) ? .public : .unlisted, paper: paper)
      default:
        guard let room = try await scratch.read({ try $0.paper(paper)?.actorID }) else { continue }
        try await scratch.follow(try await scratch.actor(room), by: Bool.random(using: &dice) ? person : stranger)
      }
    }
    return papers
  }

  private static func statement(_ number: Int, _ source: String, _ rank: Int, _ dice: inout Splitmix) throws -> PaperStatement {
    let draft = PaperDraft(
      title: "Title \(Int.random(in: 0..<5, using: &dice))", authors: ["A. \(Int.random(in: 0..<3, using: &dice))"],
      venue: ["Alpha", "Beta", ""].randomElement(using: &dice), year: 2000 + Int.random(in: 0..<3, using: &dice),
      abstract: Bool.random(using: &dice) ? "Abstract \(number)." : nil, identifiers: ["arxiv:1706.0000\(number)"])
    var statement = PaperStatement(source: source, rank: rank, paper: try draft.validated())
    // Some records have one key on several papers: those cannot all move.
    statement.key = Bool.random(using: &dice) ? "\(number)" : "shared"
    statement.topics = ["cs.LG", "attention", "q-bio.CB"].filter { _ in Bool.random(using: &dice) }
      .compactMap { Topic(keyword: $0) }
    statement.notices = [PaperNotice(.version, number: Int.random(in: 1..<4, using: &dice))]
    return statement
  }

  static let questions =
    CountTests.questions + [
      """
      SELECT count(*) FROM topic t WHERE papers <> (
        SELECT count(*) FROM paper_topic x JOIN paper p ON p.id = x.paper_id AND p.merged_into IS NULL WHERE x.topic_key = t.key)
      """,
      """
      SELECT count(*) FROM topic t WHERE summaries <> (
        SELECT count(*) FROM paper_topic x JOIN post s ON s.paper_id = x.paper_id
        WHERE x.topic_key = t.key AND s.kind = 'summary' AND s.visibility = 'public')
      """,
      """
      SELECT count(*) FROM paper p WHERE merged_into IS NULL
        AND wishes <> (SELECT count(*) FROM paper_wish w WHERE w.paper_id = p.id)
      """,
      "SELECT count(*) FROM paper p JOIN post s ON s.paper_id = p.id WHERE p.merged_into IS NOT NULL",
      "SELECT count(*) FROM paper p JOIN paper_identifier i ON i.paper_id = p.id WHERE p.merged_into IS NOT NULL",
      "SELECT count(*) FROM post s JOIN paper p ON p.id = s.paper_id WHERE COALESCE(s.field, '') <> COALESCE(p.field, '')",
    ]
}

extension Scratch {
  fileprivate func actor(_ id: RowID) async throws -> ActorRow {
    guard let row = try await read({ try $0.actor(id) }) else { throw StoreError.nameTaken }
    return row
  }
}
