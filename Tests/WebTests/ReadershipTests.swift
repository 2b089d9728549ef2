import Domain
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct ReadershipTests {
  private static let paper = "/paper/arxiv/1706.03762"

  private func write(
    _ client: WebClient, _ paper: PaperRow, _ text: String, for readers: String, _ more: [(String, String)] = []
  ) async throws -> SeenPage {
    let form = try await client.get("/write/\(paper.id)")
    let revision = form.between("name=\"revision\" value=\"", "\"") ?? ""
    return try await client.post(
      "/write/\(paper.id)",
      [("title", "Briefly"), ("tldr", ""), ("text", text), ("visibility", readers), ("language", "en"), ("revision", revision)]
        + more + [("do", "publish")])
  }

  @Test func `A summary for followers is on the paper's page for them and its writer, and nowhere for others`() async throws {
    try await WebHouse.use { web in
      let people = try await (web.house.person("ada"), web.house.person("bob"), web.house.person("eve"))
      let paper = try await web.house.paper()
      try await web.house.follow(people.0, by: people.1)
      let (ada, bob, eve) = (try await web.member(people.0), try await web.member(people.1), try await web.member(people.2))
      let sent = try await write(ada, paper, "For friends.", for: "followers")
      #expect(sent.status == 303)
      let id = try #require(sent.location.split(separator: "#s-").last.map(String.init))
      for client in [ada, bob] {
        #expect(try await client.get(Self.paper).holds("For friends."))
        let own = try await client.get("/@ada/\(id)")
        #expect(own.holds("For friends.") && own.holds("for followers") && own.holds("name=\"robots\""))
      }
      #expect(try await bob.get("/home").holds("For friends."))
      let missing = try await eve.get("/@ada/1")
      for client in [eve, web.visitor()] {
        #expect(!(try await client.get(Self.paper)).holds("For friends."))
        #expect(!(try await client.get("/@ada")).holds("For friends."))
        let own = try await client.get("/@ada/\(id)")
        #expect(own.status == 404 && own.holds("There is no such page"))
      }
      #expect(missing.status == 404)
      // Gone again, nobody learns that it was there.
      try await ada.get("/post/\(id)/delete")
      #expect(try await ada.post("/post/\(id)/delete", []).status == 303)
      #expect(try await eve.get("/@ada/\(id)").status == 404)
    }
  }

  @Test func `What is published goes to fewer readers only after its writer agreed to what that takes back`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.member(try await web.house.person("ada"))
      let paper = try await web.house.paper()
      let sent = try await write(ada, paper, "Out too early.", for: "public")
      let id = try #require(sent.location.split(separator: "#s-").last.map(String.init))
      let asked = try await write(ada, paper, "Out too early, still.", for: "private")
      #expect(
        asked.status == 422 && asked.holds("asked to delete their copies") && asked.holds("Out too early, still.</textarea>"))
      #expect(try await web.visitor().get(Self.paper).holds("Out too early."))
      let agreed = try await write(ada, paper, "Out too early, still.", for: "private", [("agreed", "private")])
      #expect(agreed.status == 303 && agreed.location == "/private/\(paper.id)?done=kept")
      #expect(try await web.visitor().get("/@ada/\(id)").status == 410)
      #expect(!(try await web.visitor().get(Self.paper)).holds("Out too early"))
      #expect(try await ada.get(agreed.location).holds("Out too early, still."))
      #expect(try await ada.get(Self.paper).holds("Your private summary"))
    }
  }

  @Test func `A private summary is its writer's alone, and whoever has its link reads it until the link is withdrawn`()
    async throws
  {
    try await WebHouse.use { web in
      let ada = try await web.member(try await web.house.person("ada"))
      let eve = try await web.member(try await web.house.person("eve"))
      let paper = try await web.house.paper()
      let kept = try await write(ada, paper, "Half a *thought*.", for: "private")
      #expect(kept.location == "/private/\(paper.id)?done=kept")
      #expect(try await ada.get("/unseen").holds("Attention Is All You Need"))
      #expect(!(try await eve.get("/unseen")).holds("Attention Is All You Need"))
      #expect(try await eve.get("/private/\(paper.id)").status == 404)
      #expect(try await eve.post("/private/\(paper.id)/link", [("do", "link")]).status == 404)
      for path in [Self.paper, "/@ada", "/", "/feed.atom", "/search?q=thought"] {
        for client in [eve, web.visitor()] { #expect(!(try await client.get(path)).holds("Half a"), "\(path)") }
      }
      try await ada.get("/private/\(paper.id)")
      let made = try await ada.post("/private/\(paper.id)/link", [("do", "link")])
      let link = try #require(made.between("value=\"https://papers.example/shared/", "\"")).prefix(43)
      let seen = try await web.visitor().get("/shared/\(link)")
      #expect(seen.status == 200 && seen.holds("<em>thought</em>") && !seen.holds("Edit or publish"))
      #expect(seen.first("referrer-policy") == "no-referrer" && seen.first("x-robots-tag")?.hasPrefix("noindex") == true)
      #expect(seen.first("cache-control") == "private, no-store" && seen.holds("noindex"))
      #expect(!seen.holds(String(link)), "no link on the page holds the secret")
      #expect(!(try await ada.get("/private/\(paper.id)")).holds(String(link)), "it is shown once")
      #expect(try await ada.post("/private/\(paper.id)/link", [("do", "withdraw")]).status == 303)
      let gone = try await web.visitor().get("/shared/\(link)")
      #expect(gone.status == 404 && gone.holds("There is no such page"))
      // Published at last: another thing, with a time of its own.
      web.house.clock.advance(seconds: 3_600)
      let sent = try await write(ada, paper, "A whole thought.", for: "public")
      #expect(sent.status == 303 && sent.location.contains("done=published"))
      #expect(try await ada.get("/private/\(paper.id)").status == 404)
      #expect(try await web.visitor().get(Self.paper).holds("A whole thought."))
    }
  }

  @Test func `A private summary is deleted for good`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.member(try await web.house.person("ada"))
      let paper = try await web.house.paper()
      _ = try await write(ada, paper, "Half a thought.", for: "private")
      let question = try await ada.get("/private/\(paper.id)/delete")
      #expect(question.holds("Delete your private summary"))
      #expect(try await ada.post("/private/\(paper.id)/delete", []).location == "\(Self.paper)?done=erased")
      #expect(try await web.house.everything().allSatisfy { !$0.contains("Half a thought") })
    }
  }

  @Test func `A form that says nothing of readers changes nobody's sight, and one that is not understood goes to nobody`()
    async throws
  {
    try await WebHouse.use { web in
      let ada = try await web.member(try await web.house.person("ada"))
      let paper = try await web.house.paper()
      #expect(try await write(ada, paper, "Quiet.", for: "unlisted").status == 303)
      #expect(try await write(ada, paper, "Quieter.", for: "").status == 303)
      let own = try #require(try await web.store.read { try $0.localActor(named: "ada") })
      let post = try await web.store.read { try $0.summary(of: paper.id, by: own.id) }
      #expect(post?.visibility == .unlisted && post?.source == "Quieter.")
      let other = try await web.paper("arxiv:1801.00001")
      #expect(try await write(ada, other, "Hm.", for: "wrong").location == "/private/\(other.id)?done=kept")
    }
  }
}
