import Domain
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct QuestionTests {
  @Test func `A reader asks, others answer and vote, and who asked accepts an answer`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let cleo = try await web.house.person("cleo")
      let paper = try await web.house.paper()
      let page = "/paper/arxiv/1706.03762"
      let asker = try await web.member(ada)
      #expect(try await asker.get(page).holds("href=\"/ask/\(paper.id)\""))
      #expect(!(try await web.visitor().get(page).holds("/ask/")))

      try await asker.get("/ask/\(paper.id)")
      let empty = try await asker.post("/ask/\(paper.id)", [("title", ""), ("text", "I & you"), ("do", "publish")])
      #expect(empty.status == 422 && empty.holds("The question is missing.") && empty.holds("I &amp; you"))
      let preview = try await asker.post("/ask/\(paper.id)", [("title", "Why?"), ("text", "Is *that* so?"), ("do", "preview")])
      #expect(preview.status == 200 && preview.holds("<em>that</em>") && preview.holds("value=\"Why?\""))
      let done = try await asker.post(
        "/ask/\(paper.id)", [("title", "Why <divide>?"), ("text", "By $\\sqrt{d_k}$."), ("do", "publish")])
      #expect(done.status == 303 && done.location.hasPrefix("/@ada/"))
      let question = String(done.location.prefix { $0 != "?" })
      let id = String(question.dropFirst("/@ada/".count))

      let own = try await asker.get(done.location)
      #expect(own.holds("Why &lt;divide&gt;?</h1>") && own.holds("<math") && own.holds("No answer yet"))
      #expect(try await web.visitor().get(page).holds("Why &lt;divide&gt;?</a>"))
      #expect(try await web.visitor().get("/questions").holds("Why &lt;divide&gt;?</a>"))
      try await web.house.follow(try await web.house.room(of: paper), by: bob)
      let home = try await web.member(bob).get("/home")
      #expect(home.holds("Why &lt;divide&gt;?</a>") && home.holds("<p>on <a href=\"\(page)\">Attention Is All You Need</a></p>"))

      var answers: [String] = []
      for person in [bob, cleo] {
        let client = try await web.member(person)
        try await client.get(question)
        let sent = try await client.post("/post/\(id)/reply", [("text", "Says \(person.name)."), ("do", "publish")])
        #expect(sent.status == 303 && sent.location.hasPrefix(question))
        answers.append(try #require(sent.location.split(separator: "#n-").last.map(String.init)))
      }
      try await asker.get(question)
      #expect(try await asker.post("/post/\(answers[1])/vote", [("vote", "1")]).status == 303)
      let seen = try await web.visitor().get(question)
      #expect(seen.holds("2 answers") && !seen.holds("<form method"))
      #expect(
        try #require(seen.html.firstRange(of: "Says cleo.")).lowerBound
          < #require(seen.html.firstRange(of: "Says bob.")).lowerBound)

      let stranger = try await web.member(bob)
      #expect(!(try await stranger.get(question).holds("/accept")))
      #expect(try await stranger.post("/post/\(answers[0])/accept", [("accept", "1")]).status == 404)
      #expect(try await asker.get(question).holds("action=\"/post/\(answers[0])/accept\""))
      #expect(try await asker.post("/post/\(answers[0])/accept", [("accept", "1")]).location == "\(question)#n-\(answers[0])")
      let accepted = try await web.visitor().get(question)
      #expect(accepted.holds("2 answers, one accepted") && accepted.holds("Accepted answer"))
      #expect(
        try #require(accepted.html.firstRange(of: "Says bob.")).lowerBound
          < #require(accepted.html.firstRange(of: "Says cleo.")).lowerBound)
      #expect(!(try await web.visitor().get("/questions").holds("Why &lt;divide&gt;?")))
      #expect(try await web.visitor().get("/questions?all=1").holds("Why &lt;divide&gt;?"))
      let moderator = try await web.member(try await web.house.person("mo", role: .moderator))
      #expect(try await moderator.get(question).holds("Accept no longer"))
      #expect(try await moderator.post("/post/\(answers[0])/accept", [("accept", "0")]).status == 303)
      #expect(try await web.visitor().get("/questions").holds("Why &lt;divide&gt;?"))
    }
  }

  @Test func `A question is changed and deleted by who asked; what others answered stays`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let paper = try await web.house.paper()
      let post = try await web.house.publisher.ask(QuestionDraft(title: "Why?", body: "So."), about: paper, by: ada)
      let answer = try await web.house.publisher.reply(ReplyDraft(body: "Therefore."), to: post.id, by: bob)
      let client = try await web.member(ada)
      #expect(try await client.get("/post/\(post.id)/edit").holds("value=\"Why?\""))
      let bad = try await client.post("/post/\(post.id)/edit", [("title", "What?"), ("text", ""), ("do", "publish")])
      #expect(bad.status == 422 && bad.holds("value=\"What?\""))
      let sent = try await client.post("/post/\(post.id)/edit", [("title", "What?"), ("text", "So."), ("do", "publish")])
      #expect(sent.location == "/@ada/\(post.id)?done=saved")
      #expect(try await web.visitor().get("/@ada/\(post.id)").holds("What?</h1>"))
      #expect(try await web.visitor().get("/@bob/comments").holds("the question “What?”"))
      #expect(try await web.visitor().get("/@ada/comments").holds("Question: <a href=\"/@ada/\(post.id)\">What?</a>"))
      let other = try await web.member(bob)
      #expect(try await other.get("/post/\(post.id)/edit").status == 404)
      #expect(try await client.get("/post/\(post.id)/delete").holds("Delete your question?"))
      #expect(try await client.post("/post/\(post.id)/delete", []).location == "/paper/arxiv/1706.03762?done=deleted")
      #expect(try await web.visitor().get("/@ada/\(post.id)").status == 410)
      #expect(try await web.visitor().get("/@bob/\(answer.id)").holds("Therefore."))
    }
  }
}
