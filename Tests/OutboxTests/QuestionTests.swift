import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Questions")
struct QuestionTests {
  @Test("A question is a note to the paper's room, which announces it and keeps it in its outbox; its answers are comments")
  func asking() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
      let post = try await house.publisher.ask(
        QuestionDraft(title: "Why divide by $\\sqrt{d_k}$?", body: "Section 3.2.1 says <so>."), about: paper, by: ada)
      #expect(post.isQuestion)
      #expect(try await house.store.read { try $0.post(post.id)?.isAnnounced } == true)
      let create = try await house.last("Create", by: ada.uri.text)
      let object = try #require(create.document["object"])
      #expect(object["type"]?.string == "Note" && object["inReplyTo"] == nil && object["paper"] == nil)
      #expect(object["name"]?.string == "Why divide by $\\sqrt{d_k}$?")
      #expect(object["audience"]?.string == room.uri.text)
      #expect(object["to"]?.array?.compactMap(\.string) == [Visibility.everyone, room.uri.text])
      let content = object["content"]?.string ?? ""
      #expect(content.hasPrefix("<p>Question about <a href=\"https://arxiv.org/abs/1706.03762\">Attention Is All You Need"))
      #expect(content.contains("<strong>Why divide by $\\sqrt{d_k}$?</strong></p>"))
      let announces = try await house.activities().filter { $0.type == "Announce" }
      #expect(announces.first?.document["object"] == create.document)
      #expect(announces.last?.document["object"]?.string == post.uri.text)
      let answer = try await house.publisher.reply(ReplyDraft(body: "Else softmax saturates."), to: post.id, by: bob)
      #expect(answer.parentID == post.id)
      #expect(try await house.last("Create", by: bob.uri.text).document["object"]?["audience"]?.string == room.uri.text)
      #expect(try await house.last("Announce").document["object"]?.string == answer.uri.text)
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 9).map(\.kind) } == [.reply])
    }
  }

  @Test("A question is changed and deleted by its author alone; both are told to those who follow the paper")
  func changing() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      let room = try await house.room(of: paper)
      try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
      let post = try await house.publisher.ask(QuestionDraft(title: "Why?", body: "So."), about: paper, by: ada)
      let draft = QuestionDraft(title: "Why not?", body: "So it is.")
      await #expect(throws: PublishError.notFound) { try await house.publisher.edit(question: post.id, to: draft, by: bob) }
      await #expect(throws: PublishError.notFound) {
        try await house.publisher.edit(reply: post.id, to: ReplyDraft(body: "x"), by: ada)
      }
      let changed = try await house.publisher.edit(question: post.id, to: draft, by: ada)
      #expect(changed.title == "Why not?")
      let update = try await house.last("Update", by: ada.uri.text)
      #expect(update.document["object"]?["name"]?.string == "Why not?")
      #expect(try await house.last("Announce").document["object"] == update.document)
      try await house.publisher.delete(post: post.id, by: ada)
      #expect(try await house.store.read { try $0.questions(open: false, limit: 9) }.isEmpty)
      #expect(try await house.last("Announce").document["object"]?["type"]?.string == "Delete")
      await #expect(throws: PublishError.invalid("The question is missing.")) {
        _ = try await house.publisher.ask(QuestionDraft(title: " ", body: "x"), about: paper, by: ada)
      }
    }
  }
}
