import Domain
import LocalPostgres
import Store
import Testing

@Suite struct SimilarPaperTests {
  private static func paper(
    _ number: Int, _ title: String, _ authors: [String]? = nil, topics: [String] = [], in scratch: Scratch
  ) async throws -> RowID {
    let paper = try PaperDraft(title: title, authors: authors ?? ["Author \(number)"], identifiers: ["arxiv:1706.1000\(number)"])
      .validated()
    var statement = PaperStatement(source: "arxiv", paper: paper)
    statement.topics = topics.compactMap { Topic(category: $0) }
    let (made, room) = (statement, Drafts.roomName(paper))
    return try await scratch.write { try $0.insertPaper(made, room: Drafts.local(room, .paper)) }
  }

  @Test(arguments: Engine.allCases)
  func `Papers are found by citations, words of the title, authors and topics, and others are not`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let title = "Recurrent attention for translation"
      let own = try await Self.paper(0, title, ["Ada Lovelace"], topics: ["cs.CL"], in: scratch)
      let titled = try await Self.paper(1, "Translation with recurrent attention", in: scratch)
      let written = try await Self.paper(2, "Something else", ["ada lovelace"], in: scratch)
      let topical = try await Self.paper(3, "Unrelated words", topics: ["cs.CL"], in: scratch)
      let cited = try await Self.paper(4, "Cited alone", in: scratch)
      let beside = try await Self.paper(5, "Beside it", in: scratch)
      let far = try await Self.paper(6, "Protein folding", topics: ["q-bio.BM"], in: scratch)
      let summary = try await scratch.post(by: ada, .summary, paper: own)
      let other = try await scratch.post(by: ada, .summary, paper: far)
      try await scratch.write { transaction in
        let numbers = try [4, 0, 5].map { try PaperIdentifier(parsing: "arxiv:1706.1000\($0)") }
        for (post, cited) in [(summary, [numbers[0]]), (other, [numbers[1], numbers[2]])] {
          try transaction.updatePost(
            post,
            PostEdit(title: nil, tldr: "", source: nil, html: "", language: nil, updatedAt: transaction.now, citations: cited))
        }
      }
      let found = try await scratch.read { transaction in
        try transaction.paper(own).map { try transaction.papersSimilar(to: $0, limit: 9).map(\.id) } ?? []
      }
      // 4 · 1 by the title, 3 each by a citation, 2 beside it, 1.2 by the author, 2 / log₂ 4 by the topic of two papers.
      #expect(found == [titled, far, cited, beside, written, topical])
      let lone = try await Self.paper(7, "Quasars", in: scratch)
      let none = try await scratch.read { transaction in try transaction.paper(lone).map { try transaction.papersSimilar(to: $0) }
      }
      #expect(none == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What a quiet summary cites makes nothing similar`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let own = try await Self.paper(0, "Recurrent attention", ["Ada Lovelace"], in: scratch)
      _ = try await Self.paper(1, "Protein folding", in: scratch)
      let summary = try await scratch.post(by: ada, .summary, .unlisted, paper: own)
      try await scratch.write { transaction in
        let cited = [try PaperIdentifier(parsing: "arxiv:1706.10001")]
        try transaction.updatePost(
          summary,
          PostEdit(title: nil, tldr: "", source: nil, html: "", language: nil, updatedAt: transaction.now, citations: cited))
      }
      let found = try await scratch.read { transaction in
        try transaction.paper(own).map { try transaction.papersSimilar(to: $0).map(\.id) }
      }
      #expect(found == [])
    }
  }
}
