import Domain
import LocalPostgres
import SQL
import Testing

@testable import Store

@Suite struct CopyTests {
  @Test func `Every table of the schema is copied, each behind those it refers to`() async throws {
    try await Scratch.use(.sqlite) { scratch in
      let tables = try await scratch.database.read { try $0.tables() }
        .filter { $0 != "schema_migration" && !CopiedTable.isDerived($0) }
      #expect(CopiedTable.all.map(\.name).sorted() == tables)
      let order = Dictionary(uniqueKeysWithValues: CopiedTable.all.enumerated().map { ($0.element.name, $0.offset) })
      for statement in Self.statements where statement.hasPrefix("CREATE TABLE ") {
        let name = String(statement.dropFirst(13).prefix { $0 != " " })
        for other in statement.split(separator: "REFERENCES ").dropFirst().map({ String($0.prefix { $0 != " " }) }) {
          #expect(other == name || (order[other] ?? .max) < (order[name] ?? -1), "\(name) refers to \(other)")
        }
      }
    }
  }

  private static let statements =
    Migration0001.statements + MigrationQuestions.statements + MigrationReadingLists.statements
    + MigrationPageViews.statements

  @Test(arguments: Engine.allCases)
  func `An instance is moved to the other engine and back, and nothing is lost or changed`(from engine: Engine) async throws {
    let other = Engine.allCases.first { $0 != engine } ?? engine
    try await Scratch.use(engine) { source in
      try await Town.build(in: source)
      try await Scratch.use(other) { target in
        let rows = try await StoreCopy(from: source.database, to: target.database).run()
        #expect(rows > 60)
        #expect(try await target.database.digest() == source.database.digest())
        #expect(try await target.database.check() == [])
        try await expectSameSearches(target, source)
        #expect(try await !target.read { try $0.isUnfinishedCopy() })
        await #expect(throws: StoreCopyError.self) { try await StoreCopy(from: source.database, to: target.database).run() }
        try await Scratch.use(engine) { home async throws in
          #expect(try await StoreCopy(from: target.database, to: home.database).run() == rows)
          #expect(try await home.database.digest() == source.database.digest())
        }
      }
    }
  }

  /// The index of the target is made anew, of what was copied.
  private func expectSameSearches(_ target: Scratch, _ source: Scratch) async throws {
    func found(_ scratch: Scratch) async throws -> [Int] {
      try await scratch.read { transaction in
        let query = SearchQuery(parsing: "-absent")
        return [
          try transaction.searchPapers(query).count, try transaction.searchSummaries(query).count,
          try transaction.searchPeople(query).count,
        ]
      }
    }
    #expect(try await found(target) == [0, 0, 0])
    #expect(try await !target.read { try $0.isSearchComplete() })
    while try await target.write({ try $0.indexPiece() }) > 0 {}
    #expect(try await found(target) == [1, 1, 1])
    #expect(try await found(source) == [1, 1, 1])
  }

  @Test(arguments: Engine.allCases)
  func `A copy that is broken off at any table goes on where it was`(to engine: Engine) async throws {
    struct PowerCut: Error {}
    try await Scratch.use(.sqlite) { source in
      try await Town.build(in: source)
      try await Scratch.use(engine) { target in
        for table in ["actor", "paper_author", "post", "delivery", "inbox_body"] {
          await #expect(throws: PowerCut.self) {
            try await StoreCopy(from: source.database, to: target.database).run { name, _ in
              if name == table { throw PowerCut() }
            }
          }
          #expect(try await target.read { try $0.isUnfinishedCopy() })
        }
        _ = try await StoreCopy(from: source.database, to: target.database).run()
        #expect(try await target.database.digest() == source.database.digest())
      }
    }
  }

  @Test func `A copy of another instance, or one that was written to, is refused`() async throws {
    try await Scratch.use(.sqlite) { source in
      await #expect(throws: StoreCopyError.self) { try await StoreCopy(from: source.database, to: source.database).run() }
      try await Town.build(in: source)
      try await Scratch.use(.sqlite) { target in
        try await target.database.writeAlone { sql in
          _ = try sql.execute("CREATE TABLE copy_unfinished (origin TEXT NOT NULL) -- test")
          _ = try sql.execute("INSERT INTO copy_unfinished (origin) VALUES ('https://other.example') -- test")
        }
        await #expect(throws: StoreCopyError.self) { try await StoreCopy(from: source.database, to: target.database).run() }
        try await target.database.writeAlone { sql in
          _ = try sql.execute("UPDATE copy_unfinished SET origin = 'https://home.example' -- test")
          _ = try sql.execute("INSERT INTO setting (name, value) VALUES ('Zebra', 'not from there') -- test")
        }
        await #expect(throws: StoreCopyError.self) { try await StoreCopy(from: source.database, to: target.database).run() }
        #expect(try await target.read { try $0.isUnfinishedCopy() })
      }
    }
  }
}

/// An instance with something in every table.
enum Town {
  static func build(in scratch: Scratch) async throws {
    try await scratch.write { try $0.setSetting("origin", "https://home.example") }
    let ada = try await scratch.person("ada")
    let zoe = try await scratch.stranger("zoe")
    let paper = try await scratch.paper("arxiv:1706.03762", venue: "NeurIPS", year: 2017, from: "far.example")
    // The answers come before what they answer: they refer to rows with larger ids.
    let root = "https://home.example/posts/root"
    for name in ["early", "earlier"] { try await scratch.post(by: zoe, .reply, to: root, id: name) }
    let post = try await scratch.post(by: ada, .summary, paper: paper, id: "root", naming: [zoe.id])
    try await scratch.post(by: ada, paper: paper)
    try await scratch.follow(ada, by: zoe)
    try await scratch.send("1", from: ada, to: [Drafts.target("a.example"), Drafts.target("b.example", "zoe")])
    try await scratch.write { transaction in
      try transaction.insertAccount(
        of: ada.id, email: "a@b.example", passwordHash: "h", role: .admin, state: .approved, reason: "")
      try transaction.insertSession(of: ada.id, tokenHash: [0, 255, 1], lifetime: .max / 4)
      try transaction.insertAccessToken(of: ada.id, hash: [7], scopes: "read")
      try transaction.insertInvite(codeHash: [])
      try transaction.insertFormerAccount("\u{e9}", at: "s", of: ada.id)
      try transaction.setClaimCode(of: zoe.id, hash: [0], expires: transaction.now)
      try transaction.insertAlias(zoe.uri, of: ada.id)
      try transaction.wantArchive(.in, of: ada.id, file: "f")
      try transaction.setImported(post, from: "https://a.example/1", score: 3)
      try transaction.insertKey(
        KeyDraft(uri: "k", algorithm: "rsa", publicKey: "p", sealedPrivate: "s"), of: ada.id)
      let text = PrivateText(title: nil, tldr: "", source: "# B", html: "<p>B</p>", language: "en")
      try transaction.keepPrivateSummary(of: paper, by: ada.id, text)
      _ = try transaction.setLink(ofPrivateSummaryOf: paper, by: ada.id, hash: [9, 0])
      _ = try transaction.insertPseudonym(
        PseudonymRow(id: RowID(.max), place: [1], voice: nil, link: "l", waiting: "w", dueAt: transaction.now))
      try transaction.insertIdentifierConflict(postURI: "p", actorURI: "a", identifiers: [])
      try transaction.insertRevision(of: post, title: nil, tldr: "", source: "# A\n\u{1F989}")
      let name = "\(String(repeating: "ab", count: 32)).webp"
      let media = MediaName(name).map {
        MediaRow(id: transaction.nextID(), actorID: ada.id, name: $0, size: 9, width: 3, height: 2, alt: "A \u{1F989}")
      }
      if let media { _ = try transaction.insertMedia(media, quota: 100) }
      try transaction.insertRevision(of: post, title: nil, tldr: "", source: "![](/media/\(name))")
      let draft = DraftText(title: "\u{2028}", tldr: "", source: "![](/media/\(name))", choices: "")
      _ = try transaction.saveDraft(of: paper, by: ada.id, draft, base: 1, replacing: 0)
      try transaction.upsertVote(of: zoe.id, on: post, value: -1, uri: "v")
      try transaction.insertShare(of: zoe.id, of: post, uri: "x")
      try transaction.addViews([(ViewedPage(.summary, post, at: transaction.now), 3)])
      try transaction.setORCID(of: ada.id, "0000-0002-1825-0097")
      try transaction.setBookmark(true, of: post, by: ada.id)
      let list = try transaction.insertReadingList(try ReadingListDraft(title: "L", isListed: true).validated(), of: ada.id)
      try transaction.addPaper(paper, toList: list.id, note: "n")
      try transaction.notify(ada.id, of: .like, by: zoe.id, about: post)
      try transaction.insertTombstone(uri: "gone", actorURI: zoe.uri, formerType: "Note")
      try transaction.insertUndone(uri: "undone", by: zoe.uri)
      var edit = PostEdit(title: "T", tldr: "t", source: nil, html: "<p>\u{2028}</p>", language: "en", updatedAt: transaction.now)
      edit.hashtags = ["\u{fc}ber", "u\u{308}ber"]
      edit.citations = [try PaperIdentifier(scheme: .arxiv, value: "1706.03762")]
      try transaction.updatePost(post, edit)
      for number in 1...60 {
        _ = try transaction.insertItem(Drafts.item("https://far.example/\(number)", from: "https://far.example/\(number % 7)"))
      }
      try transaction.hostFailed("b.example", error: "e", next: transaction.now)
    }
    let twin = try await scratch.paper("doi:10.1000/twin")
    try await scratch.write { try $0.merge(twin, into: paper, because: MergeCause(actorID: ada.id, reason: "One.")) }
    // Somebody with more posts than one piece of an erasure.
    let yan = try await scratch.stranger("yan")
    for number in 1...55 { try await scratch.post(by: yan, id: "y\(number)") }
    try await scratch.write { try $0.eraseRemoteActor(yan.id) }
  }
}
