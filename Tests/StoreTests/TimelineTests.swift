import Domain
import LocalPostgres
import Store
import Testing

@Suite struct TimelineTests {
  @Test(arguments: Engine.allCases)
  func `Home pages join without a gap or a repetition, whatever their length`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let others = [try await scratch.stranger("zoe"), try await scratch.stranger("yan"), try await scratch.person("bob")]
      for other in others { try await scratch.follow(other, by: ada) }
      var all: [RowID] = []
      for number in 0..<23 {
        let author = number % 4 == 3 ? ada : others[number % 4 % 3]
        all.append(try await scratch.post(by: author))
        try await scratch.post(by: author, .reply)
      }
      for (length, windows) in [(1, [64]), (4, []), (4, [2, 5]), (7, [9]), (50, []), (50, [64, 512])] {
        var seen: [RowID] = []
        var last: RowID?
        while true {
          let before = last
          let page = try await scratch.read {
            try $0.homeTimeline(of: ada.id, before: before, limit: length, windows: windows).map { ($0.entry, $0.post.post.id) }
          }
          guard let end = page.last else { break }
          seen += page.map(\.1)
          last = end.0
        }
        #expect(seen == all.reversed(), "pages of \(length), \(windows)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Who follows a paper's room here reads the public summaries and questions that it gathers`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      let room = try await scratch.read { transaction in
        try transaction.paper(paper).flatMap { try transaction.actor($0.actorID) }
      }
      try await scratch.follow(try #require(room), by: ada)
      let listed = try await scratch.post(by: bob, .summary, paper: paper)
      let asked = try await scratch.post(by: bob, .note, paper: paper)
      try await scratch.post(by: bob, .note, .followers, paper: paper)
      try await scratch.post(by: bob)
      for windows in [[], [64]] {
        let home = try await scratch.read {
          try $0.homeTimeline(of: ada.id, limit: 10, windows: windows).map { ($0.sharer?.id, $0.post.post.id) }
        }
        #expect(home.map(\.1) == [asked, listed] && home.map(\.0) == [room?.id, room?.id], "\(windows)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `A post that several announced stands once, where the first did`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe", at: "one.example"))
      let (yan, bob) = (try await scratch.stranger("yan", at: "two.example"), try await scratch.person("bob"))
      for sharer in [yan, bob] { try await scratch.follow(sharer, by: ada) }
      let shared = try await scratch.post(by: zoe)
      let hidden = try await scratch.post(by: zoe, .note, .followers)
      let own = try await scratch.post(by: ada)
      try await scratch.write { transaction throws in
        for (number, sharer) in [yan, bob].enumerated() {
          for post in [shared, hidden, own] {
            try transaction.insertShare(of: sharer.id, of: post, uri: "https://s.example/\(number)/\(post)")
          }
        }
      }
      let home = try await scratch.read { try $0.homeTimeline(of: ada.id, limit: 10).map { ($0.sharer?.id, $0.post.post.id) } }
      #expect(home.map(\.1) == [shared, own] && home.map(\.0) == [yan.id, nil])
      // Of an author who is followed there is the post alone.
      try await scratch.follow(zoe, by: ada)
      let followed = try await scratch.read { try $0.homeTimeline(of: ada.id, limit: 10) }
      #expect(Set(followed.map(\.post.post.id)) == [shared, hidden, own] && followed.allSatisfy { $0.sharer == nil })
    }
  }

  @Test(arguments: Engine.allCases)
  func `What somebody not in standing announced does not come home`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe, yan) = (
        try await scratch.person("ada"), try await scratch.stranger("zoe", at: "one.example"),
        try await scratch.stranger("yan", at: "two.example")
      )
      try await scratch.follow(yan, by: ada)
      let post = try await scratch.post(by: zoe)
      try await scratch.write { try $0.insertShare(of: yan.id, of: post, uri: "https://two.example/share") }
      #expect(try await scratch.read { try $0.homeTimeline(of: ada.id, limit: 10).count } == 1)
      try await scratch.write { try $0.blockHost("two.example") }
      #expect(try await scratch.read { try $0.homeTimeline(of: ada.id, limit: 10).count } == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Lists by person and of recent summaries go on where a page ended`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var ids: [RowID] = []
      for number in 1...5 {
        let paper = try await scratch.paper("arxiv:1706.0000\(number)")
        ids.append(try await scratch.post(by: ada, .summary, paper: paper))
      }
      // A summary whose paper is not known here is on no list.
      try await scratch.post(by: try await scratch.stranger("zoe"), .summary)
      let all = ids
      #expect(try await scratch.read { try $0.posts(by: ada.id, seenBy: nil, limit: 2).map(\.post.id) == [all[4], all[3]] })
      #expect(
        try await scratch.read {
          try $0.posts(by: ada.id, seenBy: nil, before: all[3], limit: 2).map(\.post.id) == [all[2], all[1]]
        })
      #expect(try await scratch.read { try $0.posts(by: ada.id, kinds: [], seenBy: nil, limit: 2).isEmpty })
      #expect(try await scratch.read { try $0.recentSummaries(limit: 9).map(\.post.id) == all.reversed() })
      #expect(try await scratch.read { try $0.recentSummaries(before: all[1], limit: 9).map(\.post.id) == [all[0]] })
    }
  }
}
