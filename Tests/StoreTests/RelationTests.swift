import Domain
import LocalPostgres
import Store
import Testing

@Suite struct RelationTests {
  @Test(arguments: Engine.allCases)
  func `A follow is one row for a pair; its newest id counts, and accepted it stays`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let first = try await scratch.write { try $0.upsertFollow(from: zoe.id, to: ada.id, uri: "f1", state: .pending) }
      let id = try #require(first?.id)
      #expect(try await scratch.read { try $0.followRequests(to: ada.id).map(\.id) } == [zoe.id])
      #expect(try await scratch.read { try $0.pendingFollows(of: zoe.id).map(\.id) } == [id])
      try await scratch.write { try $0.setFollow(id, .accepted) }
      let again = try await scratch.write { try $0.upsertFollow(from: zoe.id, to: ada.id, uri: "f2", state: .pending) }
      #expect(again?.id == id && again?.state == .accepted)
      #expect(try await scratch.read { try $0.follow(uri: "f1") == nil })
      #expect(try await scratch.read { try $0.follow(uri: "f2")?.id == id })
      #expect(try await scratch.read { try $0.followerCount(of: ada.id) == 1 })
      #expect(try await scratch.read { try $0.followingCount(of: zoe.id) == 1 })
      #expect(try await scratch.read { try $0.followers(of: ada.id, offset: 0, limit: 9).map(\.id) == [zoe.id] })
      #expect(try await scratch.read { try $0.following(of: zoe.id, offset: 0, limit: 9).map(\.id) == [ada.id] })
      #expect(try await scratch.read { try $0.following(of: zoe.id, offset: 1, limit: 9).isEmpty })
      #expect(try await scratch.write { try $0.deleteFollow(from: zoe.id, to: ada.id) })
      #expect(try await scratch.write { try $0.deleteFollow(from: zoe.id, to: ada.id) } == false)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Followers' inboxes are distinct, shared ones folded, without ours and those blocked`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for (name, host, shared) in [
        ("a", "one.example", true), ("b", "one.example", true), ("c", "two.example", false), ("d", "bad.example", true),
      ] {
        try await scratch.follow(ada, by: try await scratch.stranger(name, at: host, shared: shared))
      }
      try await scratch.follow(ada, by: try await scratch.person("bob"))
      try await scratch.follow(ada, by: try await scratch.stranger("e", at: "three.example"), .pending)
      try await scratch.write { try $0.blockHost("bad.example") }
      let targets = try await scratch.read { try $0.followerInboxes(of: ada.id) }
      #expect(
        Set(targets) == [
          DeliveryTarget(inbox: "https://one.example/inbox", isShared: true, host: "one.example"),
          DeliveryTarget(inbox: "https://two.example/users/c/inbox", isShared: false, host: "two.example"),
        ])
      #expect(targets.count == 2)
    }
  }

  @Test(arguments: Engine.allCases)
  func `An inbox that is gone takes its followers and its queue with it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let zoe = try await scratch.stranger("zoe")
      let yan = try await scratch.stranger("yan")
      for follower in [zoe, yan] { try await scratch.follow(ada, by: follower) }
      try await scratch.send("1", from: ada, to: [DeliveryTarget(personalOf: zoe), DeliveryTarget(sharedOf: yan)])
      #expect(try await scratch.read { try $0.actor(behind: "https://far.example/inbox", at: "far.example")?.id } == zoe.id)
      try await scratch.write { try $0.dropPersonalInbox(zoe.inbox, host: "far.example") }
      #expect(try await scratch.read { try $0.followers(of: ada.id, offset: 0, limit: 9).map(\.id) } == [yan.id])
      #expect(try await scratch.read { try $0.waitingDeliveries() } == 1)
      try await scratch.write { try $0.dropSharedInbox("https://far.example/inbox", host: "far.example") }
      #expect(try await scratch.read { try $0.followerCount(of: ada.id) } == 0)
      #expect(try await scratch.write { try $0.nextDeliveryTime() } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Whatever the order of up, down and taking back, the last one holds and is counted`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      for order in [[1, -1, 0], [1, 0, -1], [-1, 1, 0], [-1, 0, 1], [0, 1, -1], [0, -1, 1]] {
        let post = try await scratch.post(by: ada)
        for value in order {
          try await scratch.write { transaction throws in
            if value == 0 {
              try transaction.deleteVote(of: bob.id, on: post)
            } else {
              try transaction.upsertVote(of: bob.id, on: post, value: value, uri: "https://home.example/votes/\(post)/\(value)")
            }
          }
        }
        let last = try #require(order.last)
        let (row, vote) = try await scratch.read { (try $0.post(post), try $0.vote(of: bob.id, on: post)) }
        #expect(row?.likes == (last == 1 ? 1 : 0) && row?.dislikes == (last == -1 ? 1 : 0), "\(order)")
        #expect(vote?.value == (last == 0 ? nil : last))
        #expect(try await scratch.read { try $0.vote(uri: "https://home.example/votes/\(post)/\(last)") } == vote)
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Likes and shares are listed newest first, each actor once`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob, cyd) = (try await scratch.person("ada"), try await scratch.person("bob"), try await scratch.person("cyd"))
      let post = try await scratch.post(by: ada)
      try await scratch.write { transaction throws in
        try transaction.upsertVote(of: bob.id, on: post, value: 1, uri: "l1")
        try transaction.upsertVote(of: cyd.id, on: post, value: 1, uri: "l2")
        try transaction.upsertVote(of: ada.id, on: post, value: -1, uri: "d1")
      }
      let areNew = try await scratch.write { transaction in
        [
          try transaction.insertShare(of: bob.id, of: post, uri: "s1"),
          try transaction.insertShare(of: bob.id, of: post, uri: "s2"),
          try transaction.insertShare(of: cyd.id, of: post, uri: "s3"),
        ]
      }
      #expect(areNew == [true, false, true])
      #expect(try await scratch.read { try $0.likers(of: post, offset: 0, limit: 9).map(\.uri) == ["l2", "l1"] })
      #expect(try await scratch.read { try $0.sharers(of: post, offset: 0, limit: 9).map(\.uri) == ["s3", "s2"] })
      #expect(try await scratch.read { try $0.sharers(of: post, offset: 1, limit: 9).map(\.actor.id) == [bob.id] })
      #expect(try await scratch.read { try $0.share(of: bob.id, of: post)?.uri == "s2" })
      #expect(
        try await scratch.read { transaction in
          try transaction.share(uri: "s1") == nil && transaction.share(uri: "s2")?.actorID == bob.id
        })
      #expect(try await scratch.read { try $0.post(post)?.shares == 2 })
      #expect(try await scratch.write { try $0.deleteShare(of: bob.id, of: post) })
      #expect(try await scratch.write { try $0.deleteShare(of: bob.id, of: post) } == false)
      #expect(try await scratch.read { try $0.post(post)?.shares } == 1)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A person is told of a thing once, not of one's own doing, and not by those blocked`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      let post = try await scratch.post(by: ada)
      for _ in 1...2 {
        try await scratch.write { transaction throws in
          try transaction.notify(ada.id, of: .follow, by: zoe.id)
          try transaction.notify(ada.id, of: .like, by: zoe.id, about: post)
          try transaction.notify(ada.id, of: .like, by: ada.id, about: post)
        }
      }
      let told = try await scratch.read { try $0.notifications(of: ada.id, limit: 9) }
      #expect(told.map(\.kind) == [.like, .follow] && told.map(\.postID) == [post, nil] && told.allSatisfy { !$0.isRead })
      let last = try #require(told.first?.id)
      #expect(try await scratch.read { try $0.notifications(of: ada.id, before: last, limit: 9).map(\.kind) } == [.follow])
      #expect(try await scratch.read { try $0.unreadNotifications(of: ada.id) } == 2)
      try await scratch.write { try $0.markNotificationsRead(of: ada.id) }
      #expect(try await scratch.read { try $0.unreadNotifications(of: ada.id) } == 0)
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 9).allSatisfy(\.isRead) })
      try await scratch.write { try $0.deleteNotification(ada.id, of: .follow, by: zoe.id, about: nil) }
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 9).map(\.kind) } == [.like])
      try await scratch.write { try $0.blockHost("far.example") }
      #expect(try await scratch.read { try $0.notifications(of: ada.id, limit: 9) } == [])
    }
  }
}
