import Domain
import Forms
import Markup
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct ReadingTests {
  private static let activity = "application/activity+json"

  @Test func `A paper has one address, and every identifier leads there`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let room = try await web.house.room(of: paper)
      let visitor = web.visitor()
      #expect(try await visitor.get("/paper/arxiv/1706.03762").status == 200)
      let old = "/paper?bibtexKey=journals/corr/1706.03762"
      for path in [
        "/paper/doi/10.48550/arxiv.1706.03762", "/paper/arxiv/1706.03762v3", "/paper/dblp/journals/corr/VaswaniSPUJGKP17", old,
      ] {
        let answer = try await visitor.get(path)
        #expect(answer.status == 301 && answer.location == "/paper/arxiv/1706.03762", "\(path)")
        guard path != old else { continue }
        let document = try await visitor.get(path, accept: Self.activity)
        #expect(document.status == 303 && document.location == room.uri.text, "\(path)")
        #expect(document.first("vary")?.contains("Accept") == true)
      }
      let page = try await visitor.get("/paper/arxiv/1706.03762")
      #expect(page.holds("<link rel=\"alternate\" type=\"application/activity+json\" href=\"\(room.uri.text)\">"))
      #expect(page.first("link") == "<\(room.uri.text)>; rel=\"alternate\"; type=\"application/activity+json\"")
      #expect(page.holds("@arxiv_1706_03762<wbr>@papers.example"), "the handle to follow is there to copy")
      let profile = try await visitor.get("/@arxiv_1706_03762")
      #expect(profile.status == 303 && profile.location == "/paper/arxiv/1706.03762")
    }
  }

  @Test func `An unknown paper is not found, with the way to add it`() async throws {
    try await WebHouse.use { web in
      let page = try await web.visitor().get("/paper/arxiv/1412.6980")
      #expect(page.status == 404 && page.holds("href=\"/add?q=arxiv%3A1412.6980\""))
      for path in [
        "/paper/arxiv/nonsense", "/paper", "/paper?bibtexKey=%3Cx%3E", "/venue/none", "/venue/none/2017", "/@nobody",
        "/@no@where.example",
      ] {
        #expect(try await web.visitor().get(path).status == 404, "\(path)")
      }
    }
  }

  @Test func `A visitor reads everything public and finds no form`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada <i>Lovelace</i>")
      let paper = try await web.house.paper()
      let post = try await web.house.publisher.publish(
        SummaryDraft(title: "T & T", body: "One $x<y$.", visibility: .public), of: paper, by: ada)
      _ = try await web.house.publisher.reply(ReplyDraft(body: "Mine."), to: post.id, by: ada)
      let visitor = web.visitor()
      for path in [
        "/", "/about", "/papers", "/venues", "/venue/neurips/2017", "/paper/arxiv/1706.03762", "/@ada", "/@ada/comments",
        "/@ada/followers",
        "/@ada/following", "/@ada/\(post.id)", "/tags/none",
      ] {
        let page = try await visitor.get(path)
        #expect(page.status == 200 && !page.holds("<form method") && page.all("set-cookie").isEmpty, "\(path)")
        #expect(!page.holds("<i>Lovelace</i>") && page.first("cache-control") == "private, no-cache", "\(path)")
      }
      for path in [
        "/home", "/notifications", "/settings", "/add", "/follow", "/write/\(paper.id)", "/moderation",
        "/authorize_interaction?uri=x",
      ] {
        let answer = try await visitor.get(path)
        #expect(answer.status == 303 && answer.location == "/sign-in?return=" + PercentCoding.encoded(path), "\(path)")
      }
      let venue = try await visitor.get("/venue/neurips")
      #expect(venue.status == 303 && venue.location == "/venue/neurips/2017")
    }
  }

  @Test func `Papers of no known year are listed at their venue, exported, and led to`() async throws {
    try await WebHouse.use { web in
      try await web.paper("10.1000/1", title: "Undated", year: nil)
      let visitor = web.visitor()
      let path = "/venue/neurips/unknown"
      let venue = try await visitor.get("/venue/neurips")
      #expect(venue.status == 303 && venue.location == path)
      let page = try await visitor.get(path)
      #expect(page.status == 200 && page.holds("Undated") && page.holds("Unknown year"))
      #expect(page.holds("href=\"\(path)/export.bib\"") && page.holds("href=\"/venue/neurips/feed.atom\""))
      let file = try await visitor.get("\(path)/export.bib")
      #expect(file.status == 200 && file.holds("10.1000/1"))
      #expect(file.first("content-disposition") == "attachment; filename=\"neurips-unknown.bib\"")
      #expect(try await visitor.get(path, accept: "application/x-bibtex").html == file.html)
      #expect(try await visitor.get("/paper/doi/10.1000/1").holds("href=\"\(path)\""))
      _ = try await web.house.paper()
      #expect(try await visitor.get("/venue/neurips").location == "/venue/neurips/2017")
      let dated = try await visitor.get("/venue/neurips/2017")
      #expect(dated.holds("href=\"\(path)\"") && !dated.holds("Undated"))
      try await web.paper("10.1000/2", venue: "ICML")
      for missing in ["/venue/icml/unknown", "/venue/icml/unknown/export.bib", "/venue/none/unknown"] {
        #expect(try await visitor.get(missing).status == 404, "\(missing)")
      }
    }
  }

  @Test func `All summaries of a paper are reached from its page`() async throws {
    try await WebHouse.use { web in
      let zoe = try await web.house.remote("zoe", at: "https://far.example")
      let paper = try await web.house.paper()
      for number in 0...Site.shownSummaries {
        try await web.summary(of: paper, by: zoe, title: "Summary no. \(number).")
      }
      let visitor = web.visitor()
      let (path, last) = ("/paper/arxiv/1706.03762", Site.shownSummaries)
      let first = try await visitor.get(path)
      #expect(first.holds("\(last + 1) summaries") && first.holds("Summary no. 0.") && !first.holds("Summary no. \(last)."))
      let second = try await visitor.get(try #require(first.between("<a rel=\"next\" href=\"", "\"")))
      #expect(second.holds("\(last + 1) summaries") && second.holds("Summary no. \(last)."))
      #expect(!second.holds("Summary no. \(last - 1).") && second.holds("<a rel=\"prev\" href=\"\(path)\">"))
      #expect(!second.holds("rel=\"next\""))
      // A page behind what is not there begins anew.
      #expect(try await visitor.get("\(path)?before=1").holds("Summary no. 0."))
    }
  }

  @Test func `A paper's page tells which summaries of other papers cite it, and when there are more`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      _ = try await web.house.paper()
      func cite(_ number: Int, _ visibility: Visibility) async throws {
        let other = try await web.paper("arXiv:1801.\(10_000 + number)", title: "Paper \(number).")
        _ = try await web.house.publisher.publish(
          SummaryDraft(body: "After \\cite{arxiv:1706.03762}.", visibility: visibility), of: other, by: ada)
      }
      let visitor = web.visitor()
      let path = "/paper/arxiv/1706.03762"
      try await cite(0, .unlisted)
      #expect(!(try await visitor.get(path)).holds("Cited in these summaries"))
      try await cite(1, .public)
      let one = try await visitor.get(path)
      #expect(one.holds("Cited in these summaries") && one.holds("Paper 1.") && !one.holds("there are more"))
      #expect(!(try await visitor.get("/paper/arxiv/1801.10001")).holds("Cited in these summaries"))
      for number in 2...Site.shownCiting + 1 { try await cite(number, .public) }
      let many = try await visitor.get(path)
      #expect(many.holds("Paper \(Site.shownCiting + 1).") && many.holds("The newest \(Site.shownCiting); there are more."))
    }
  }

  @Test func `Profiles and posts lead to their documents by Accept`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let post = try await web.house.publisher.publish(SummaryDraft(body: "One."), of: try await web.house.paper(), by: ada)
      let visitor = web.visitor()
      #expect(try await visitor.get("/@ada", accept: Self.activity).location == ada.uri.text)
      #expect(try await visitor.get("/@ada/\(post.id)", accept: Self.activity).location == post.uri.text)
      #expect(try await visitor.get("/@ada/\(post.id)").first("link")?.contains(post.uri.text) == true)
      #expect(try await visitor.get("/@eve/\(post.id)").status == 404)
      #expect(try await visitor.get("/@ada@papers.example").location == "/@ada")
    }
  }

  @Test func `A followers-only post of another server is not there for strangers`() async throws {
    try await WebHouse.use { web in
      let bob = try await web.house.remote("bob", at: "https://remote.example")
      let ada = try await web.house.person("ada")
      try await web.house.follow(bob, by: ada)
      let ids = web.store.ids
      let (hidden, open) = (ids.next(), ids.next())
      for (id, visibility) in [(hidden, Visibility.followers), (open, .unlisted)] {
        var draft = PostDraft(
          uri: try ResourceID(parsing: "https://remote.example/notes/\(id)"), actorID: bob.id, isLocal: false, kind: .note,
          html: "<p>Whispered \(visibility.rawValue).</p>", url: "javascript:alert(1)", visibility: visibility,
          publishedAt: web.store.now())
        draft.sanitizer = ForeignHTML.version
        let finished = draft
        _ = try await web.store.write { try $0.insertPost(finished, id: id) }
      }
      let stranger = try await web.member(try await web.house.person("eve"))
      for client in [web.visitor(), stranger] {
        let refused = try await client.get("/@bob@remote.example/\(hidden)")
        let missing = try await client.get("/@bob@remote.example/\(ids.next())")
        #expect(refused.status == 404 && missing.status == 404 && refused.html == missing.html)
        func fields(_ page: SeenPage) -> [String] { page.fields.filter { $0.0 != "date" }.map { "\($0): \($1)" } }
        #expect(fields(refused) == fields(missing))
        #expect(try await client.get("/@bob@remote.example/comments").holds("Whispered") == true)
        #expect(!(try await client.get("/@bob@remote.example/comments").holds("Whispered followers")))
      }
      let follower = try await web.member(ada)
      #expect(try await follower.get("/@bob@remote.example/\(hidden)").holds("Whispered followers."))
      #expect(try await follower.get("/home").holds("Whispered followers."))
    }
  }

  @Test func `What an older sanitizer let in is cleaned before it is shown`() async throws {
    try await WebHouse.use { web in
      let bob = try await web.house.remote("bob", at: "https://remote.example")
      let id = web.store.ids.next()
      var draft = PostDraft(
        uri: try ResourceID(parsing: "https://remote.example/notes/1"), actorID: bob.id, isLocal: false, kind: .note,
        html: "<p onclick=\"x()\">Old <script>alert(1)</script>words</p>", url: "https://remote.example/1", visibility: .public,
        publishedAt: web.store.now())
      draft.rawHTML = draft.html
      draft.sanitizer = ForeignHTML.version - 1
      let finished = draft
      _ = try await web.store.write { try $0.insertPost(finished, id: id) }
      let page = try await web.visitor().get("/@bob@remote.example/\(id)")
      #expect(page.status == 200 && page.holds("words") && !page.holds("onclick") && !page.holds("alert(1)"))
    }
  }

  @Test func `Styles are found under the address a page names, and kept for ever`() async throws {
    try await WebHouse.use { web in
      let visitor = web.visitor()
      let path = try #require(try await visitor.get("/about").between("<link rel=\"stylesheet\" href=\"", "\""))
      let style = try await visitor.get(path)
      #expect(style.status == 200 && style.first("cache-control") == "public, max-age=31536000, immutable")
      let tag = try #require(style.first("etag"))
      #expect(try await visitor.get(path, fields: [("If-None-Match", tag)]).status == 304)
      #expect(try await visitor.get("/assets/style.css").first("cache-control") == "public, max-age=300")
      #expect(try await visitor.get("/assets/..%2fstyle.css").status == 404)
      let reading = try await visitor.get("/assets/reading.css")
      let font = try await visitor.get(try #require(reading.between("url(\"", "\"")))
      #expect(font.status == 200 && font.first("content-type") == "font/woff2")
      #expect(font.first("cache-control") == "public, max-age=31536000, immutable" && font.body.starts(with: Array("wOF2".utf8)))
    }
  }
}
