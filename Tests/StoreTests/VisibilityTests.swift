import Domain
import LocalPostgres
import Store
import Testing

/// Every reader before every kind of post, by every method that gives posts out.
@Suite struct VisibilityTests {
  /// Who asks.
  enum Reader: String, CaseIterable {
    case anybody, stranger, follower, mentioned, author

    /// The rule in one place: DESIGN 3 and 11.5.
    func sees(_ visibility: Visibility) -> Bool {
      switch visibility {
      case .public, .unlisted: true
      case .followers: [.follower, .mentioned, .author].contains(self)
      case .direct: [.mentioned, .author].contains(self)
      }
    }
  }

  private struct Scene {
    var author: ActorRow
    var readers: [Reader: RowID]
    var cited: RowID
    var root: RowID
    var papers: [Visibility: RowID] = [:]
    var summaries: [Visibility: RowID] = [:]
    var replies: [Visibility: RowID] = [:]
  }

  private func scene(_ scratch: Scratch, authorIsLocal: Bool) async throws -> Scene {
    let author = authorIsLocal ? try await scratch.person("author") : try await scratch.stranger("author")
    let (stranger, follower) = (try await scratch.person("stranger"), try await scratch.person("follower"))
    let mentioned = try await scratch.person("mentioned")
    try await scratch.follow(author, by: follower)
    // A wish to follow is no following.
    try await scratch.follow(author, by: stranger, .pending)
    let opener = try await scratch.person("opener")
    var scene = Scene(
      author: author,
      readers: [.stranger: stranger.id, .follower: follower.id, .mentioned: mentioned.id, .author: author.id],
      cited: try await scratch.paper("arxiv:1706.03762"), root: try await scratch.post(by: opener))
    for (number, visibility) in Visibility.allCases.enumerated() {
      let paper = try await scratch.paper("arxiv:1801.0000\(number + 1)", venue: "NeurIPS", year: 2017)
      let id = scratch.store.ids.next()
      var draft = try Drafts.post(
        by: author, .summary, visibility, paper: paper, id: "s\(number)", naming: [mentioned.id], at: scratch.now)
      draft.citations = [try PaperIdentifier(parsing: "arxiv:1706.03762")]
      draft.hashtags = ["nlp"]
      let finished = draft
      try await scratch.write { try $0.insertPost(finished, id: id) }
      scene.papers[visibility] = paper
      scene.summaries[visibility] = id
      scene.replies[visibility] = try await scratch.post(
        by: author, .reply, visibility, to: try await scratch.uri(of: scene.root), naming: [mentioned.id])
    }
    return scene
  }

  @Test(arguments: [true, false], Engine.allCases)
  func `Each reader gets exactly what the rule allows`(authorIsLocal: Bool, on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let scene = try await scene(scratch, authorIsLocal: authorIsLocal)
      for reader in Reader.allCases {
        let found = try await scratch.read { try Self.everything(in: scene, for: scene.readers[reader], $0) }
        for visibility in Visibility.allCases {
          let seen = reader.sees(visibility)
          let isAuthor = reader == .author
          let follows = reader == .follower
          let expected: [String: Bool] = [
            "post": seen, "reply": seen, "thread": seen, "profile": seen, "profile replies": seen,
            "paper": visibility == .public || isAuthor || visibility == .followers && seen, "recent": visibility == .public,
            "citing": visibility == .public,
            "tagged": visibility == .public, "public replies": visibility.isOpen,
            "person's feed": visibility == .public, "paper's feed": visibility == .public,
            "venue's feed": visibility == .public, "year's feed": visibility == .public, "look-up": visibility == .public,
            "map of papers": visibility == .public, "map of summaries": visibility == .public && authorIsLocal,
            "home": isAuthor || follows && visibility != .direct,
          ]
          for (method, isExpected) in expected where !(reader == .anybody && method == "home") {
            #expect(found[method]?.contains(visibility) == isExpected, "\(method), \(visibility) for \(reader)")
          }
        }
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A follower who is mentioned finds a direct post at home`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let scene = try await scene(scratch, authorIsLocal: false)
      let mentioned = try #require(scene.readers[.mentioned])
      let row = try #require(try await scratch.read { try $0.actor(mentioned) })
      try await scratch.follow(scene.author, by: row)
      let home = try await scratch.read { try $0.homeTimeline(of: mentioned, limit: 20).map(\.post.post.visibility) }
      #expect(Set(home) == Set(Visibility.allCases))
    }
  }

  @Test(arguments: ["suspended", "deleted", "blocked"], Engine.allCases)
  func `Nothing of an author who is not in standing is shown to anybody else`(reason: String, on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let scene = try await scene(scratch, authorIsLocal: false)
      try await scratch.write { transaction throws in
        switch reason {
        case "suspended": try transaction.setState(of: scene.author.id, .suspended)
        case "deleted": try transaction.setState(of: scene.author.id, .deleted)
        default: try transaction.blockHost(scene.author.host)
        }
      }
      for reader in Reader.allCases where reader != .author {
        let found = try await scratch.read { try Self.everything(in: scene, for: scene.readers[reader], $0) }
        #expect(found.values.allSatisfy { $0.isEmpty }, "\(reader): \(found)")
      }
      let paper = try #require(scene.papers[.public])
      #expect(try await scratch.read { try $0.summaryCount(of: paper) } == 0)
    }
  }

  /// What a reader gets of the scene's author, by method.
  private static func everything(
    in scene: Scene, for viewer: RowID?, _ transaction: ReadTransaction
  ) throws -> [String: Set<Visibility>] {
    func of(_ posts: [AuthoredPost]) -> Set<Visibility> {
      Set(posts.filter { $0.author.id == scene.author.id }.map(\.post.visibility))
    }
    let one = { (ids: [Visibility: RowID]) in try ids.values.compactMap { try transaction.post($0, seenBy: viewer) } }
    var found = [
      "post": of(try one(scene.summaries)),
      "reply": of(try one(scene.replies)),
      "thread": of(try transaction.thread(of: scene.root, seenBy: viewer)),
      "profile": of(try transaction.posts(by: scene.author.id, seenBy: viewer, limit: 20)),
      "profile replies": of(try transaction.posts(by: scene.author.id, kinds: [.reply, .note], seenBy: viewer, limit: 20)),
      "paper": of(try scene.papers.values.flatMap { try transaction.summaries(of: $0, seenBy: viewer) }),
      "recent": of(try transaction.recentSummaries(limit: 20)),
      "citing": of(try transaction.summaries(citing: scene.cited)),
      "tagged": of(try transaction.summaries(tagged: "nlp", limit: 20)),
      "public replies": of(try transaction.publicReplies(to: scene.root, offset: 0, limit: 20)),
    ]
    let (papers, author) = (scene.papers, scene.author.id)
    found["person's feed"] = of(try transaction.listedSummaries(by: author, limit: 20))
    found["paper's feed"] = of(try papers.values.flatMap { try transaction.listedSummaries(of: $0, limit: 20) })
    for window in [0, 1, 512] {
      found["author's feed", default: []].formUnion(
        of(try transaction.listedSummaries(author: "A. Author", limit: 20, window: window)))
      found["venue's feed", default: []].formUnion(
        of(try transaction.listedSummaries(venue: "neurips", limit: 20, window: window)))
      found["year's feed", default: []].formUnion(
        of(try transaction.listedSummaries(venue: "neurips", year: 2017, limit: 20, window: window)))
    }
    found["look-up"] = Set(
      try papers.filter { _, id in
        let names = try transaction.paper(id)?.identifiers ?? []
        return try transaction.figures(of: names).contains { $0?.summaries ?? 0 > 0 || $0?.bestScore != nil }
      }.keys)
    let places = try transaction.sitemapPapers(after: RowID(0), size: 100).map(\.best.canonical)
    found["map of papers"] = Set(
      try papers.filter { try places.contains(transaction.paper($1)?.bestIdentifier?.canonical ?? "") }.keys)
    let mapped = try transaction.sitemapSummaries(after: RowID(0), size: 100).map(\.id)
    found["map of summaries"] = Set(scene.summaries.filter { mapped.contains($1) }.keys)
    if let viewer { found["home"] = of(try transaction.homeTimeline(of: viewer, limit: 20).map(\.post)) }
    return found
  }
}
