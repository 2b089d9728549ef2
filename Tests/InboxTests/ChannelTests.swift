import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("Direct and forwarded activities")
struct ChannelTests {
  @Test("An id that a third server used first does not stand in the way of the genuine activity")
  func squatting() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let mallory = try scene.stranger("/users/mallory", at: "bad", key: 1)
      let genuine = eve.activity(
        "Create", eve.note("1", "The real text", replyTo: Words.summary), id: eve.id + "/1/activity")
      let forged = eve.activity(
        "Create", eve.note("1", "Forged text", replyTo: Words.summary), id: eve.id + "/1/activity")
      #expect(try await scene.post(forged, by: mallory) == 202)
      await scene.service.drain()
      #expect(try await scene.find(eve.id + "/1") == nil)
      try await scene.receive(genuine, by: eve)
      #expect(try await scene.find(eve.id + "/1")?.html == "<p>The real text</p>")
    }
  }

  @Test("A forwarded activity is never refused with 401, and only its object's id is used, asked for once")
  func forwarding() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let relay = try scene.stranger("/users/relay", at: "relay", key: 1)
      let real = eve.note("1", "What eve wrote", replyTo: Words.summary)
      scene.web.publish(real)
      let forwarded = eve.activity("Create", eve.note("1", "What the relay says", replyTo: Words.summary))
      #expect(try await scene.post(forwarded, by: relay) == 202)
      await scene.service.drain()
      #expect(try await scene.find(eve.id + "/1")?.html == "<p>What eve wrote</p>")
      #expect(scene.peers.requests.count { $0.path == "/users/eve/1" } == 1)
    }
  }

  @Test("A forwarded Delete ends a post only when its origin says so", arguments: [(200, true), (404, false), (410, false)])
  func forwardedEnd(_ status: Int, _ stays: Bool) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let relay = try scene.stranger("/users/relay", at: "relay", key: 1)
      let note = eve.note("1", replyTo: Words.summary)
      try await scene.receive(eve.activity("Create", note), by: eve)
      if status == 200 { scene.web.publish(note) } else { scene.web.fail(eve.id + "/1", status) }
      #expect(try await scene.post(eve.activity("Delete", .string(eve.id + "/1")), by: relay) == 202)
      await scene.service.drain()
      #expect((try await scene.find(eve.id + "/1") != nil) == stays)
      // What its origin ended does not come back.
      try await scene.receive(eve.activity("Create", note), by: eve)
      #expect((try await scene.find(eve.id + "/1") != nil) == stays)
    }
  }

  @Test("A forwarded Delete of a post for followers is not confirmed by a 404, which any stranger gets")
  func hiddenEnd() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let relay = try scene.stranger("/users/relay", at: "relay", key: 1)
      let note = eve.note("1", to: [eve.followers], cc: [ada.uri.text])
      try await scene.receive(eve.activity("Create", note), by: eve)
      #expect(try await scene.find(eve.id + "/1")?.visibility == .followers)
      #expect(try await scene.post(eve.activity("Delete", .string(eve.id + "/1")), by: relay) == 202)
      await scene.service.drain()
      #expect(try await scene.find(eve.id + "/1") != nil)
    }
  }

  @Test("What a third server passes on of a vote or a follow has no effect", arguments: ["Like", "Follow", "Undo", "Announce"])
  func forwardedOthers(_ type: String) async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let relay = try scene.stranger("/users/relay", at: "relay", key: 1)
      try await scene.receive(eve.activity("Follow", .string(Words.ada)), by: eve)
      let object: JSONValue =
        type == "Undo" ? eve.activity("Follow", .string(Words.ada)) : .string(type == "Follow" ? Words.room : Words.summary)
      #expect(try await scene.post(eve.activity(type, object), by: relay) == 202)
      await scene.service.drain()
      #expect(try await scene.find(Words.summary)?.likes == 0)
      #expect(try await scene.find(Words.summary)?.shares == 0)
      #expect(try await scene.house.count("follow") == 1)
      #expect(try await scene.store.read { try $0.followerCount(of: ada.id) } == 1)
    }
  }

  @Test("Misskey's Follow, Undo and Follow under one id end following")
  func reusedIDs() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let mei = try scene.stranger("/users/9abcdefgh0", at: "misskey")
      let follow = mei.activity("Follow", .string(Words.ada), id: "\(mei.origin)/follows/1")
      let undo = mei.activity("Undo", follow, id: "\(mei.origin)/follows/1/undo")
      let count = { try await scene.store.read { try $0.followerCount(of: ada.id) } }
      for expected in [(follow, 1), (undo, 0), (follow, 1), (undo, 0), (undo, 0), (follow, 1)] {
        try await scene.receive(expected.0, by: mei)
        #expect(try await count() == expected.1)
      }
      #expect(try await scene.house.activities().count { $0.type == "Accept" } == 3)
    }
  }
}
