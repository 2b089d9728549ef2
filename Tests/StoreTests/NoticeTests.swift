import Domain
import LocalPostgres
import Store
import Testing

@Suite struct NoticeTests {
  private static func statement(_ notices: [PaperNotice], source: String = "arxiv") throws -> PaperStatement {
    let draft = PaperDraft(title: "T", authors: ["A. Author"], identifiers: ["arxiv:1706.03762"])
    var statement = PaperStatement(source: source, rank: 20, paper: try draft.validated())
    statement.notices = notices
    return statement
  }

  @Test(arguments: Engine.allCases)
  func `A new version or a retraction is told to those who wrote about the paper, each time anew, and once`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let id = try await scratch.paper("arxiv:1706.03762")
      let first = try Self.statement([PaperNotice(.version, number: 1, date: "2017-06-12")])
      try await scratch.write { try $0.keep(first, of: id) }
      let post = try await scratch.post(by: ada, .summary, paper: id)
      let remote = try await scratch.stranger("eve")
      try await scratch.post(by: remote, .summary, paper: id)
      #expect(try await scratch.read { try $0.unreadNotifications(of: ada.id) } == 0, "a first version is no news")
      #expect(try await scratch.read { try $0.versionWrittenFor(post) } == 1)
      let second = try Self.statement([PaperNotice(.version, number: 1, date: "2017-06-12"), PaperNotice(.version, number: 2)])
      for _ in 0..<2 { try await scratch.write { try $0.keep(second, of: id) } }
      let told = try await scratch.read { try $0.notifications(of: ada.id, limit: 5) }
      #expect(told.map(\.kind) == [.paper] && told.first?.postID == post)
      #expect(try await scratch.read { try $0.latestVersion(of: id) } == 2)
      try await scratch.write { try $0.markNotificationsRead(of: ada.id) }
      let erratum = try PaperIdentifier(parsing: "doi:10.1000/erratum")
      let third = try Self.statement([PaperNotice(.retraction, paper: erratum, date: "2019")], source: "crossref")
      try await scratch.write { try $0.keep(third, of: id) }
      #expect(try await scratch.read { try $0.unreadNotifications(of: ada.id) } == 1)
      #expect(try await scratch.read { try $0.unreadNotifications(of: bob.id) } == 0)
      let notices = try await scratch.read { try $0.notices(of: id) }
      #expect(notices.first == PaperNotice(.retraction, paper: erratum, date: "2019"))
      #expect(notices.dropFirst().map(\.number) == [2, 1])
      let late = try await scratch.post(by: bob, .summary, paper: id)
      #expect(try await scratch.read { try $0.versionWrittenFor(late) } == 2)
    }
  }

  @Test(arguments: Engine.allCases)
  func `What a summary was written for is what its author says, and an edit that does not say leaves it`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let id = try await scratch.paper("arxiv:1706.03762")
      let known = try Self.statement((1...4).map { PaperNotice(.version, number: $0) })
      try await scratch.write { try $0.keep(known, of: id) }
      let post = scratch.store.ids.next()
      var draft = try Drafts.post(by: ada, .summary, paper: id, id: "p1", at: scratch.now)
      draft.writtenFor = 2
      let finished = draft
      try await scratch.write { try $0.insertPost(finished, id: post) }
      #expect(try await scratch.read { try $0.versionWrittenFor(post) } == 2)
      for (said, expected) in [(nil, 2), (4, 4), (nil, 4), (3, 3)] as [(Int?, Int)] {
        let edit = PostEdit(
          title: nil, tldr: "t", source: "s", html: "<p>n</p>", language: "en", updatedAt: scratch.now, writtenFor: said)
        try await scratch.write { try $0.updatePost(post, edit) }
        #expect(try await scratch.read { try $0.versionWrittenFor(post) } == expected)
      }
      let remote = try await scratch.post(by: try await scratch.stranger("eve"), .summary, paper: id)
      #expect(try await scratch.read { try $0.versionWrittenFor(remote) } == nil, "a peer does not say")
    }
  }
}
