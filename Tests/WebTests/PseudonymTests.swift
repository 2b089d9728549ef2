import Domain
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct PseudonymTests {
  private static let paper = "/paper/arxiv/1706.03762"

  private struct Stage: Sendable {
    let writer: WebClient
    let bob: WebClient
    let paper: PaperRow
    let actor: ActorRow
    let post: PostRow
  }

  /// Zelda writes without her name, and it goes out.
  private func stage(_ web: WebHouse) async throws -> Stage {
    let zelda = try await web.house.person("zelda")
    let (writer, bob) = (try await web.member(zelda), try await web.member(try await web.house.person("bob")))
    let paper = try await web.house.paper()
    let form = try await writer.get("/write/\(paper.id)")
    #expect(form.holds("Everybody, without your name"))
    let sent = try await writer.post(
      "/write/\(paper.id)",
      [("title", "Doubts"), ("text", "I doubt *table 3*."), ("visibility", "pseudonym"), ("language", "en"), ("do", "publish")])
    #expect(sent.status == 303 && sent.location == "/unseen?done=waiting")
    #expect(try await writer.get(sent.location).holds("waits to go out"))
    #expect(!(try await bob.get("/unseen")).holds("waits to go out"))
    #expect(!(try await writer.get(Self.paper)).holds("I doubt"))
    #expect(try await writer.get("/write/\(paper.id)").holds("I doubt *table 3*."))
    web.house.clock.advance(seconds: 7_300)
    #expect(try await web.house.publisher.publishWaiting() == 1)
    let hidden = try #require(try await web.house.publisher.pseudonymous(of: paper.id, by: zelda))
    return Stage(
      writer: writer, bob: bob, paper: paper, actor: try #require(hidden.actor), post: try #require(hidden.post))
  }

  @Test func `No page, document or feed puts a writer and their pseudonym together`() async throws {
    try await WebHouse.use { web in
      let stage = try await stage(web)
      try await stage.writer.get(Self.paper)
      _ = try await stage.writer.post("/post/\(stage.post.id)/reply", [("text", "More on that."), ("do", "publish")])
      let name = stage.actor.name
      var shown = 0
      for path in [
        Self.paper, "/", "/recent", "/best", "/@\(name)", "/@\(name)/\(stage.post.id)", "/@\(name)/\(stage.post.id)/history",
        "/users/\(name)", "/users/\(name)/outbox", "/users/\(name)/outbox/page/1", "/users/\(name)/followers",
        "/users/\(name)/following", "/s/\(stage.post.id)", "/s/\(stage.post.id)/likes", "/contexts/\(stage.post.id)/page/1",
        "/feed.atom", "/feed.json", "/@\(name)/feed.atom", "/papers/\(stage.paper.name)",
        "/papers/\(stage.paper.name)/outbox/page/1",
        "/papers/\(stage.paper.name)/feed.json", "/papers/\(stage.paper.name)/export.json", "/search?q=doubt", "/sitemap.xml",
        "/sitemap/summaries-0.xml", "/facts/\(stage.paper.id)", "/why/\(stage.post.id)", "/@zelda", "/users/zelda",
        "/users/zelda/outbox/page/1",
      ] {
        for client in [web.visitor(), stage.bob] {
          for accept in ["text/html", "application/activity+json"] {
            let page = try await client.get(path, accept: accept)
            #expect(page.status < 500, "\(path)")
            let fields = page.fields.map { "\($0.0): \($0.1)" }.joined(separator: "\n")
            let text = page.html + fields
            #expect(!(text.contains("zelda") && (text.contains(name) || text.contains("doubt"))), "\(path) as \(accept)")
            if text.contains(name) { shown += 1 }
          }
        }
      }
      #expect(shown > 20)
      #expect(try await web.visitor().get("/@\(name)").holds("A pseudonym."))
    }
  }

  @Test func `Its writer edits, answers, reads what others did and claims from their own account; nobody else finds that`()
    async throws
  {
    try await WebHouse.use { web in
      let stage = try await stage(web)
      let (writer, bob) = (stage.writer, stage.bob)
      try await bob.get(Self.paper)
      #expect(try await bob.post("/post/\(stage.post.id)/vote", [("vote", "1")]).status == 303)
      let page = try await writer.get(Self.paper)
      #expect(
        page.holds("A reader (") && page.holds("href=\"/write/\(stage.paper.id)\"") && page.holds("/post/\(stage.post.id)/delete")
      )
      #expect(!page.holds("Write a summary"))
      #expect(!(try await bob.get(Self.paper)).holds("/post/\(stage.post.id)/delete"))
      let sent = try await writer.post("/post/\(stage.post.id)/reply", [("text", "More on *that*."), ("do", "publish")])
      #expect(sent.status == 303)
      let answered = try await web.visitor().get(Self.paper)
      #expect(answered.holds("<em>that</em>") && !answered.holds("zelda"))
      let unseen = try await writer.get("/unseen")
      #expect(unseen.holds("(1 new)"))
      #expect(try await writer.get("/pseudonym/\(stage.paper.id)/news").holds("voted for your summary of"))
      #expect(!(try await writer.get("/unseen")).holds("1 new"))
      for path in ["news", "claim", "delete"] {
        #expect(try await bob.get("/pseudonym/\(stage.paper.id)/\(path)").status == 404)
        #expect(try await web.visitor().get("/pseudonym/\(stage.paper.id)/\(path)").status == 303)
      }
      #expect(try await bob.post("/pseudonym/\(stage.paper.id)/claim", []).status == 404)

      let form = try await writer.get("/write/\(stage.paper.id)")
      #expect(
        form.holds("I doubt *table 3*.") && form.holds("Everybody reads this as written by") && !form.holds("name=\"visibility\"")
      )
      let revision = form.between("name=\"revision\" value=\"", "\"") ?? ""
      let edited = try await writer.post(
        "/write/\(stage.paper.id)",
        [("text", "I doubt table 4."), ("revision", revision), ("visibility", "public"), ("do", "publish")])
      #expect(edited.status == 303 && edited.location == "/unseen?done=waiting")
      #expect(!(try await web.visitor().get(Self.paper)).holds("table 4"))
      web.house.clock.advance(seconds: 7_300)
      _ = try await web.house.publisher.publishWaiting()
      #expect(try await web.visitor().get(Self.paper).holds("table 4"))

      let question = try await writer.get("/pseudonym/\(stage.paper.id)/claim")
      #expect(question.holds("under your name?"))
      let claimed = try await writer.post("/pseudonym/\(stage.paper.id)/claim", [])
      #expect(claimed.status == 303 && claimed.location.contains("done=claimed"))
      let shown = try await web.visitor().get(Self.paper)
      #expect(shown.holds("table 4") && shown.holds("zelda") && !shown.holds(stage.actor.name))
      #expect(try await web.visitor().get("/@\(stage.actor.name)/\(stage.post.id)").status == 410)
      #expect(try await web.visitor().get("/users/\(stage.actor.name)", accept: "application/activity+json").status == 410)
    }
  }

  @Test func `Deleted from the paper's page, a pseudonymous summary takes its pseudonym with it`() async throws {
    try await WebHouse.use { web in
      let stage = try await stage(web)
      #expect(try await stage.bob.get("/post/\(stage.post.id)/delete").status == 404)
      let question = try await stage.writer.get("/post/\(stage.post.id)/delete")
      #expect(question.holds("Its pseudonym goes"))
      #expect(try await stage.writer.post("/post/\(stage.post.id)/delete", []).status == 303)
      #expect(try await web.visitor().get("/s/\(stage.post.id)", accept: "application/activity+json").status == 410)
      #expect(!(try await stage.writer.get("/unseen")).holds("Attention"))
      #expect(try await web.house.everything().allSatisfy { !$0.contains("table 3") })
      // And may be written anew, under another one.
      #expect(try await stage.writer.get("/write/\(stage.paper.id)").holds("Everybody, without your name"))
    }
  }
}
