import Domain
import LocalPostgres
import Store
import Testing

/// Nothing that may not be seen is found, nor counted, nor told by what stands beside the results.
@Suite struct SearchVisibilityTests {
  private static let queries = [
    "secret", "secr*", "\"secret word\"", "title:secret", "tag:secret", "by:author", "-absent", "year:2017",
  ]

  private func summaries(_ query: String, _ scratch: Scratch) async throws -> SearchPage<AuthoredPost> {
    try await scratch.read { try $0.searchSummaries(SearchQuery(parsing: query)) }
  }

  /// A summary of each visibility of a paper of its own.
  private func scene(_ scratch: Scratch, isLocal: Bool) async throws -> (author: ActorRow, ids: [Visibility: RowID]) {
    let author = isLocal ? try await scratch.person("author") : try await scratch.stranger("author")
    var ids: [Visibility: RowID] = [:]
    for (number, visibility) in Visibility.allCases.enumerated() {
      let paper = try await scratch.paper("arxiv:1801.0000\(number + 1)", venue: "Venue \(visibility)", year: 2017)
      let id = scratch.store.ids.next()
      var draft = try Drafts.post(by: author, .summary, visibility, paper: paper, id: "s\(number)", at: scratch.now)
      (draft.title, draft.tldr, draft.source) = ("Secret word", "A secret word.", "The secret word.")
      draft.hashtags = ["secret"]
      let finished = draft
      try await scratch.write { try $0.insertPost(finished, id: id) }
      ids[visibility] = id
    }
    try await scratch.post(by: author, .note)
    return (author, ids)
  }

  @Test(arguments: [true, false], Engine.allCases)
  func `Public summaries alone are found, and nothing of the others`(isLocal: Bool, on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (author, ids) = try await scene(scratch, isLocal: isLocal)
      for query in Self.queries {
        let page = try await summaries(query, scratch)
        #expect(page.hits.map(\.post.id) == [ids[.public]] && page.count == 1, "\(query)")
        #expect(page.venues.map(\.name) == ["Venue public"] && page.years.map(\.papers) == [1], "\(query)")
      }
      // An edit changes nothing of that.
      for id in ids.values {
        try await scratch.write {
          try $0.updatePost(
            id,
            PostEdit(
              title: "Secret word", tldr: "", source: "New", html: "", language: nil, updatedAt: $0.now, hashtags: ["secret"]))
        }
      }
      for query in Self.queries { #expect(try await summaries(query, scratch).count == 1, "\(query)") }
      // Who wrote nothing that is found is no writer of any paper.
      let papers = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "by:author")).hits.compactMap(\.venueName) }
      #expect(papers == ["Venue public"])
      let isListed = try await scratch.read { try $0.searchPeople(SearchQuery(parsing: "author")).hits.map(\.id) == [author.id] }
      #expect(isListed)
    }
  }

  @Test(arguments: ["suspended", "deleted", "blocked"], Engine.allCases)
  func `Nobody finds what an author wrote who is not in standing, nor the author`(reason: String, on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let (author, _) = try await scene(scratch, isLocal: false)
      let other = try await scratch.post(
        by: try await scratch.person("other"), .summary, paper: try await scratch.paper("arxiv:1901.00001"))
      let before = try await summaries("-absent", scratch)
      #expect(before.count == 2)
      try await scratch.write { transaction throws in
        switch reason {
        case "suspended": try transaction.setState(of: author.id, .suspended)
        case "deleted": try transaction.eraseRemoteActor(author.id)
        default: try transaction.blockHost(author.host)
        }
      }
      for query in Self.queries where query != "-absent" {
        let page = try await summaries(query, scratch)
        #expect(page.count == 0 && page.hits.isEmpty && page.venues.isEmpty && page.years.isEmpty, "\(query)")
      }
      #expect(try await summaries("-absent", scratch).hits.map(\.post.id) == [other])
      let (people, papers) = try await scratch.read { transaction in
        (
          try transaction.searchPeople(SearchQuery(parsing: "author")).count,
          try transaction.searchPapers(SearchQuery(parsing: "by:author")).count
        )
      }
      #expect(people == 0 && papers == 0)
      guard reason != "deleted" else { return }
      try await scratch.write { transaction in
        if reason == "suspended" {
          try transaction.setState(of: author.id, .active)
        } else {
          _ = try transaction.unblockHost(author.host)
        }
      }
      #expect(try await summaries("secret", scratch).count == 1, "what comes back is found again")
    }
  }

  @Test(arguments: Engine.allCases)
  func `Who waits for approval is not found`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      func count() async throws -> Int { try await scratch.read { try $0.searchPeople(SearchQuery(parsing: "ada")).count } }
      #expect(try await count() == 1)
      try await scratch.write {
        try $0.insertAccount(of: ada.id, email: "a@b.example", passwordHash: "", role: .member, state: .pending, reason: "")
      }
      #expect(try await count() == 0)
      try await scratch.write { try $0.setAccountState(of: ada.id, .approved) }
      #expect(try await count() == 1)
    }
  }
}
