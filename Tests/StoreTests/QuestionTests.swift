import Domain
import LocalPostgres
import Store
import Testing

@Suite struct QuestionTests {
  @Test(arguments: Engine.allCases)
  func `A note on a paper is a question, open until an answer is accepted, and again when that answer goes`(
    on engine: Engine
  ) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let (paper, other) = (try await scratch.paper("arxiv:1706.03762"), try await scratch.paper("arxiv:1412.6980"))
      let summary = try await scratch.post(by: ada, .summary, paper: paper)
      let first = try await scratch.post(by: ada, .note, paper: paper)
      let second = try await scratch.post(by: zoe, .note, paper: other)
      try await scratch.post(by: ada)
      let answer = try await scratch.post(by: zoe, .reply, to: try await scratch.uri(of: first))
      #expect(try await scratch.read { try $0.questions(about: paper, limit: 9).map(\.asked.post.id) } == [first])
      #expect(try await scratch.read { try $0.questions(about: paper, before: first, limit: 9) }.isEmpty)
      #expect(try await scratch.read { try $0.questions(open: true, limit: 9).map(\.asked.post.id) } == [second, first])
      #expect(try await scratch.read { try $0.questions(open: false, before: second, limit: 9).map(\.asked.post.id) } == [first])
      try await scratch.write { try $0.acceptAnswer(answer, to: first) }
      #expect(try await scratch.read { try $0.acceptedAnswer(to: first) } == answer)
      #expect(try await scratch.read { try $0.questions(open: true, limit: 9).map(\.asked.post.id) } == [second])
      #expect(try await scratch.read { try $0.questions(open: false, limit: 9).map(\.acceptedID) } == [nil, answer])
      try await scratch.write { try $0.erasePost(answer) }
      #expect(try await scratch.read { try $0.questions(open: true, limit: 9).map(\.asked.post.id) } == [second, first])
      try await scratch.write { try $0.erasePost(first) }
      #expect(try await scratch.read { try $0.questions(open: false, limit: 9).map(\.asked.post.id) } == [second])
      #expect(try await scratch.read { try $0.summaries(of: paper, seenBy: nil).map(\.post.id) } == [summary])
    }
  }

  @Test(arguments: Engine.allCases)
  func `What was asked quietly, or by somebody who was suspended, is in no list`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      for visibility in Visibility.allCases where visibility != .public {
        try await scratch.post(by: ada, .note, visibility, paper: paper)
      }
      try await scratch.post(by: bob, .note, paper: paper)
      try await scratch.write { try $0.setState(of: bob.id, .suspended) }
      #expect(try await scratch.read { try $0.questions(about: paper, limit: 9) }.isEmpty)
      #expect(try await scratch.read { try $0.questions(open: true, limit: 9) }.isEmpty)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A paper is found by a room elsewhere that its room follows`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let paper = try await scratch.paper("arxiv:1706.03762")
      let (room, stranger) = (try await scratch.stranger("room"), try await scratch.stranger("other"))
      let ours = try #require(
        try await scratch.read { transaction in try transaction.paper(paper).flatMap { try transaction.actor($0.actorID) } })
      try await scratch.follow(room, by: ours)
      try await scratch.follow(stranger, by: ours, .pending)
      #expect(try await scratch.read { try $0.paper(whoseRoomFollows: room.id) } == paper)
      #expect(try await scratch.read { try $0.paper(whoseRoomFollows: stranger.id) } == nil)
    }
  }
}
