import Domain
import LocalPostgres
import Store
import Testing

@Suite struct SweepTests {
  @Test(arguments: Engine.allCases)
  func `Outcomes stay thirty days, refused items seven, what strangers deleted and undid ninety`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      try await scratch.write { transaction throws in
        for name in ["done", "refused", "waiting"] { _ = try transaction.insertItem(Drafts.item(name, from: "z")) }
        for row in try transaction.leaseItems(owner: 1, limit: 9, duration: 1) {
          if row.activityKey.hasPrefix("d"), try transaction.finishItem(row.id, owner: 1) { try transaction.dropBody(of: row.id) }
          if row.activityKey.hasPrefix("r") { try transaction.refuseItem(row.id, reason: "no") }
        }
        try transaction.insertTombstone(uri: "https://far.example/1", actorURI: zoe.uri, formerType: "Note")
        try transaction.insertTombstone(uri: "https://home.example/1", actorURI: ada.uri, formerType: "Note")
        try transaction.insertUndone(uri: "https://far.example/2", by: zoe.uri)
        try transaction.insertIdentifierConflict(postURI: "p", actorURI: "a", identifiers: [])
      }
      func left() async throws -> [Int64] {
        var counts: [Int64] = []
        for table in ["inbox_item", "tombstone", "undone", "identifier_conflict", "inbox_body"] {
          counts += try await scratch.integers("SELECT count(*) FROM \(table)")
        }
        return counts
      }
      for (days, expected) in [(6, [3, 2, 1, 1, 2]), (2, [2, 2, 1, 1, 1]), (23, [1, 2, 1, 1, 1]), (60, [1, 1, 0, 0, 1])] {
        scratch.wait(days: Int64(days))
        while try await scratch.write({ try $0.sweepItems(limit: 1) }) > 0 {}
        #expect(try await left() == expected.map(Int64.init))
      }
      #expect(try await scratch.read { try $0.tombstone(uri: "https://home.example/1")?.formerType } == "Note")
    }
  }

  @Test(arguments: Engine.allCases)
  func `Remote posts that nobody here touched go, in pieces, and all others stay`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      func note(_ kind: PostKind = .note, paper: RowID? = nil, to parent: RowID? = nil, naming: [RowID] = []) async throws
        -> RowID
      {
        var uri: String?
        if let parent { uri = try await scratch.uri(of: parent) }
        return try await scratch.post(by: zoe, kind, paper: paper, to: uri, naming: naming)
      }
      let loose = try await note()
      let looseReply = try await note(.reply, to: loose)
      let (voted, shared, announced) = (try await note(), try await note(), try await note())
      let (named, answered) = (try await note(naming: [ada.id]), try await note())
      let namedElsewhere = try await note(naming: [zoe.id])
      let summary = try await note(.summary, paper: paper)
      let inThread = try await note(.reply, to: summary)
      let ownThread = try await scratch.post(by: ada)
      let belowOwn = try await note(.reply, to: ownThread)
      try await scratch.post(by: ada, .reply, to: try await scratch.uri(of: answered))
      let sibling = try await note(.reply, to: answered)
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: ada.id, on: voted, value: 1, uri: "v")
        try transaction.upsertVote(of: zoe.id, on: namedElsewhere, value: 1, uri: "w")
        try transaction.insertShare(of: ada.id, of: shared, uri: "s")
        try transaction.markAnnounced(announced)
      }
      let limit = scratch.now.adding(seconds: 1)
      scratch.wait(days: 1)
      let young = try await note()
      var (last, erased, pieces): (RowID?, Int, Int) = (nil, 0, 0)
      repeat {
        let from = last
        let piece = try await scratch.write { try $0.sweepRemotePosts(olderThan: limit, after: from, limit: 2) }
        (last, erased, pieces) = (piece.next, erased + piece.erased, pieces + 1)
      } while last != nil
      #expect(erased == 3 && pieces > 3)
      for gone in [loose, looseReply, namedElsewhere] { #expect(try await scratch.read { try $0.post(gone) } == nil) }
      for kept in [voted, shared, announced, named, answered, sibling, summary, inThread, ownThread, belowOwn, young] {
        #expect(try await scratch.read { try $0.post(kept) } != nil)
      }
      #expect(try await scratch.database.check() == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A remote actor that is gone leaves a marked row, and counts that are right`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let post = try await scratch.post(by: ada)
      for _ in 1...101 { try await scratch.post(by: zoe, .note, .public, naming: [ada.id]) }
      let own = try await scratch.post(by: zoe, .reply, to: try await scratch.uri(of: post))
      try await scratch.follow(ada, by: zoe)
      try await scratch.follow(zoe, by: ada)
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: zoe.id, on: post, value: 1, uri: "v")
        try transaction.insertShare(of: zoe.id, of: post, uri: "s")
        try transaction.notify(ada.id, of: .follow, by: zoe.id)
        try transaction.insertKey(KeyDraft(uri: "k", algorithm: "rsa", publicKey: "p"), of: zoe.id)
        try transaction.eraseRemoteActor(ada.id)
        try transaction.eraseRemoteActor(zoe.id)
      }
      // Rows are left after the first piece, and nothing of them is seen.
      #expect(try await scratch.read { try $0.posts(by: zoe.id, kinds: [.note], seenBy: ada.id, limit: 9) }.isEmpty)
      while try await scratch.write({ try $0.sweepErasures() }) > 0 {}
      #expect(try await scratch.read { try $0.actor(ada.id)?.state == .active })
      #expect(
        try await scratch.read { transaction in
          try transaction.actor(zoe.id)?.state == .deleted && transaction.actor(zoe.id)?.bioHTML == ""
        })
      #expect(try await scratch.read { transaction in try transaction.post(own) == nil && transaction.keys(of: zoe.id).isEmpty })
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 5).isEmpty })
      #expect(
        try await scratch.read { transaction in
          try transaction.followerCount(of: ada.id) == 0 && transaction.followingCount(of: ada.id) == 0
        })
      let row = try await scratch.read { transaction in try transaction.post(post) }
      #expect(row?.likes == 0 && row?.shares == 0 && row?.replies == 0)
      let rows = try await scratch.integers("SELECT count(*) FROM post WHERE actor_id = \(zoe.id)")
      #expect(rows == [0])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A person of ours who is gone leaves the handle, tombstones, and nothing of what was written`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      let summary = try await scratch.post(by: ada, .summary, paper: paper)
      let uri = try await scratch.uri(of: summary)
      let activity = try await scratch.send("1", from: ada, about: uri, to: [Drafts.target("a.example")])
      try await scratch.write { transaction throws in
        try transaction.insertAccount(
          of: ada.id, email: "ada@home.example", passwordHash: "h", role: .member, state: .approved, reason: "")
        try transaction.insertSession(of: ada.id, tokenHash: [1], lifetime: 1_000)
        try transaction.upsertVote(of: bob.id, on: summary, value: 1, uri: "v")
        try transaction.notify(ada.id, of: .like, by: bob.id, about: summary)
        try transaction.erasePerson(ada.id)
      }
      #expect(try await scratch.write { try $0.sweepErasures() } == 0)
      #expect(try await scratch.read { try $0.localActor(named: "ada")?.state == .deleted })
      #expect(
        try await scratch.read { transaction in
          try transaction.member(email: "ada@home.example") == nil && transaction.session(tokenHash: [1]) == nil
        })
      #expect(try await scratch.read { try $0.tombstone(uri: uri)?.formerType == "Article" })
      #expect(try await scratch.read { try $0.activity(uri: "https://home.example/activities/\(activity)") == nil })
      #expect(try await scratch.read { try $0.waitingDeliveries() == 0 })
      #expect(try await scratch.read { try $0.summaryCount(of: paper) == 0 })
      #expect(try await refusal { try await scratch.person("ada") } == .nameTaken)
      #expect(try await scratch.database.check() == [])
    }
  }
}
