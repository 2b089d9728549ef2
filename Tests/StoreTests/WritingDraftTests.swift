import Domain
import LocalPostgres
import Testing

@testable import Store

@Suite struct WritingDraftTests {
  private static func text(_ source: String) -> DraftText {
    DraftText(title: "T", tldr: "", source: source, choices: "language=en")
  }

  @Test(arguments: Engine.allCases)
  func `A draft is replaced by who saw it; who did not is shown the other one, and nothing is lost`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let bob = try await scratch.person("bob")
      let paper = try await scratch.paper("arxiv:1706.03762")
      func save(_ words: String, _ number: Int) async throws -> DraftSaving {
        try await scratch.write { try $0.saveDraft(of: paper, by: ada.id, Self.text(words), base: 0, replacing: number) }
      }
      #expect(try await save("one", 0) == .saved(1))
      #expect(try await save("two", 1) == .saved(2))
      let kept = try #require(try await scratch.read { try $0.draft(of: paper, by: ada.id) })
      #expect(kept.text == Self.text("two") && kept.number == 2 && kept.base == 0)
      #expect(try await save("from the first window", 1) == .conflict(kept))
      #expect(try await save("from a new window", 0) == .conflict(kept))
      // The same words are no other text.
      #expect(try await save("two", 1) == .saved(2))
      #expect(try await scratch.read { try $0.draft(of: paper, by: bob.id) } == nil)
      #expect(try await scratch.read { try $0.drafts(of: bob.id, limit: 10).count } == 0)
      // One that was kept again since it was seen is not thrown away.
      #expect(try await scratch.write { try !$0.deleteDraft(of: paper, by: ada.id, number: 1) })
      #expect(try await scratch.write { try $0.deleteDraft(of: paper, by: ada.id, number: 2) })
      // A window that was open all the while keeps what it has.
      #expect(try await save("still there", 2) == .saved(3))
    }
  }

  @Test(arguments: Engine.allCases)
  func `Drafts are listed by when they were kept last, page by page, up to a limit`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var papers: [RowID] = []
      for number in 1...3 {
        let paper = try await scratch.paper("arxiv:1706.0000\(number)")
        papers.append(paper)
        _ = try await scratch.write { try $0.saveDraft(of: paper, by: ada.id, Self.text("\(number)"), base: 0, replacing: 0) }
      }
      let first = papers[0]
      _ = try await scratch.write { try $0.saveDraft(of: first, by: ada.id, Self.text("again"), base: 0, replacing: 1) }
      let all = try await scratch.read { try $0.drafts(of: ada.id, limit: 10).map(\.draft) }
      #expect(all.map(\.paperID) == [papers[0], papers[2], papers[1]])
      let rest = try await scratch.read { try $0.drafts(of: ada.id, before: all[0].saved, limit: 1).map(\.draft) }
      #expect(rest == [all[1]])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Drafts and their pictures go with the person who wrote them`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let paper = try await scratch.paper("arxiv:1706.03762")
      let name = "/media/\(String(repeating: "ab", count: 32)).webp"
      _ = try await scratch.write { try $0.saveDraft(of: paper, by: ada.id, Self.text("![](\(name))"), base: 0, replacing: 0) }
      #expect(try await scratch.integers("SELECT count(*) FROM draft_media") == [1])
      try await scratch.write { try $0.erasePerson(ada.id) }
      #expect(try await scratch.integers("SELECT count(*) FROM draft") == [0])
      #expect(try await scratch.integers("SELECT count(*) FROM draft_media") == [0])
    }
  }
}

@Suite struct MediaTests {
  private static func name(_ letter: String) throws -> MediaName {
    try #require(MediaName(digest: String(repeating: letter, count: 64), ending: "webp"))
  }

  @Test(arguments: Engine.allCases)
  func `A picture stays as long as a post, one of its versions, or a draft shows it; others go after their day`(
    on engine: Engine
  ) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let bob = try await scratch.person("bob")
      let paper = try await scratch.paper("arxiv:1706.03762")
      let names = try ["a", "b", "c", "d"].map { try Self.name($0) }
      for (number, name) in names.enumerated() {
        let id = scratch.store.ids.next()
        let row = MediaRow(id: id, actorID: ada.id, name: name, size: 10 + number, width: 3, height: 2, alt: "A curve")
        #expect(try await scratch.write { try $0.insertMedia(row, quota: 1_000) })
      }
      let post = try await scratch.post(by: ada, .summary, paper: paper, id: "root")
      try await scratch.write { transaction in
        try transaction.insertRevision(of: post, title: nil, tldr: "", source: "![x](\(names[0].address))")
        try transaction.insertRevision(of: post, title: nil, tldr: "", source: "![x](\(names[1].address))")
        let text = DraftText(title: "", tldr: "", source: "![x](\(names[2].address))", choices: "")
        _ = try transaction.saveDraft(of: paper, by: bob.id, text, base: 0, replacing: 0)
      }
      func sweep() async throws -> Int {
        let time = scratch.now.adding(seconds: -86_400)
        var (sum, last) = (0, RowID?.none)
        repeat {
          let from = last
          let piece = try await scratch.write { try $0.sweepMedia(before: time, after: from, limit: 2) }
          (sum, last) = (sum + piece.forgotten, piece.next)
        } while last != nil
        return sum
      }
      #expect(try await sweep() == 0, "nothing is a day old")
      scratch.wait(days: 2)
      #expect(try await sweep() == 1)
      #expect(try await scratch.read { try $0.media(names[3]) } == nil)
      #expect(try await scratch.read { try $0.media(names[0])?.size } == 10)
      try await scratch.write { transaction in
        _ = try transaction.deleteDraft(of: paper, by: bob.id, number: 1)
        try transaction.erasePost(post)
      }
      #expect(try await sweep() == 3)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Somebody's pictures that their posts show are found piece by piece, and nobody else's`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      let names = try ["a", "b", "c", "d"].map { try Self.name($0) }
      for (name, owner) in [(names[0], ada), (names[1], ada), (names[2], ada), (names[0], bob), (names[3], bob)] {
        let row = MediaRow(
          id: scratch.store.ids.next(), actorID: owner.id, name: name, size: 1, width: 3, height: 2, alt: owner.name)
        #expect(try await scratch.write { try $0.insertMedia(row, quota: 1_000) })
      }
      let post = try await scratch.post(by: ada, .summary, paper: paper, id: "root")
      try await scratch.write { transaction in
        for name in [names[0], names[2], names[3]] {
          try transaction.insertRevision(of: post, title: nil, tldr: "t", source: "![](\(name.address))")
        }
      }
      let first = try await scratch.read { try $0.shownMedia(of: ada.id, after: nil, limit: 1) }
      #expect(first.map(\.name) == [names[0]] && first.map(\.alt) == ["ada"])
      let rest = try await scratch.read { try $0.shownMedia(of: ada.id, after: first.first?.id, limit: 9) }
      #expect(rest.map(\.name) == [names[2]], "neither one that no text shows nor another's")
      #expect(try await scratch.read { try $0.media(names[3], of: ada.id) } == nil)
      #expect(try await scratch.read { try $0.media(names[0], of: bob.id)?.alt } == "bob")
    }
  }

  @Test(arguments: Engine.allCases)
  func `Nobody's pictures have more bytes than they may, and the same one twice counts once`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let (first, second) = (try Self.name("a"), try Self.name("b"))
      func add(_ name: MediaName, _ size: Int, _ alt: String) async throws -> Bool {
        let row = MediaRow(
          id: scratch.store.ids.next(), actorID: ada.id, name: name, size: size, width: 1, height: 1, alt: alt)
        return try await scratch.write { try $0.insertMedia(row, quota: 100) }
      }
      #expect(try await add(first, 60, "one"))
      #expect(try await add(first, 60, "two"))
      #expect(try await !add(second, 60, "three"))
      #expect(try await scratch.read { try $0.mediaSize(of: ada.id) } == 60)
      #expect(try await scratch.read { try $0.media(first)?.alt } == "two")
    }
  }
}
