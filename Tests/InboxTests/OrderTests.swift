import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("The order of arrival")
struct OrderTests {
  static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test("Create, Update and Delete of one post end the same in every order", arguments: orders)
  func post(_ order: [Int]) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let first = eve.note("1", "First", replyTo: Words.summary)
      let second = eve.note("1", "Second", replyTo: Words.summary, extra: ["updated": "2026-11-20T09:30:00Z"])
      let activities = [
        eve.activity("Create", first), eve.activity("Update", second),
        eve.activity("Delete", ["id": .string(eve.id + "/1"), "type": "Tombstone"]),
      ]
      for index in order { try await scene.receive(activities[index], by: eve) }
      #expect(try await scene.find(eve.id + "/1") == nil)
      #expect(try await scene.find(Words.summary)?.replies == 0)
      #expect(try await scene.house.count("tombstone") == 1)
      #expect(try await scene.house.count("notification") == 0)
    }
  }

  @Test("Create and two Updates end with the newest text in every order", arguments: orders)
  func edits(_ order: [Int]) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let texts: [(String, String, JSONObject)] = [
        ("Create", "First", [:]), ("Update", "Second", ["updated": "2026-11-20T09:30:00Z"]),
        ("Update", "Third", ["updated": "2026-11-20T09:45:00Z"]),
      ]
      for index in order {
        let (type, text, extra) = texts[index]
        try await scene.receive(eve.activity(type, eve.note("1", text, replyTo: Words.summary, extra: extra)), by: eve)
      }
      #expect(try await scene.find(eve.id + "/1")?.html == "<p>Third</p>")
      #expect(try await scene.find(Words.summary)?.replies == 1)
      #expect(try await scene.house.count("notification") == 1)
    }
  }

  @Test(
    "A vote, a share or a follow and its Undo end the same in both orders, written out or named",
    arguments: ["Like", "Dislike", "Announce", "Follow"], [[0, 1], [1, 0]])
  func undo(_ type: String, _ order: [Int]) async throws {
    for isNamed in [false, true] {
      try await InboxScene.use { scene in
        try await scene.adaAndHerSummary()
        let eve = try scene.stranger("/users/eve", at: "mastodon")
        let target = type == "Follow" ? Words.ada : Words.summary
        let deed = eve.activity(type, .string(target), id: "\(eve.id)#deeds/1", to: [Words.everybody])
        let undo = eve.activity("Undo", isNamed ? .string("\(eve.id)#deeds/1") : deed)
        for index in order { try await scene.receive([deed, undo][index], by: eve) }
        for table in ["vote", "share", "follow", "notification"] { #expect(try await scene.house.count(table) == 0) }
        let summary = try #require(try await scene.find(Words.summary))
        #expect([summary.likes, summary.dislikes, summary.shares] == [0, 0, 0])
      }
    }
  }

  @Test("The items of one actor are handled in the order in which they came")
  func oneActor() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      for type in ["Like", "Dislike", "Like", "Dislike"] {
        #expect(try await scene.post(eve.activity(type, .string(Words.summary)), by: eve) == 202)
      }
      await scene.service.drain()
      let summary = try #require(try await scene.find(Words.summary))
      #expect([summary.likes, summary.dislikes] == [0, 1])
    }
  }

  @Test("Taking back a vote that was changed meanwhile leaves the vote as it is")
  func lateUndo() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let like = eve.activity("Like", .string(Words.summary), id: eve.id + "#likes/1")
      try await scene.receive(like, by: eve)
      try await scene.receive(eve.activity("Dislike", .string(Words.summary)), by: eve)
      try await scene.receive(eve.activity("Undo", like), by: eve)
      #expect(try await scene.find(Words.summary)?.dislikes == 1)
    }
  }
}
