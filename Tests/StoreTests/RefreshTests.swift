import Domain
import LocalPostgres
import Store
import Testing

@Suite struct RefreshTests {
  @Test(arguments: Engine.allCases)
  func `The papers that were summarised come one after the other once they are old enough, each once`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let first = try await scratch.paper("arxiv:1706.03762")
      try await scratch.paper("arxiv:1706.03763")
      scratch.wait(days: 1)
      let second = try await scratch.paper("arxiv:1706.03764")
      try await scratch.post(by: ada, .summary, .followers, paper: second)
      scratch.wait(days: 20)
      try await scratch.post(by: ada, .summary, paper: first)
      func next() async throws -> RowID? { try await scratch.write { try $0.takeRefresh()?.id } }
      #expect(try await next() == nil)
      scratch.wait(days: 11)
      #expect(try await next() == first, "what is known of it is older, although it was summarised later")
      #expect(try await next() == second)
      #expect(try await next() == nil)
      try await scratch.write { try $0.finishRefresh(of: first) }
      scratch.wait(days: 2)
      #expect(try await next() == second, "of which nothing was heard")
      scratch.wait(days: 29)
      try await scratch.write { try $0.finishRefresh(of: second) }
      #expect(try await next() == first)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A merged paper leads to the one that stands, and one without summaries is not asked about`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let (loser, winner) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("arxiv:1706.03763"))
      let post = try await scratch.post(by: ada, .summary, paper: loser)
      try await scratch.write { try $0.merge(loser, into: winner, because: MergeCause(reason: "the same")) }
      scratch.wait(days: 31)
      #expect(try await scratch.write { try $0.takeRefresh()?.id } == winner)
      #expect(try await scratch.write { try $0.takeRefresh()?.id } == nil)
      try await scratch.write { try $0.erasePost(post) }
      scratch.wait(days: 31)
      #expect(try await scratch.write { try $0.takeRefresh()?.id } == nil)
      #expect(try await scratch.integers("SELECT paper_id FROM paper_refresh") == [loser.value])
    }
  }
}
