import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct OwnPageTests {
  @Test func `What one liked, disliked and how often one was read is for one's own eyes`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let paper = try await web.house.paper()
      let other = try await web.paper("arXiv:1412.6980", title: "Adam")
      let liked = try await web.summary(of: paper, by: ada, title: "Liked")
      let disliked = try await web.summary(of: other, by: ada, title: "Disliked")
      try await web.house.publisher.vote(.up, on: liked.id, by: bob)
      try await web.house.publisher.vote(.down, on: disliked.id, by: bob)
      let own = try await web.member(bob)
      let ups = try await own.get("/@bob/liked")
      #expect(ups.status == 200 && ups.holds("/@ada/\(liked.id)\"") && !ups.holds("/@ada/\(disliked.id)\""))
      let downs = try await own.get("/@bob/disliked")
      #expect(downs.holds("/@ada/\(disliked.id)\"") && !downs.holds("/@ada/\(liked.id)\""))
      #expect(try await own.get("/@bob").holds("href=\"/@bob/views\""))
      let stranger = try await web.member(ada)
      for client in [web.visitor(), stranger] {
        #expect(!(try await client.get("/@bob").holds("/@bob/liked")))
        for part in ["liked", "disliked", "views", "views.svg"] {
          let refused = try await client.get("/@bob/\(part)")
          let missing = try await client.get("/@bob/nothing")
          #expect(refused.status == 404 && refused.html == missing.html, "\(part)")
        }
      }
    }
  }

  @Test func `Looks at a summary and its paper are counted once a browser and day, and shown as a chart`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let post = try await web.summary(of: try await web.house.paper(), by: ada)
      let own = try await web.member(ada)
      let reader = try await web.member(bob)
      for client in [own, reader, web.visitor()] {
        for _ in 1...2 { #expect(try await client.get("/@ada/\(post.id)").status == 200) }
      }
      try await reader.get("/paper/arxiv/1706.03762")
      try await reader.get("/paper/arxiv/1706.03762", fields: [("Sec-Purpose", "prefetch")])
      try await reader.get("/@ada/1")
      func store() async throws -> Int {
        let counts = web.tally.take()
        try await web.store.write { try $0.addViews(counts) }
        return counts.reduce(0) { $0 + $1.views }
      }
      // All from one address with one browser: one look at each page; the author's own does not count.
      #expect(try await store() == 2)
      web.house.clock.advance(seconds: 86_400)
      try await web.visitor().get("/@ada/\(post.id)")
      #expect(try await store() == 1)
      // Sessions of tests last an hour.
      let page = try await web.member(ada).get("/@ada/views")
      #expect(page.status == 200 && page.holds("3 in the last 7 days, 3 in the last 30"))
      #expect(page.holds("alt=\"30 days, 3 views in all, at most 2 on one day\""))
      let chart = try await web.member(ada).get("/@ada/views.svg")
      #expect(chart.status == 200 && chart.first("content-type") == "image/svg+xml")
      _ = try chart.xml("svg")
      #expect(chart.html.split(separator: "#b0603c").count == 3)
      web.house.clock.advance(seconds: 7 * 86_400)
      #expect(try await web.member(ada).get("/@ada/views").holds("0 in the last 7 days, 3 in the last 30"))
    }
  }

  @Test(
    arguments: [
      ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", true), ("Lynx/2.9", true), ("", false),
      ("curl/8.0", false), ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", false),
      ("Mastodon/4.3 (http.rb/5.1; +https://mastodon.example/)", false), ("Mozilla/5.0 HeadlessChrome/120", false),
    ])
  func `A robot is told from a browser by its name`(agent: String, isBrowser: Bool) {
    #expect(ViewTally.isBrowser(agent) == isBrowser)
  }

  @Test func `Of a day that is over nothing is remembered, and past the limit nothing is counted`() {
    let tally = ViewTally(mostLooks: 50)
    let day = Timestamp(milliseconds: 86_400_000 * 20_000)
    func look(_ subject: Int64, at time: Timestamp) {
      tally.look(at: ViewedPage(.paper, RowID(subject), at: time), from: "192.0.2.1", agent: "Mozilla/5.0")
    }
    for _ in 1...3 { look(1, at: day) }
    look(1, at: day.adding(seconds: 86_400))
    look(1, at: day)
    let counts = tally.take().sorted { $0.page.day < $1.page.day }
    #expect(counts.map(\.views) == [1, 1] && tally.take().isEmpty)
    tally.giveBack(counts)
    #expect(tally.take().count == 2)
    for subject in 1...Int64(60) { look(subject, at: day.adding(seconds: 86_400)) }
    #expect(tally.take().count == 49)
  }

  @Test func `An ORCID is checked, shown as one's own word, and gathers one's papers`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada")
      let client = try await web.member(ada)
      #expect(try await client.get("/@ada/papers").status == 404)
      try await client.get("/settings")
      for wrong in ["0000-0002-1825-0098", "12", "Ada"] {
        let refused = try await client.post("/settings/profile", [("display_name", "A & B"), ("orcid", wrong)])
        #expect(refused.status == 422 && refused.holds("This is no ORCID iD") && refused.holds("value=\"\(wrong)\""))
        #expect(refused.holds("value=\"A &amp; B\""))
      }
      let taken = try await client.post(
        "/settings/profile", [("display_name", "Ada"), ("orcid", " https://orcid.org/0000-0002-1694-233x ")])
      #expect(taken.location == "/settings?done=profile")
      #expect(try await client.get("/settings").holds("value=\"0000-0002-1694-233X\""))
      let page = try await web.visitor().get("/@ada")
      #expect(page.holds("<a href=\"https://orcid.org/0000-0002-1694-233X\"") && page.holds("as they say"))
      #expect(try await web.visitor().get("/@ada/papers").holds("No paper here bears the ORCID"))
      let draft = PaperDraft(title: "Her own", authors: ["A. L."], identifiers: ["arXiv:1412.6980"])
      let paper = try draft.validated()
      let room = try web.house.instance.addresses.draft(.paper, name: "arxiv_1412_6980", displayName: "Her own")
      try await web.store.write { transaction in
        var statement = PaperStatement(source: "crossref", paper: paper)
        statement.orcids = ["0000-0002-1694-233X"]
        _ = try transaction.insertPaper(statement, room: room)
      }
      #expect(try await web.visitor().get("/@ada/papers").holds("Her own"))
      try await client.get("/settings")
      #expect(try await client.post("/settings/profile", [("display_name", "Ada"), ("orcid", "")]).status == 303)
      #expect(try await web.visitor().get("/@ada/papers").status == 404)
      #expect(!(try await web.visitor().get("/@ada").holds("orcid.org")))
    }
  }

  @Test func `Papers that are alike stand on each other's page`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let other = try await web.paper("arXiv:1412.6980", title: "All the Attention You Need", authors: ["Noam Shazeer"])
      try await web.paper("arXiv:1801.00001", title: "Protein folding", authors: ["Nobody"], venue: nil)
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      #expect(page.holds("Similar papers") && page.holds("All the Attention You Need") && !page.holds("Protein"))
      #expect(try await web.visitor().get("/paper/arxiv/1412.6980").holds(paper.title))
      #expect(other.id != paper.id)
      #expect(!(try await web.visitor().get("/paper/arxiv/1801.00001").holds("Similar papers")))
    }
  }
}
