import Domain
import LocalPostgres
import Store
import Testing

@Suite struct ReadingListTests {
  private static func content(_ title: String, listed: Bool = true) throws -> ReadingListContent {
    try ReadingListDraft(title: title, isListed: listed).validated()
  }

  @Test(arguments: Engine.allCases)
  func `Papers stand on a list in the order its owner gives them, each with its note`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var made: [RowID] = []
      for number in 1...3 { made.append(try await scratch.paper("arxiv:1706.0000\(number)")) }
      let papers = made
      let list = try await scratch.write { try $0.insertReadingList(try Self.content("To read"), of: ada.id) }
      for paper in papers { try await scratch.write { try $0.addPaper(paper, toList: list.id, note: "") } }
      try await scratch.write { try $0.addPaper(papers[0], toList: list.id, note: "First.") }
      func order() async throws -> [RowID] { try await scratch.read { try $0.papers(onList: list.id, limit: 9).map(\.paperID) } }
      #expect(try await order() == papers)
      try await scratch.write { try $0.movePaper(papers[2], onList: list.id, up: true) }
      #expect(try await order() == [papers[0], papers[2], papers[1]])
      try await scratch.write { try $0.movePaper(papers[0], onList: list.id, up: true) }
      try await scratch.write { try $0.movePaper(papers[0], onList: list.id, up: false) }
      #expect(try await order() == [papers[2], papers[0], papers[1]])
      let first = try await scratch.read { try $0.papers(onList: list.id, limit: 2) }
      #expect(first.map(\.note) == ["", "First."])
      let place = try #require(first.last?.position)
      #expect(try await scratch.read { try $0.papers(onList: list.id, after: place, limit: 2).map(\.paperID) } == [papers[1]])
      try await scratch.write { transaction throws in
        try transaction.setNote("Second.", onPaper: papers[1], ofList: list.id)
        try transaction.removePaper(papers[0], fromList: list.id)
        try transaction.removePaper(papers[0], fromList: list.id)
      }
      #expect(try await scratch.read { try $0.readingList(list.id)?.papers } == 2)
      #expect(try await scratch.read { try $0.isPaper(papers[1], onList: list.id) && !$0.isPaper(papers[0], onList: list.id) })
      try await scratch.write { try $0.deleteReadingList(list.id) }
      #expect(try await scratch.read { try $0.readingList(list.id) } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Two lists of one name have two addresses, and a private one is there for its owner alone`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let open = try await scratch.write { try $0.insertReadingList(try Self.content("To read"), of: ada.id) }
      let closed = try await scratch.write { try $0.insertReadingList(try Self.content("To read", listed: false), of: ada.id) }
      #expect(open.slug == "to-read" && closed.slug == "to-read-2")
      #expect(try await scratch.write { try $0.insertReadingList(try Self.content("Ça & là!"), of: bob.id).slug } == "ca-la")
      #expect(try await scratch.write { try $0.insertReadingList(try Self.content("読む"), of: bob.id).slug } == "list")
      let sights: [(RowID?, [RowID])] = [(ada.id, [closed.id, open.id]), (bob.id, [open.id]), (nil, [open.id])]
      for (viewer, ids) in sights {
        #expect(try await scratch.read { try $0.readingLists(of: ada.id, seenBy: viewer, limit: 9).map(\.id) } == ids)
        let found = try await scratch.read { try $0.readingList(of: ada.id, named: "to-read-2", seenBy: viewer)?.id }
        #expect(found == (viewer == ada.id ? closed.id : nil))
      }
      try await scratch.write { try $0.updateReadingList(closed.id, try Self.content("Read")) }
      #expect(try await scratch.read { try $0.readingList(of: ada.id, named: "to-read-2", seenBy: nil)?.title } == "Read")
      try await scratch.write { try $0.erasePerson(ada.id) }
      #expect(try await scratch.read { try $0.readingLists(of: ada.id, seenBy: ada.id, limit: 9) }.isEmpty)
    }
  }

  @Test(arguments: Engine.allCases)
  func `What was marked last stands first, and what one may no longer see does not`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let zoe = try await scratch.stranger("zoe")
      let paper = try await scratch.paper("arxiv:1706.03762")
      let first = try await scratch.post(by: ada, .summary, paper: paper)
      let quiet = try await scratch.post(by: zoe, .summary, .followers, paper: paper)
      try await scratch.follow(zoe, by: bob)
      for id in [quiet, first, quiet] { try await scratch.write { try $0.setBookmark(true, of: id, by: bob.id) } }
      let rows = try await scratch.read { try $0.bookmarks(of: bob.id, limit: 9) }
      #expect(rows.map(\.post.post.id) == [first, quiet])
      let key = try #require(rows.first?.key)
      #expect(try await scratch.read { try $0.bookmarks(of: bob.id, before: key, limit: 9).map(\.post.post.id) } == [quiet])
      #expect(try await scratch.read { try $0.bookmarks(of: ada.id, limit: 9) }.isEmpty)
      try await scratch.write { try $0.setState(of: zoe.id, .suspended) }
      #expect(try await scratch.read { try $0.bookmarks(of: bob.id, limit: 9).map(\.post.post.id) } == [first])
      try await scratch.write { try $0.setBookmark(false, of: quiet, by: bob.id) }
      #expect(try await scratch.read { try $0.isBookmarked(first, by: bob.id) && !$0.isBookmarked(quiet, by: bob.id) })
      try await scratch.write { try $0.erasePost(first) }
      #expect(try await scratch.read { try $0.bookmarks(of: bob.id, limit: 9) }.isEmpty)
    }
  }
}
