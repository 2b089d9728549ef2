import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("What is kept, and who may see it")
struct SightTests {
  @Test(
    "A post is as visible as its addresses say",
    arguments: [
      ([Words.everybody], ["followers"], Visibility.public), (["as:Public"], [], .public), (["followers"], ["Public"], .unlisted),
      (["followers"], [Words.ada], .followers), ([Words.ada], [], .direct),
      (["https://other.example/followers"], [Words.ada], .direct),
    ])
  func visibility(_ to: [String], _ cc: [String], _ expected: Visibility) async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let bob = try await scene.house.person("bob")
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let full = { (names: [String]) in names.map { $0 == "followers" ? eve.followers : $0 } }
      let note = eve.note("1", replyTo: Words.summary, to: full(to), cc: full(cc))
      try await scene.receive(eve.activity("Create", note), by: eve)
      let post = try #require(try await scene.find(eve.id + "/1"))
      #expect(post.visibility == expected)
      let seen = { (viewer: RowID?) in try await scene.store.read { try $0.post(post.id, seenBy: viewer) != nil } }
      #expect(try await seen(nil) == expected.isOpen)
      #expect(try await seen(bob.id) == expected.isOpen)
      #expect(try await seen(ada.id))
      let told = try await scene.store.read { try $0.notifications(of: ada.id, limit: 5) }
      #expect(told.map(\.kind) == [.reply])
      #expect(try await scene.find(Words.summary)?.replies == (expected.isOpen ? 1 : 0))
    }
  }

  @Test("A post for followers is seen by a follower here and by nobody else, and votes on it by strangers are passed over")
  func followersOnly() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let bob = try await scene.house.person("bob")
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let mallory = try scene.stranger("/users/mallory", at: "bad", key: 1)
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      try await scene.house.follow(try await scene.actor(eve.id), by: ada)
      try await scene.receive(eve.activity("Create", eve.note("1", to: [eve.followers])), by: eve)
      let post = try #require(try await scene.find(eve.id + "/1"))
      for (viewer, sees) in [(ada.id, true), (bob.id, false)] {
        #expect((try await scene.store.read { try $0.post(post.id, seenBy: viewer) } != nil) == sees)
      }
      try await scene.receive(mallory.activity("Like", .string(eve.id + "/1")), by: mallory)
      try await scene.receive(mallory.activity("Announce", .string(eve.id + "/1"), to: [Words.everybody]), by: mallory)
      #expect(try await scene.house.count("vote") == 1)
      #expect(try await scene.house.count("share") == 0)
    }
  }

  @Test("A note that concerns nobody here is not kept, and nothing is fetched for it")
  func unrelated() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let create = eve.activity("Create", eve.note("1", replyTo: "http://far.localhost:\(scene.peers.port)/1"))
      try await scene.receive(create, by: eve)
      #expect(try await scene.find(eve.id + "/1") == nil)
      #expect(try await scene.outcome(of: create) == "done")
      #expect(scene.peers.requests.map(\.path) == ["/users/eve"])
    }
  }

  @Test("A mention is told once to whom it names, and an edit tells nobody again")
  func mention() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let tag: JSONObject = ["tag": [["type": "Mention", "href": .string(Words.ada), "name": "@ada@papers.example"]]]
      try await scene.receive(eve.activity("Create", eve.note("1", cc: [Words.ada], extra: tag)), by: eve)
      var edited = tag
      edited["updated"] = "2026-11-20T09:30:00Z"
      try await scene.receive(eve.activity("Update", eve.note("1", "Again", cc: [Words.ada], extra: edited)), by: eve)
      #expect(try await scene.store.read { try $0.notifications(of: ada.id, limit: 5) }.map(\.kind) == [.mention])
      #expect(try await scene.find(eve.id + "/1")?.html == "<p>Again</p>")
    }
  }

  @Test("Foreign HTML is kept as it came and shown made safe; a date in the future is now")
  func sanitising() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let hostile = "a<script>alert(1)</script><a href=\"javascript:1\">b</a>"
      let extra: JSONObject = [
        "published": "2036-01-01T00:00:00Z", "url": "javascript:alert(1)", "summary": "<b>Careful</b>\nplease",
      ]
      try await scene.receive(eve.activity("Create", eve.note("1", hostile, replyTo: Words.summary, extra: extra)), by: eve)
      let post = try #require(try await scene.find(eve.id + "/1"))
      #expect(post.rawHTML == "<p>\(hostile)</p>")
      #expect(!post.html.contains("script"))
      #expect(post.tldr == "Careful please")
      #expect(post.url == eve.id + "/1")
      #expect(post.publishedAt <= scene.house.clock.now)
    }
  }

  @Test("The posts between a comment and a thread known here are fetched, each from its origin")
  func thread() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let gil = try scene.stranger("/users/gil", at: "gotosocial", key: 1)
      scene.web.publish(eve.note("1", "First", replyTo: Words.summary))
      scene.web.publish(gil.note("2", "Second", replyTo: eve.id + "/1"))
      let third = eve.note("3", "Third", replyTo: gil.id + "/2", cc: [Words.ada])
      try await scene.receive(eve.activity("Create", third), by: eve)
      let root = RowID(117_648_182_476_800_001)
      let thread = try await scene.store.read { try $0.thread(of: root, seenBy: nil) }
      #expect(Set(thread.map(\.post.html)) == ["<p>First</p>", "<p>Second</p>", "<p>Third</p>"])
      #expect(thread.allSatisfy { $0.post.rootID == root })
      // She began the thread, and hears of all three.
      #expect(try await scene.store.read { try $0.notifications(of: ada.id, limit: 5) }.map(\.kind) == [.reply, .reply, .reply])
    }
  }

  @Test func `Who began a thread hears once of each comment that arrives in it, whomever it answers`() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let bob = try await scene.house.person("bob")
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let reply = try await scene.house.publisher.reply(
        ReplyDraft(body: "A word."), to: RowID(117_648_182_476_800_001), by: bob)
      func told(_ person: ActorRow) async throws -> [NotificationKind] {
        try await scene.store.read { try $0.notifications(of: person.id, limit: 9) }.map(\.kind)
      }
      #expect(try await told(ada) == [.reply])
      try await scene.receive(eve.activity("Create", eve.note("1", replyTo: reply.uri.text)), by: eve)
      #expect(try await told(ada) == [.reply, .reply])
      #expect(try await told(bob) == [.reply])
      // Mentioned, she is told of the mention alone.
      let tag: JSONObject = ["tag": [["type": "Mention", "href": .string(Words.ada), "name": "@ada@papers.example"]]]
      let naming = eve.note("2", replyTo: reply.uri.text, cc: [Words.ada], extra: tag)
      try await scene.receive(eve.activity("Create", naming), by: eve)
      #expect(try await told(ada) == [.mention, .reply, .reply])
      // What is for the followers of its author she may not see.
      try await scene.receive(eve.activity("Create", eve.note("3", replyTo: reply.uri.text, to: [eve.followers])), by: eve)
      #expect(try await told(ada) == [.mention, .reply, .reply])
    }
  }

  @Test("A comment whose parent cannot be had waits for it, and joins the thread when it comes")
  func waiting() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let first = eve.note("1", replyTo: Words.summary)
      scene.web.fail(eve.id + "/1", 502)
      try await scene.receive(eve.activity("Create", eve.note("2", replyTo: eve.id + "/1", cc: [Words.ada])), by: eve)
      #expect(try await scene.find(eve.id + "/2")?.parentID == nil)
      #expect(try await scene.find(eve.id + "/2")?.kind == .reply)
      try await scene.receive(eve.activity("Create", first), by: eve)
      let parent = try #require(try await scene.find(eve.id + "/1"))
      #expect(try await scene.find(eve.id + "/2")?.parentID == parent.id)
      #expect(try await scene.find(eve.id + "/2")?.rootID == RowID(117_648_182_476_800_001))
    }
  }

  @Test("An endless thread is followed for ten posts at most")
  func endless() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      for number in 1...40 { scene.web.publish(eve.note("\(number)", replyTo: eve.id + "/\(number + 1)")) }
      try await scene.receive(eve.activity("Create", eve.note("0", replyTo: eve.id + "/1", cc: [Words.ada])), by: eve)
      #expect(try await scene.find(eve.id + "/0") != nil)
      #expect(scene.peers.requests.count { $0.path.hasPrefix("/users/eve/") } == InboxLimits.ancestors)
      #expect(try await scene.house.count("post") == 2)
    }
  }

  @Test("A boost of an unknown post fetches it only if somebody here follows who boosts, and only if it is public")
  func boost() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let gil = try scene.stranger("/users/gil", at: "gotosocial", key: 1)
      scene.web.publish(gil.note("1", "Boosted"))
      scene.web.publish(gil.note("2", "Hidden", to: [gil.followers]))
      try await scene.receive(eve.activity("Announce", .string(gil.id + "/1"), to: [Words.everybody]), by: eve)
      #expect(try await scene.find(gil.id + "/1") == nil)
      try await scene.house.follow(try await scene.actor(eve.id), by: ada)
      try await scene.receive(eve.activity("Announce", .string(gil.id + "/1"), to: [Words.everybody]), by: eve)
      try await scene.receive(eve.activity("Announce", .string(gil.id + "/2"), to: [Words.everybody]), by: eve)
      #expect(try await scene.find(gil.id + "/1")?.shares == 1)
      #expect(try await scene.find(gil.id + "/2") == nil)
    }
  }

  @Test("What stands inside an announcement is not believed", arguments: ["Delete", "Update", "Undo", "Create"])
  func wrapped(_ type: String) async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let group = try scene.stranger("/c/group", at: "bad", type: "Group", key: 1)
      let note = eve.note("1", "Mine", replyTo: Words.summary)
      scene.web.publish(note)
      try await scene.receive(eve.activity("Create", note), by: eve)
      let like = eve.activity("Like", .string(Words.summary))
      try await scene.receive(like, by: eve)
      try await scene.receive(group.activity("Like", .string(Words.summary)), by: group)
      try await scene.house.follow(try await scene.actor(group.id), by: ada)
      let forged = eve.note("1", "Forged", replyTo: Words.summary, extra: ["updated": "2026-11-20T09:59:00Z"])
      let inner: JSONValue = type == "Delete" ? .string(eve.id + "/1") : type == "Undo" ? like : forged
      try await scene.receive(group.activity("Announce", eve.activity(type, inner), to: [Words.everybody]), by: group)
      #expect(try await scene.find(eve.id + "/1")?.html == "<p>Mine</p>")
      #expect(try await scene.find(Words.summary)?.likes == 2)
    }
  }
}
