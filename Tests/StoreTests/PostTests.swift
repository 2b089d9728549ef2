import Domain
import LocalPostgres
import Store
import Testing

@Suite struct PostTests {
  @Test(arguments: Engine.allCases)
  func `A person here summarises a paper once; strangers are not held to it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      let first = try await scratch.post(by: ada, .summary, paper: paper)
      #expect(try await refusal { try await scratch.post(by: ada, .summary, paper: paper) } == .summaryExists)
      try await scratch.post(by: zoe, .summary, paper: paper)
      try await scratch.post(by: zoe, .summary, paper: paper)
      #expect(try await scratch.read { try $0.summary(of: paper, by: ada.id)?.id } == first)
      #expect(try await scratch.read { try $0.summary(of: paper, by: zoe.id) } == nil)
      #expect(try await scratch.read { try $0.summaries(of: paper, seenBy: nil).count } == 3)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Summaries of a paper stand by their score`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let people = [try await scratch.person("ada"), try await scratch.person("bob"), try await scratch.person("cyd")]
      let paper = try await scratch.paper("arxiv:1706.03762")
      var ids: [RowID] = []
      for person in people { ids.append(try await scratch.post(by: person, .summary, paper: paper)) }
      let order = ids
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: people[0].id, on: order[2], value: 1, uri: "v1")
        try transaction.upsertVote(of: people[1].id, on: order[0], value: -1, uri: "v2")
      }
      let seen = try await scratch.read { try $0.summaries(of: paper, seenBy: nil).map(\.post.id) }
      #expect(seen == [order[2], order[1], order[0]])
      #expect(try await scratch.read { try $0.post(order[0])?.score } == -1)
    }
  }

  @Test(arguments: Engine.allCases)
  func `All summaries of a paper are reached page by page, best first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let paper = try await scratch.paper("arxiv:1706.03762")
      var people: [ActorRow] = []
      var ids: [RowID] = []
      for number in 0..<7 {
        let person = try await scratch.person("writer\(number)")
        people.append(person)
        ids.append(try await scratch.post(by: person, .summary, number == 3 ? .followers : .public, paper: paper))
      }
      let (voters, posts) = (people, ids)
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: voters[0].id, on: posts[5], value: 1, uri: "v1")
        try transaction.upsertVote(of: voters[1].id, on: posts[0], value: -1, uri: "v2")
      }
      var seen: [RowID] = []
      while seen.count < 20 {
        let last = seen.last
        let page = try await scratch.read {
          try $0.summaries(of: paper, seenBy: nil, behind: last, limit: 2).map(\.post.id)
        }
        guard !page.isEmpty else { break }
        seen += page
      }
      #expect(seen == [posts[5], posts[1], posts[2], posts[4], posts[6], posts[0]])
      #expect(try await scratch.read { try $0.summaryCount(of: paper, seenBy: nil) } == 6)
      #expect(try await scratch.read { try $0.summaryCount(of: paper, seenBy: voters[3].id) } == 7)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Every order of arrival makes the same thread`(on engine: Engine) async throws {
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [3, 0, 2, 1], [2, 3, 1, 0]]
    for order in orders {
      try await Scratch.use(engine) { scratch in
        let zoe = try await scratch.stranger("zoe")
        let uris = (0...3).map { "https://far.example/posts/\($0)" }
        var ids: [Int: RowID] = [:]
        // 0 is the first post; 1 and 3 answer it, 2 answers 1.
        for number in order {
          let parent = number == 0 ? nil : number == 2 ? uris[1] : uris[0]
          ids[number] = try await scratch.post(by: zoe, .reply, to: parent, id: "\(number)")
        }
        for (number, parent) in [(1, 0), (2, 1), (3, 0)] {
          let id = try #require(ids[number])
          let row = try await scratch.read { try $0.post(id) }
          #expect(row?.parentID == ids[parent] && row?.rootID == ids[0], "\(order)")
        }
        let root = try #require(ids[0])
        #expect(try await scratch.read { try $0.post(root)?.replies } == 2)
        #expect(
          Set(try await scratch.read { try $0.thread(of: root, seenBy: nil).map(\.post.uri.text) }) == Set(uris.dropFirst()))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Posts that answer each other make no circle`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let zoe = try await scratch.stranger("zoe")
      let first = try await scratch.post(by: zoe, .reply, to: "https://far.example/posts/b", id: "a")
      let second = try await scratch.post(by: zoe, .reply, to: "https://far.example/posts/a", id: "b")
      let own = try await scratch.post(by: zoe, .reply, to: "https://far.example/posts/c", id: "c")
      #expect(
        try await scratch.read { transaction in
          try transaction.post(first)?.parentID == nil && transaction.post(first)?.rootID == nil
        })
      #expect(try await scratch.read { try $0.post(second)?.parentID == first })
      #expect(try await scratch.read { try $0.post(own)?.parentID == nil })
    }
  }

  @Test(arguments: Engine.allCases)
  func `Replies to what is deleted move up, and threads whose first post is deleted fall into threads`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      func answer(_ id: RowID) async throws -> RowID {
        try await scratch.post(by: zoe, .reply, to: try await scratch.uri(of: id))
      }
      let root = try await scratch.post(by: ada)
      let middle = try await answer(root)
      let low = try await answer(middle)
      let lower = try await answer(low)
      let lowest = try await answer(lower)
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: ada.id, on: middle, value: 1, uri: "v")
        try transaction.insertShare(of: ada.id, of: middle, uri: "s")
        try transaction.notify(ada.id, of: .reply, by: zoe.id, about: middle)
        try transaction.erasePost(middle)
        try transaction.erasePost(middle)
      }
      #expect(try await scratch.read { try $0.post(middle) == nil })
      #expect(
        try await scratch.read { transaction in
          try transaction.post(low)?.parentID == root && transaction.post(low)?.rootID == root
        })
      #expect(try await scratch.read { try $0.post(root)?.replies == 1 })
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 5).isEmpty })
      try await scratch.write { try $0.erasePost(root) }
      #expect(
        try await scratch.read { transaction in try transaction.post(low)?.parentID == nil && transaction.post(low)?.rootID == nil
        })
      #expect(
        try await scratch.read { transaction in
          try transaction.post(lower)?.rootID == low && transaction.post(lowest)?.rootID == low
        })
      #expect(try await scratch.read { try $0.thread(of: low, seenBy: nil).map(\.post.id) == [lower, lowest] })
      #expect(try await scratch.database.check() == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Only replies that anybody may see are counted and listed`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let root = try await scratch.post(by: ada)
      for visibility in Visibility.allCases {
        try await scratch.post(by: zoe, .reply, visibility, to: try await scratch.uri(of: root))
      }
      #expect(try await scratch.read { try $0.post(root)?.replies == 2 })
      #expect(try await scratch.read { try $0.publicReplyCount(to: root) == 2 })
      #expect(
        try await scratch.read {
          try $0.publicReplies(to: root, offset: 0, limit: 10).map(\.post.visibility) == [.public, .unlisted]
        })
      #expect(
        try await scratch.read { try $0.publicReplies(to: root, offset: 1, limit: 10).map(\.post.visibility) == [.unlisted] })
    }
  }

  @Test(arguments: Engine.allCases)
  func `Texts are kept in order, the newest first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let id = try await scratch.post(by: ada, .summary)
      for text in ["one", "two"] {
        try await scratch.write { try $0.insertRevision(of: id, title: nil, tldr: "t", source: text) }
      }
      let texts = try await scratch.read { try $0.revisions(of: id) }
      #expect(texts.map(\.source) == ["two", "one"] && texts.map(\.number) == [2, 1])
      try await scratch.write { transaction throws in
        try transaction.markAnnounced(id)
        try transaction.setHTML(of: id, html: "<p>clean</p>", sanitizer: 7)
      }
      let post = try await scratch.read { try $0.post(id) }
      #expect(post?.isAnnounced == true && post?.html == "<p>clean</p>" && post?.sanitizer == 7)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Whom a post addresses is replaced whole`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob, zoe) = (
        try await scratch.person("ada"), try await scratch.person("bob"), try await scratch.stranger("zoe")
      )
      let id = try await scratch.post(by: ada, .note, .direct, naming: [bob.id, bob.id])
      #expect(try await scratch.read { try $0.recipients(of: id).map(\.id) } == [bob.id])
      try await scratch.write { try $0.setRecipients(of: id, [zoe.id]) }
      #expect(try await scratch.read { try $0.recipients(of: id).map(\.id) } == [zoe.id])
      #expect(try await scratch.read { try $0.post(id, seenBy: bob.id) } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A tombstone speaks for its own actor alone, and ours before others'`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let uri = "https://home.example/posts/1"
      try await scratch.write { try $0.insertTombstone(uri: uri, actorURI: zoe.uri, formerType: "Note") }
      #expect(try await scratch.read { try $0.isTombstone(uri: uri, of: ada.uri) } == false)
      #expect(try await scratch.read { try $0.isTombstone(uri: uri, of: zoe.uri) })
      try await scratch.write { try $0.insertTombstone(uri: uri, actorURI: ada.uri, formerType: "Article") }
      try await scratch.write { try $0.insertTombstone(uri: uri, actorURI: ada.uri, formerType: "Other") }
      #expect(try await scratch.read { try $0.tombstone(uri: uri)?.formerType } == "Article")
      #expect(try await scratch.read { try $0.tombstone(uri: uri + "0") == nil })
      try await scratch.write { try $0.insertUndone(uri: "https://far.example/like", by: zoe.uri) }
      try await scratch.write { try $0.insertUndone(uri: "https://far.example/like", by: zoe.uri) }
      #expect(try await scratch.read { try $0.isUndone(uri: "https://far.example/like", by: zoe.uri) })
      #expect(try await scratch.read { try $0.isUndone(uri: "https://far.example/like", by: ada.uri) } == false)
    }
  }
}
