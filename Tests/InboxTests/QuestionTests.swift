import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("Questions about papers from other servers")
struct QuestionTests {
  private static func asked(
    by mo: Stranger, _ name: String, _ text: String, to: [String] = [Words.everybody, Words.room], title: String? = nil
  ) -> JSONValue {
    var note: JSONObject = [
      "id": .string("\(mo.origin)/n/\(name)"), "type": "Note", "attributedTo": .string(mo.id), "content": .string(text),
      "published": "2026-11-20T09:00:00Z", "to": .array(to.map { .string($0) }), "cc": [.string(mo.followers)],
    ]
    if let title { note["name"] = .string(title) }
    return mo.activity("Create", .object(note), to: [Words.everybody])
  }

  @Test("A public note to a paper's room that asks is a question on its page, announced by the room; its answers tell its author")
  func asking() async throws {
    try await InboxScene.use { scene in
      let (ada, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "mastodon")
      let create = Self.asked(by: mo, "1", "<p>@arxiv_1706_03762 Why is it divided?</p><p>I see no reason.</p>")
      try await scene.receive(create, by: mo)
      let post = try #require(try await scene.find(mo.origin + "/n/1"))
      #expect(post.isQuestion && post.paperID == paper.id && post.isAnnounced)
      #expect(post.title == "Why is it divided?")
      #expect(try await scene.store.read { try $0.questions(about: paper.id, limit: 9).map(\.asked.post.id) } == [post.id])
      #expect(try await scene.store.read { try $0.summaryCount(of: paper.id) } == 1)
      #expect(try await scene.house.activities().filter { $0.type == "Announce" }.first?.document["object"] == create)
      let question = try await scene.house.publisher.ask(QuestionDraft(title: "Why?", body: "So."), about: paper, by: ada)
      try await scene.receive(mo.activity("Create", mo.note("a", replyTo: question.uri.text)), by: mo)
      let told = try await scene.store.read { try $0.notifications(of: ada.id, limit: 9) }
      #expect(told.first?.kind == .reply)
      #expect(try await scene.store.read { try $0.post(question.id)?.replies } == 1)
    }
  }

  @Test("A note to the room that asks nothing, or not in public, is a note as before")
  func notAsking() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "mastodon")
      for (name, create) in [
        ("1", Self.asked(by: mo, "1", "<p>What a paper. <a href=\"https://x.example/?a=b\">Here</a></p>")),
        ("2", Self.asked(by: mo, "2", "<p>Why?</p>", to: [Words.room])),
      ] {
        try await scene.receive(create, by: mo)
        let post = try #require(try await scene.find("\(mo.origin)/n/\(name)"))
        #expect(post.kind == .note && !post.isQuestion && !post.isAnnounced)
      }
      #expect(try await scene.store.read { try $0.questions(open: false, limit: 9) }.isEmpty)
    }
  }

  @Test("A question to the room of the same paper elsewhere is on our page, and our room does not announce it again")
  func meeting() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let room = try await scene.house.remote("arxiv_1706_03762", at: mo.origin, kind: .paper)
      let create = Self.asked(by: mo, "1", "<p>So.</p>", to: [Words.everybody, room.uri.text], title: "Why?")
      var note = try #require(create["object"]?.object)
      note["audience"] = .string(room.uri.text)
      try await scene.house.follow(try await scene.house.remote("mo", at: mo.origin), by: try await scene.house.person("fan"))
      try await scene.receive(mo.activity("Create", .object(note), to: [Words.everybody]), by: mo)
      #expect(try await scene.find(mo.origin + "/n/1")?.isQuestion == false, "our room does not follow that one")
      try await scene.house.follow(room, by: try await scene.house.room(of: paper))
      note["id"] = .string(mo.origin + "/n/2")
      try await scene.receive(mo.activity("Create", .object(note), to: [Words.everybody]), by: mo)
      let post = try #require(try await scene.find(mo.origin + "/n/2"))
      #expect(post.isQuestion && post.paperID == paper.id && post.title == "Why?" && !post.isAnnounced)
    }
  }
}
