import Domain
import LocalPostgres
import Store
import Testing

@Suite struct PaperTests {
  @Test(arguments: Engine.allCases)
  func `A paper is found by row, room and any identifier, with what belongs to it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let id = try await scratch.paper("doi:10.1000/one", "arxiv:1706.03762", venue: "NeurIPS", year: 2017)
      let other = try await scratch.paper("arxiv:1706.03763")
      let paper = try #require(try await scratch.read { try $0.paper(id) })
      #expect(paper.authors == ["A. Author", "B. Author"])
      #expect(paper.identifiers.map(\.canonical) == ["arxiv:1706.03762", "doi:10.1000/one"])
      #expect(paper.venueName == "NeurIPS" && paper.year == 2017 && paper.isConfirmed)
      #expect(try await scratch.read { try $0.paper(room: paper.actorID) == paper })
      #expect(
        try await scratch.read { try $0.paper(try PaperIdentifier(parsing: "https://arxiv.org/abs/1706.03762v5")) == paper })
      #expect(try await scratch.read { try $0.paper(try PaperIdentifier(parsing: "arxiv:1706.99999")) == nil })
      #expect(try await scratch.read { try $0.recentPapers(limit: 10).map(\.id) == [other, id] })
      #expect(try await scratch.read { try $0.recentPapers(before: other, limit: 10).map(\.id) == [id] })
      #expect(try await scratch.read { try $0.papers(venue: "neurips", year: 2017, limit: 10).map(\.id) == [id] })
      #expect(try await scratch.read { try $0.years(ofVenue: "neurips").map(\.year) == [2017] })
      #expect(try await scratch.read { try $0.venueName("neurips") == "NeurIPS" })
    }
  }

  @Test(arguments: Engine.allCases)
  func `An identifier of another paper is a conflict, and changes nothing`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let id = try await scratch.paper("arxiv:1706.03762")
      let other = try await scratch.paper("doi:10.1000/other")
      let before = try await scratch.database.digest()
      #expect(try await refusal { try await scratch.paper("doi:10.1000/new", "arxiv:1706.03762") } == .identifierConflict)
      let claim = [try PaperIdentifier(parsing: "pmid:12"), try PaperIdentifier(parsing: "doi:10.1000/other")]
      #expect(try await refusal { try await scratch.write { try $0.addIdentifiers(claim, to: id) } } == .identifierConflict)
      #expect(try await scratch.database.digest() == before)
      #expect(
        try await scratch.read { try $0.paperIDs(claim + [try PaperIdentifier(parsing: "arxiv:1706.03762")]) } == [id, other])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A paper learns identifiers, the best is the first wherever it came from, and there are at most fifty`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let id = try await scratch.paper("doi:10.1000/one")
      let more = try (1...60).map { try PaperIdentifier(parsing: "pmid:\($0)") }
      let arxiv = try PaperIdentifier(parsing: "arxiv:1706.03762")
      try await scratch.write { try $0.addIdentifiers([arxiv, arxiv] + more, to: id) }
      #expect(try await scratch.read { try $0.paperID(arxiv) } == id)
      let paper = try await scratch.read { try $0.paper(id) }
      #expect(paper?.bestIdentifier == arxiv && paper?.identifiers.count == 50)
    }
  }

  @Test(arguments: Engine.allCases)
  func `The papers of one book are not one paper`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let first = try await scratch.paper("doi:10.1000/chapter1", "isbn:9780262035613")
      let second = try await scratch.paper("doi:10.1000/chapter2", "isbn:9780262035613")
      let isbn = try PaperIdentifier(parsing: "isbn:9780262035613")
      let new = try PaperIdentifier(parsing: "doi:10.1000/chapter3")
      #expect(try await scratch.read { try $0.paperIDs([isbn]) == [first] })
      #expect(try await scratch.read { try $0.paperIDs([isbn, new]) == [] })
      #expect(try await scratch.read { try $0.paper(second)?.identifiers.map(\.canonical) == ["doi:10.1000/chapter2"] })
      let page = try await scratch.paper("https://a.example/paper.html")
      let known = try PaperIdentifier(parsing: "https://a.example/paper.html")
      #expect(try await scratch.read { try $0.paperIDs([known, new]) } == [page])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What a peer told of is unconfirmed, counted for the peer, and confirmed here`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let start = scratch.now
      let id = try await scratch.paper("arxiv:1706.03762", from: "far.example")
      #expect(try await scratch.read { try $0.paper(id)?.isConfirmed } == false)
      #expect(try await scratch.write { try $0.papersLearned(from: "far.example", since: start) } == 1)
      #expect(try await scratch.write { try $0.papersLearned(from: "far.example", since: $0.now) } == 0)
      try await scratch.write { try $0.confirmPaper(id) }
      #expect(try await scratch.read { try $0.paper(id)?.isConfirmed } == true)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A claim that contradicts is kept once for moderators`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let claim = [try PaperIdentifier(parsing: "arxiv:1706.03762"), try PaperIdentifier(parsing: "doi:10.1000/one")]
      for _ in 1...2 {
        try await scratch.write {
          try $0.insertIdentifierConflict(
            postURI: "https://far.example/1", actorURI: "https://far.example/zoe", identifiers: claim)
        }
      }
      let kept = try await scratch.read { try $0.identifierConflicts() }
      #expect(kept.map(\.identifiers) == ["arxiv:1706.03762 doi:10.1000/one"])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Venues stand by their public summaries, then papers`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      try await scratch.paper("arxiv:1706.00001", venue: "Alpha Conference")
      try await scratch.paper("arxiv:1706.00002", venue: "Alpha Conference")
      let beta = try await scratch.paper("arxiv:1706.00003", venue: "Beta Conference")
      try await scratch.paper("arxiv:1706.00004", venue: "Gamma Conference")
      let summary = try await scratch.post(by: ada, .summary, paper: beta)
      #expect(
        try await scratch.read { try $0.venues().map(\.key) } == ["beta_conference", "alpha_conference", "gamma_conference"])
      #expect(try await scratch.read { try $0.summaryCount(of: beta) } == 1)
      try await scratch.write { try $0.erasePost(summary) }
      #expect(try await scratch.read { try $0.venues().map(\.summaries) } == [0, 0, 0])
      #expect(try await scratch.read { try $0.venues().map(\.papers) } == [2, 1, 1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A paper's page knows who cites it, and a post which papers it cites`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let (cited, citing) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("arxiv:1706.03763"))
      let id = scratch.store.ids.next()
      var draft = try Drafts.post(by: ada, .summary, paper: citing, id: "s", at: scratch.now)
      draft.citations = [try PaperIdentifier(parsing: "arxiv:1706.03762"), try PaperIdentifier(parsing: "doi:10.1000/unknown")]
      draft.hashtags = ["nlp", "nlp", "attention"]
      let finished = draft
      try await scratch.write { try $0.insertPost(finished, id: id) }
      #expect(try await scratch.read { try $0.summaries(citing: cited).map(\.post.id) == [id] })
      #expect(try await scratch.read { try $0.summaries(citing: citing).isEmpty })
      #expect(try await scratch.read { try $0.papersCited(by: id).map(\.id) == [cited] })
      #expect(try await scratch.read { try $0.hashtags(of: id) == ["attention", "nlp"] })
      #expect(try await scratch.read { try $0.summaries(tagged: "nlp", limit: 5).map(\.post.id) == [id] })
      #expect(try await scratch.read { try $0.summaries(tagged: "nlp", before: id, limit: 5).isEmpty })
      let edit = PostEdit(title: "New", tldr: "t", source: "s", html: "<p>n</p>", language: "en", updatedAt: scratch.now)
      try await scratch.write { try $0.updatePost(id, edit) }
      #expect(try await scratch.read { try $0.papersCited(by: id) } == [])
      #expect(try await scratch.read { try $0.hashtags(of: id) } == [])
      #expect(try await scratch.read { try $0.post(id)?.title } == "New")
    }
  }
}
