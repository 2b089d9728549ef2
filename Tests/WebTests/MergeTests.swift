import Domain
import Forms
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct MergeTests {
  private static let activity = "application/activity+json"

  @Test func `A moderator sees two papers beside each other and merges them; every page of the one leads to the other, and back`()
    async throws
  {
    try await WebHouse.use { web in
      let winner = try await web.house.paper()
      let loser = try await web.paper("10.1000/x", title: "Attention, again", venue: "NIPS", year: 2017)
      let room = try await web.house.room(of: winner)
      let former = try await web.house.room(of: loser)
      let ada = try await web.house.person("ada")
      let own = try await web.house.publisher.publish(SummaryDraft(body: "Of the first."), of: winner, by: ada)
      let other = try await web.house.publisher.publish(SummaryDraft(body: "Of the second."), of: loser, by: ada)
      let member = try await web.member(ada)
      for path in ["merge", "split"] { #expect(try await member.get("/facts/\(winner.id)/\(path)").status == 404) }
      #expect(!(try await member.get("/facts/\(winner.id)").holds("/facts/\(winner.id)/merge")))
      #expect(try await member.post("/facts/\(winner.id)/merge", [("other", "1"), ("keep", "1")]).status == 404)
      let mod = try await web.member(try await web.house.person("mod", role: .moderator))
      #expect(try await mod.get("/facts/\(winner.id)").holds("/facts/\(winner.id)/merge"))
      for (text, problem) in [
        ("doi:10.1000/absent", "No paper here has the identifier"), ("arxiv:1706.03762", "These are one paper already."),
        ("nonsense", "no DOI"),
      ] {
        let page = try await mod.get("/facts/\(winner.id)/merge?with=\(PercentCoding.encoded(text))")
        #expect(page.status == 422 && page.holds(problem) && page.holds("value=\"\(text)\""), "\(text)")
      }
      let both = try await mod.get("/facts/\(winner.id)/merge?with=10.1000%2Fx")
      #expect(both.holds("Attention, again") && both.holds("doi:10.1000/x") && both.holds("ada wrote about both."))
      #expect(both.holds("do not agree"), "their titles differ")
      let fields = [("other", loser.id.text), ("keep", winner.id.text)]
      let refused = try await mod.post("/facts/\(winner.id)/merge", fields + [("reason", " ")])
      #expect(refused.status == 422 && refused.holds("Say why"))
      let done = try await mod.post("/facts/\(winner.id)/merge", fields + [("reason", "The same text.")])
      #expect(done.location == "/facts/\(winner.id)?done=merged", "\(done.html)")
      let visitor = web.visitor()
      let page = try await visitor.get("/paper/arxiv/1706.03762")
      #expect(page.holds("Of the first.") && page.holds("Of the second.") && page.holds("10.1000/x"))
      for (path, target) in [
        ("/paper/doi/10.1000/x", "/paper/arxiv/1706.03762"), ("/facts/\(loser.id)", "/facts/\(winner.id)"),
        ("/paper?bibtexKey=10.1000/x", "/paper/arxiv/1706.03762"),
      ] {
        let answer = try await visitor.get(path)
        #expect(answer.status == 301 && answer.location == target, "\(path)")
      }
      let document = try await visitor.get("/paper/doi/10.1000/x", accept: Self.activity)
      #expect(document.status == 303 && document.location == room.uri.text)
      let path = String(former.uri.text.dropFirst("https://papers.example".count))
      let actor = try await visitor.get(path, accept: Self.activity)
      #expect(actor.status == 200, "an actor never redirects")
      #expect(try actor.json["id"]?.string == former.uri.text && actor.json["movedTo"]?.string == room.uri.text)
      let facts = try await visitor.get("/facts/\(winner.id)")
      #expect(facts.holds("became part of") && facts.holds("The same text.") && facts.holds("mod") && !facts.holds("Undo this"))
      #expect(try await member.get("/notifications").holds("both your summaries stand on the page of"))
      // Each of the two is edited at its own address.
      for post in [own, other] {
        #expect(try await member.get("/paper/arxiv/1706.03762").holds("/write/\(winner.id)?summary=\(post.id)"))
        let text = post.id == own.id ? "Of the first." : "Of the second."
        #expect(try await member.get("/write/\(winner.id)?summary=\(post.id)").holds(text))
      }
      #expect(try await member.get("/write/\(loser.id)").status == 200)
      let entry = try #require(try await web.store.read { try $0.merges(of: winner.id).first })
      #expect(try await mod.get("/facts/\(winner.id)").holds("Undo this merge"))
      let silent = try await mod.post("/facts/\(winner.id)/undo", [("merge", entry.id.text), ("reason", "")])
      #expect(silent.status == 422 && silent.holds("Say why"))
      let undone = try await mod.post("/facts/\(winner.id)/undo", [("merge", entry.id.text), ("reason", "Two texts.")])
      #expect(undone.location == "/facts/\(winner.id)?done=unmerged")
      #expect(try await visitor.get("/paper/doi/10.1000/x").holds("Of the second."))
      #expect(!(try await visitor.get("/paper/arxiv/1706.03762").holds("Of the second.")))
      #expect(try await visitor.get("/facts/\(loser.id)").holds("Two texts."))
      #expect(try await member.get("/notifications").holds("is a paper of its own again"))
    }
  }

  @Test func `What a record asks stands before the moderators until one decides, and is not asked again`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let other = try await web.paper("10.1000/x", title: "Something else")
      let draft = PaperDraft(title: "A record", authors: ["A"], identifiers: ["arxiv:1706.03762", "10.1000/x"])
      let said = PaperStatement(source: "crossref", rank: 10, paper: try draft.validated())
      let mod = try await web.member(try await web.house.person("mod", role: .moderator))
      await #expect(throws: PublishError.identifierConflict) { try await web.house.publisher.addPaper(said, isFirstHand: true) }
      let page = try await mod.get("/moderation")
      #expect(page.holds("One paper or two?") && page.holds("A record") && page.holds("/facts/\(paper.id)/merge?with="))
      let action = try #require(page.between("action=\"/moderation/papers/", "\""))
      let kept = try await mod.post("/moderation/papers/\(action)", [("do", "apart")])
      #expect(kept.location == "/moderation?done=apart")
      await #expect(throws: PublishError.identifierConflict) { try await web.house.publisher.addPaper(said, isFirstHand: true) }
      #expect(!(try await mod.get("/moderation").holds("One paper or two?")))
      #expect(try await web.store.read { try $0.paper(other.id) } != nil)
      #expect(try await mod.post("/moderation/papers/\(action)", [("do", "apart")]).status == 404)
    }
  }

  @Test func `A moderator splits a paper by what is ticked`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.paper("arxiv:1706.03762", "10.1000/x")
      let ada = try await web.house.person("ada")
      let post = try await web.house.publisher.publish(SummaryDraft(body: "Of the other."), of: paper, by: ada)
      let mod = try await web.member(try await web.house.person("mod", role: .moderator))
      let page = try await mod.get("/facts/\(paper.id)/split")
      #expect(page.holds("value=\"doi:10.1000/x\"") && page.holds("value=\"\(post.id)\""))
      let none = try await mod.post("/facts/\(paper.id)/split", [("summary", post.id.text), ("reason", "Two texts.")])
      #expect(none.status == 422 && none.holds("needs an identifier") && none.holds("value=\"\(post.id)\" checked"))
      let done = try await mod.post(
        "/facts/\(paper.id)/split", [("identifier", "doi:10.1000/x"), ("summary", post.id.text), ("reason", "Two texts.")])
      #expect(done.status == 303 && done.location.hasSuffix("?done=split"), "\(done.html)")
      #expect(try await web.visitor().get("/paper/doi/10.1000/x").holds("Of the other."))
      #expect(!(try await web.visitor().get("/paper/arxiv/1706.03762").holds("Of the other.")))
      #expect(try await web.visitor().get("/facts/\(paper.id)").holds("became a paper of its own"))
      #expect(try await web.member(ada).get("/notifications").holds("is a paper of its own now"))
    }
  }

  @Test func `The addresses of the old site lead to what serves them here`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let article = try await web.paper("dblp:conf/nips/Some17", "10.1000/x", title: "Other", venue: "Neural Systems", year: 2016)
      let ada = try await web.house.person("ada")
      let post = try await web.house.publisher.publish(SummaryDraft(body: "Mine."), of: paper, by: ada)
      let venue = try #require(article.venueKey)
      let here = "/paper/arxiv/1706.03762"
      for (path, target) in [
        ("/paper?bibtexKey=journals/corr/1706.03762", here), ("/paper?bibtexKey=1706.03762", here),
        ("/paper?bibtexKey=journals/corr/VaswaniSPUJGKP17", here), ("/paper?bibtexKey=arXiv:1706.03762v2", here),
        ("/paper?bibtexKey=http://arxiv.org/abs/1706.03762v1", here),
        ("/paper?bibtexKey=https%3A%2F%2Farxiv.org%2Fpdf%2F1706.03762", here),
        ("/paper?bibtexKey=10.5555/3295222.3295349", here), ("/paper?bibtexKey=journals/corr/abs-1706-03762", here),
        ("/paper?bibtexKey=1706.03762&a=ada", "/@ada/\(post.id)"), ("/paper?bibtexKey=1706.03762&a=nobody", here),
        ("/paper?bibtexKey=conf/nips/Some17", "/paper/doi/10.1000/x"),
        ("/paper?bibtexKey=conf/icml/Absent16", "/paper/dblp/conf/icml/Absent16"),
        ("/paper?bibtexKey=math/9801119", "/paper/arxiv/math/9801119"),
        ("/questions?paperid=journals/corr/1706.03762", here), ("/visits?bibtexKey=1706.03762", here),
        ("/venue?key=conf/nips&year=2016", "/venue/\(venue)/2016"), ("/venue?key=conf/nips&year=1999", "/venue/\(venue)"),
        ("/venue?key=conf/neurips", "/venue/neurips"), ("/venue", "/venues"), ("/user?name=Ada", "/@ada"),
        ("/rss.xml", "/feed.atom"), ("/rss-all.xml", "/feed.atom"), ("/rss-full.xml", "/feed.atom"),
        ("/rss-generate", "/feed.atom"), ("/welcome", "/"), ("/logout", "/"),
        ("/internalsearch?q=deep+nets", "/search?q=deep%20nets"), ("/search?term=nets", "/search?q=nets"),
        ("/login?returnto=%2Fpapers", "/sign-in?return=%2Fpapers"), ("/login?returnto=%2F%2Fevil.example", "/sign-in"),
        ("/?tab=recent&s=cs", "/recent?field=computing"), ("/?tab=best", "/best"), ("/?s=bio", "/?field=life"),
        ("/?tab=popular&s=cs,ph", "/"),
      ] {
        let answer = try await web.visitor().get(path)
        #expect(answer.status == 301 && answer.location == target, "\(path): \(answer.status) \(answer.location)")
      }
      for path in [
        "/venue?key=conf/absent", "/user?name=nobody", "/user?name=arxiv_1706_03762", "/paper?bibtexKey=",
      ] {
        #expect(try await web.visitor().get(path).status == 404, "\(path)")
      }
      #expect(try await web.member(ada).get("/user").location == "/@ada")
    }
  }
}
