import Domain
import LocalPostgres
import Store
import Testing

@Suite struct PaperRecordTests {
  private static func statement(
    _ source: String, _ rank: Int, _ title: String, venue: String? = nil, year: Int? = nil, abstract: String? = nil,
    authors: [String] = ["A. Author"], orcids: [String?] = [], topics: [String] = []
  ) throws -> PaperStatement {
    let draft = PaperDraft(
      title: title, authors: authors, venue: venue, year: year, abstract: abstract, identifiers: ["arxiv:1706.03762"])
    var statement = PaperStatement(source: source, rank: rank, paper: try draft.validated())
    statement.orcids = orcids
    statement.topics = topics.compactMap { Topic(keyword: $0) }
    return statement
  }

  @Test(arguments: Engine.allCases)
  func `What is shown is chosen by rank, field by field, whatever the order in which sources spoke`(on engine: Engine)
    async throws
  {
    let said = [
      try Self.statement("arxiv", 20, "Preprint title", year: 2017, abstract: "Abstract.", orcids: ["0000-0002-1825-0097"]),
      try Self.statement("crossref", 10, "Published title", venue: "NeurIPS", year: 2018),
      try Self.statement("bibtex", 45, "typed title", venue: "NIPS", year: 2016, abstract: "Typed."),
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      try await Scratch.use(engine) { scratch in
        let id = try await scratch.paper("arxiv:1706.03762")
        for place in order { try await scratch.write { try $0.keep(said[place], of: id) } }
        let paper = try #require(try await scratch.read { try $0.paper(id) })
        #expect(paper.title == "Published title" && paper.venueName == "NeurIPS" && paper.year == 2018, "\(order)")
        #expect(paper.abstract == "Abstract." && paper.source == "crossref", "\(order)")
        #expect(
          try await scratch.read { try $0.venues().map(\.papers).reduce(0, +) } == 1, "it is counted at one venue: \(order)")
        let before = try await scratch.database.digest()
        for place in order { try await scratch.write { try $0.keep(said[place], of: id) } }
        #expect(try await scratch.database.digest() == before, "saying it again changes nothing: \(order)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A change by hand stands before every source, with who made it and what stood there`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let editor = try await scratch.person("ada")
      let id = try await scratch.paper("arxiv:1706.03762", venue: "NeurIPS", year: 2017)
      var edit = try Self.statement("local", 0, "By hand", venue: "ICML", year: 2017)
      edit.key = "edit"
      let byHand = edit
      try await scratch.write { try $0.keep(byHand, of: id, by: editor.id) }
      try await scratch.write { try $0.keep(try Self.statement("crossref", 10, "Registered", year: 2020), of: id) }
      #expect(try await scratch.read { try $0.paper(id)?.title } == "By hand")
      let changes = try await scratch.read { try $0.changes(of: id) }
      let title = try #require(changes.last { $0.field == "title" })
      #expect(title.actor?.name == "ada" && title.latter == "By hand" && !title.former.isEmpty)
      #expect(changes.filter { $0.field == "title" }.count == 1)
      #expect(try await scratch.read { try $0.years(ofVenue: "icml").map(\.year) } == [2017])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Topics count papers and public summaries, and give papers and summaries their field`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (id, other) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("doi:10.1000/x"))
      let ada = try await scratch.person("ada")
      let post = try await scratch.post(by: ada, .summary, paper: id)
      try await scratch.write { try $0.keep(try Self.statement("arxiv", 20, "T", topics: ["cs.LG", "attention"]), of: id) }
      try await scratch.write { try $0.keep(try Self.statement("openalex", 30, "T", topics: ["Attention", "stat.ML"]), of: id) }
      #expect(try await scratch.read { try $0.topics(of: id).map(\.slug) } == ["cs.LG", "attention", "stat.ML"])
      #expect(try await scratch.read { try $0.topic("cs_lg").map { [$0.papers, $0.summaries] } } == [1, 1])
      #expect(try await scratch.read { try $0.papers(topic: "attention", limit: 5).map(\.id) } == [id])
      for order in SummaryOrder.allCases {
        #expect(try await scratch.read { try $0.summaries(by: order, field: .computing, limit: 5).map(\.post.id) } == [post])
        #expect(try await scratch.read { try $0.summaries(by: order, field: .life, limit: 5) }.isEmpty)
      }
      let later = try await scratch.post(by: try await scratch.person("bob"), .summary, paper: id)
      #expect(try await scratch.read { try $0.topic("cs_lg")?.summaries } == 2)
      try await scratch.write { try $0.erasePost(later) }
      #expect(try await scratch.read { try $0.topic("cs_lg")?.summaries } == 1)
      #expect(try await scratch.read { try $0.papers(author: "a. AUTHOR", limit: 5).map(\.id) } == [other, id])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Every order pages to its end without a gap, and votes move a summary`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      var written: [RowID] = []
      var people: [RowID] = []
      for number in 0..<6 {
        let person = try await scratch.person("p\(number)xx")
        people.append(person.id)
        written.append(
          try await scratch.post(by: person, .summary, paper: try await scratch.paper("arxiv:1706.0376\(number)")))
      }
      let (voters, posts) = (people, written)
      for (place, post) in posts.enumerated() {
        for voter in voters.prefix(place) {
          try await scratch.write { try $0.upsertVote(of: voter, on: post, value: 1, uri: "u\(voter)\(post)") }
        }
      }
      try await scratch.write { try $0.upsertVote(of: voters[5], on: posts[0], value: -1, uri: "down") }
      for (order, expected) in [
        (SummaryOrder.best, [5, 4, 3, 2, 1, 0]), (.popular, [5, 4, 3, 2, 1, 0]), (.recent, [5, 4, 3, 2, 1, 0]),
      ] {
        var (seen, last): ([RowID], RowID?) = ([], nil)
        repeat {
          let from = last
          let page = try await scratch.read { try $0.summaries(by: order, after: from, limit: 2) }.map(\.post.id)
          seen += page
          last = page.count == 2 ? page.last : nil
        } while last != nil
        #expect(seen == expected.map { posts[$0] }, "\(order)")
      }
      try await scratch.write { try $0.upsertVote(of: voters[0], on: posts[5], value: -1, uri: "x") }
      try await scratch.write { try $0.deleteVote(of: voters[1], on: posts[5]) }
      #expect(try await scratch.read { try $0.summaries(by: .best, limit: 1).first?.post.id } == posts[4])
      for place in [0.0, 0.3, 0.999, 1.0] {
        #expect(try await scratch.read { try $0.someSummary(at: place) } != nil)
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Votes of the last two days do not yet count for a person's score`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let post = try await scratch.post(by: ada, .summary, paper: try await scratch.paper("arxiv:1706.03762"))
      try await scratch.write { try $0.upsertVote(of: bob.id, on: post, value: 1, uri: "v") }
      let voted = scratch.store.now()
      let fresh = try await scratch.read { try $0.score(of: ada.id, votesBefore: voted.adding(seconds: -172_800)) }
      #expect(fresh.net == 0 && fresh.voted == 0)
      let old = try await scratch.read { try $0.score(of: ada.id, votesBefore: voted.adding(seconds: 1)) }
      #expect(old.net == 1 && old.voted == 1)
    }
  }
}
