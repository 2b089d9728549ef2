import Domain
import LocalPostgres
import Store
import Testing

@Suite struct PageViewTests {
  @Test(arguments: Engine.allCases)
  func `Looks add up by day, at summaries and at their papers, and go after 400 days`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let (paper, other) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("arxiv:1412.6980"))
      let first = try await scratch.post(by: ada, .summary, paper: paper)
      let second = try await scratch.post(by: ada, .summary, .unlisted, paper: other)
      try await scratch.post(by: bob, .summary, paper: paper)
      let start = ViewedPage.day(of: scratch.now)
      for _ in 1...2 {
        let now = scratch.now
        try await scratch.write {
          try $0.addViews([
            (ViewedPage(.summary, first, at: now), 2), (ViewedPage(.summary, second, at: now), 1),
            (ViewedPage(.paper, paper, at: now), 5), (ViewedPage(.paper, paper, at: now), 0),
          ])
        }
      }
      scratch.wait(days: 1)
      let later = scratch.now
      try await scratch.write { try $0.addViews([(ViewedPage(.paper, other, at: later), 7)]) }
      #expect(
        try await scratch.read { try $0.views(ofSummariesBy: ada.id, since: start) } == [
          DayViews(day: start, summaries: 6, papers: 10), DayViews(day: start + 1, papers: 7),
        ])
      #expect(try await scratch.read { try $0.views(ofSummariesBy: bob.id, since: start).map(\.all) } == [10])
      #expect(try await scratch.read { try $0.views(ofSummariesBy: ada.id, since: start + 1).map(\.all) } == [7])
      try await scratch.write { try $0.erasePost(first) }
      #expect(try await scratch.read { try $0.views(ofSummariesBy: ada.id, since: start).map(\.all) } == [2, 7])
      scratch.wait(days: 400)
      #expect(try await scratch.write { try $0.sweepViews(limit: 9) } == 2)
      #expect(try await scratch.write { try $0.sweepViews(limit: 9) } == 0)
      #expect(try await scratch.read { try $0.views(ofSummariesBy: ada.id, since: start).map(\.all) } == [7])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A person's papers are those that bear their ORCID`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let number = "0000-0002-1825-0097"
      var made: [RowID] = []
      for name in ["arxiv:1706.00001", "arxiv:1706.00002", "arxiv:1706.00003"] {
        let draft = try Drafts.paper([name])
        let room = Drafts.roomName(draft)
        let isOwn = name != "arxiv:1706.00002"
        made.append(
          try await scratch.write { transaction in
            var statement = PaperStatement(source: "crossref", paper: draft)
            statement.orcids = isOwn ? ["0000-0002-1694-233X", number] : []
            return try transaction.insertPaper(statement, room: Drafts.local(room, .paper))
          })
      }
      let papers = made
      #expect(try await scratch.read { try $0.papers(orcid: number, limit: 9).map(\.id) } == [papers[2], papers[0]])
      #expect(try await scratch.read { try $0.papers(orcid: number, before: papers[2], limit: 9).map(\.id) } == [papers[0]])
      try await scratch.write { try $0.setORCID(of: ada.id, number) }
      try await scratch.write { try $0.setORCID(of: ada.id, number) }
      #expect(try await scratch.read { try $0.orcid(of: ada.id) } == number)
      try await scratch.write { try $0.setORCID(of: ada.id, nil) }
      #expect(try await scratch.read { try $0.orcid(of: ada.id) } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `What somebody liked and disliked is found by them, the newest first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let zoe = try await scratch.stranger("zoe")
      let paper = try await scratch.paper("arxiv:1706.03762")
      let first = try await scratch.post(by: ada, .summary, paper: paper)
      let second = try await scratch.post(by: zoe, .summary, paper: paper)
      let hidden = try await scratch.post(by: zoe, .summary, .followers, paper: paper)
      let reply = try await scratch.post(by: ada, .reply, to: try await scratch.uri(of: second))
      for (number, (id, value)) in [(first, 1), (second, 1), (hidden, 1), (reply, 1)].enumerated() {
        try await scratch.write { try $0.upsertVote(of: bob.id, on: id, value: value, uri: "v\(number)") }
      }
      #expect(try await scratch.read { try $0.summaries(votedBy: bob.id, value: 1, limit: 9).map(\.post.id) } == [second, first])
      #expect(
        try await scratch.read { try $0.summaries(votedBy: bob.id, value: 1, before: second, limit: 9).map(\.post.id) } == [first]
      )
      try await scratch.write { try $0.upsertVote(of: bob.id, on: first, value: -1, uri: "v9") }
      #expect(try await scratch.read { try $0.summaries(votedBy: bob.id, value: -1, limit: 9).map(\.post.id) } == [first])
    }
  }
}
