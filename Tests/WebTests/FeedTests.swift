import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

@Suite struct FeedTests {
  /// What no XML may hold stands in it, and what would end an element or a section.
  static let hostile = "]]></title></script><script>alert(1)</script>&amp;\u{1}\u{8}\u{B}\u{FFFE}\u{FFFF}\"'<\u{301}"
  /// The same as XML may hold it.
  static let harmless = "]]></title></script><script>alert(1)</script>&amp;\"'<\u{301}"

  static func links(_ node: XMLNode, _ relation: String) -> [String] {
    node.all("link").filter { $0.attribute("rel") == relation }.compactMap { $0.attribute("href") }
  }

  @Test func `A feed holds what RFC 4287 demands, and the whole text with its formulas`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada Lovelace")
      let post = try await web.house.publisher.publish(
        SummaryDraft(title: "On attention", tldr: "In short.", body: "One $x<y$ for #nlp.", visibility: .public),
        of: try await web.house.paper(), by: ada)
      let answer = try await web.visitor().get("/feed.atom")
      #expect(answer.status == 200 && answer.first("content-type") == "application/atom+xml; charset=utf-8")
      #expect(answer.first("access-control-allow-origin") == "*" && answer.first("cache-control") == "public, max-age=300")
      let feed = try answer.xml("feed")
      let origin = "https://papers.example"
      #expect(feed.line("id") == "\(origin)/feed.atom" && feed.line("title") == "Scholion")
      #expect(feed.line("updated") == "2026-11-20T10:00:00Z")
      #expect(Self.links(feed, "self") == ["\(origin)/feed.atom"] && Self.links(feed, "next").isEmpty)
      #expect(Self.links(feed, "alternate") == ["\(origin)/", "\(origin)/feed.json"])
      let entry = try #require(feed.all("entry").first)
      #expect(feed.all("entry").count == 1 && entry.line("id") == post.uri.text && entry.line("title") == "On attention")
      #expect(entry.line("published") == "2026-11-20T10:00:00Z" && entry.line("updated") == entry.line("published"))
      #expect(entry.line("author", "name") == "Ada Lovelace" && entry.line("author", "uri") == "\(origin)/@ada")
      #expect(entry.all("category").map { $0.attribute("term") } == ["nlp"])
      #expect(Self.links(entry, "alternate") == ["\(origin)/@ada/\(post.id)", post.uri.text])
      #expect(Self.links(entry, "related").prefix(2) == ["\(origin)/paper/arxiv/1706.03762", "https://arxiv.org/abs/1706.03762"])
      #expect(entry.line("summary") == "In short.")
      let content = try #require(entry.first("content"))
      #expect(content.attribute("type") == "html" && content.rawText.contains("<math>"))
      #expect(content.rawText.contains("for <a href=\"\(origin)/tags/nlp\""))
    }
  }

  @Test func `JSON Feed says the same`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let post = try await web.summary(
        of: try await web.house.paper(), by: ada, html: "<p>Long <math><mi>x</mi></math>.</p>", hashtags: ["nlp"])
      let answer = try await web.visitor().get("/feed.json")
      #expect(answer.first("content-type") == "application/feed+json; charset=utf-8")
      let feed = try answer.json
      #expect(feed["version"]?.string == "https://jsonfeed.org/version/1.1" && feed["title"]?.string == "Scholion")
      #expect(feed["feed_url"]?.string == "https://papers.example/feed.json" && feed["next_url"] == nil)
      let item = try #require(feed["items"]?.array?.first)
      // Without a title of its own it bears the paper's.
      #expect(item["id"]?.string == post.uri.text && item["title"]?.string == "Attention Is All You Need")
      #expect(item["content_html"]?.string == "<p>Long <math><mi>x</mi></math>.</p>" && item["summary"]?.string == "Short.")
      #expect(item["external_url"]?.string == "https://arxiv.org/abs/1706.03762" && item["tags"]?.array == ["nlp"])
      #expect(item["authors"]?.array?.first?["url"]?.string == "https://papers.example/@ada")
      #expect(item["_scholion"]?["paper"]?["identifiers"]?.array?.first == "arxiv:1706.03762")
    }
  }

  @Test func `Whatever titles and names hold, every feed can be read, and no tag comes out of them`() async throws {
    try await WebHouse.use { web in
      let eve = try await web.house.person("eve", displayName: Self.hostile)
      // A paper's own rules refuse control characters; noncharacters and signs pass.
      let paper = try await web.paper(
        "arxiv:1801.00001", title: "]]></title></script>&\u{FFFE}\u{FFFF}<\u{301}", venue: "V <&> ]]>")
      let post = try await web.summary(
        of: paper, by: eve, title: Self.hostile, tldr: Self.hostile, html: "<p>]]&gt;\u{FFFE}\u{1}</p>", hashtags: [Self.hostile])
      let key = try #require(paper.venueKey)
      for path in ["", "/venue/\(key)", "/venue/\(key)/2017", "/papers/\(paper.name)", "/@eve"] {
        let feed = try await web.visitor().get("\(path)/feed.atom").xml("feed")
        let entry = try #require(feed.all("entry").first)
        #expect(entry.line("id") == post.uri.text, "\(path)")
        #expect(entry.first("title")?.rawText.utf8.elementsEqual(Self.harmless.utf8) == true)
        #expect(entry.first("author", "name")?.rawText.utf8.elementsEqual(Self.harmless.utf8) == true)
        #expect(entry.first("category")?.attribute("term")?.utf8.elementsEqual(Self.harmless.utf8) == true)
        #expect(entry.first("content")?.rawText == "<p>]]&gt;</p>")
        let items = try await web.visitor().get("\(path)/feed.json").json["items"]?.array
        #expect(items?.first?["title"]?.string?.utf8.elementsEqual(Self.hostile.utf8) == true, "\(path)")
      }
      let outline = try await web.visitor().get("/feeds.opml").xml("opml")
      #expect(outline.descendants("outline").first?.attribute("xmlUrl") == "https://papers.example/feed.atom")
      #expect(outline.rawText.contains("alert") == false)
    }
  }

  @Test(arguments: ["/feed", "/venue/neurips/feed", "/venue/neurips/2017/feed", "/@ada/feed", "/tags/nlp/feed"])
  func `Pages of a feed join without a gap or a repetition`(path: String) async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      var ids: [String] = []
      for number in 0..<45 {
        let paper = try await web.paper("arxiv:1801.\(10_000 + number)")
        ids.append(try await web.summary(of: paper, by: ada, hashtags: ["nlp"]).uri.text)
      }
      var seen: [String] = []
      var next: String? = "\(path).atom"
      while let page = next {
        let feed = try await web.visitor().get(page).xml("feed")
        #expect((1...20).contains(feed.all("entry").count))
        seen += feed.all("entry").compactMap { $0.line("id") }
        #expect(Self.links(feed, "first") == ["https://papers.example\(path).atom"])
        next = Self.links(feed, "next").first.map { String($0.dropFirst("https://papers.example".count)) }
      }
      #expect(seen == ids.reversed())
      let second = try await web.visitor().get("\(path).json").json["next_url"]?.string
      #expect(second?.hasPrefix("https://papers.example\(path).json?before=") == true)
    }
  }

  @Test func `A feed that has not changed is answered 304, and a changed summary is a changed feed`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let post = try await web.house.publisher.publish(SummaryDraft(body: "One.", visibility: .public), of: paper, by: ada)
      let visitor = web.visitor()
      let first = try await visitor.get("/@ada/feed.atom")
      let (tag, date) = (try #require(first.first("etag")), try #require(first.first("last-modified")))
      #expect(date == "Fri, 20 Nov 2026 10:00:00 GMT")
      for fields in [
        [("If-None-Match", tag)], [("If-None-Match", "\"x\", W/\(tag)")], [("If-None-Match", "*")],
        [("If-Modified-Since", date)],
      ] {
        let answer = try await visitor.get("/@ada/feed.atom", fields: fields)
        #expect(answer.status == 304 && answer.html.isEmpty && answer.first("etag") == tag, "\(fields)")
      }
      // The tag comes first, and another moment is another state.
      for fields in [
        [("If-None-Match", "\"x\""), ("If-Modified-Since", date)], [("If-Modified-Since", "Sat, 21 Nov 2026 10:00:00 GMT")],
      ] { #expect(try await visitor.get("/@ada/feed.atom", fields: fields).status == 200, "\(fields)") }
      web.house.clock.advance(seconds: 60)
      _ = try await web.house.publisher.edit(summary: post.id, to: SummaryDraft(body: "Two.", visibility: .public), by: ada)
      let second = try await visitor.get("/@ada/feed.atom", fields: [("If-None-Match", tag), ("If-Modified-Since", date)])
      #expect(second.status == 200 && second.first("last-modified") == "Fri, 20 Nov 2026 10:01:00 GMT")
      let entry = try #require(try second.xml("feed").all("entry").first)
      #expect(entry.line("updated") == "2026-11-20T10:01:00Z" && entry.line("published") == "2026-11-20T10:00:00Z")
    }
  }

  @Test func `Pages name their feeds, and each of these is there`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      _ = try await web.summary(of: try await web.house.paper(), by: ada, hashtags: ["nlp"])
      let visitor = web.visitor()
      for path in ["/", "/venue/neurips/2017", "/paper/arxiv/1706.03762", "/@ada", "/tags/nlp"] {
        let page = try await visitor.get(path)
        for type in ["atom+xml", "feed+json"] {
          let title = type == "atom+xml" ? "Atom feed" : "JSON feed"
          let mark = "<link rel=\"alternate\" type=\"application/\(type)\" title=\"\(title)\" href=\""
          let feed = try await visitor.get(try #require(page.between(mark, "\""), "\(path)"))
          #expect(feed.status == 200 && feed.holds("https://papers.example/paper/arxiv/1706.03762"), "\(path)")
        }
        #expect(page.holds(">Feed of this page</a>"), "\(path)")
      }
      let outline = try await visitor.get("/feeds.opml")
      let feeds = try outline.xml("opml").descendants("outline").flatMap { [$0] + $0.descendants("outline") }
      #expect(
        feeds.compactMap { $0.attribute("xmlUrl") }
          == (["/feed.atom"] + Field.allCases.map { "/field/\($0.rawValue)/feed.atom" } + ["/venue/neurips/feed.atom"])
          .map { "https://papers.example\($0)" })
    }
  }

  @Test func `Topics and authors of papers have feeds, and the list of feeds names the topics`() async throws {
    try await WebHouse.use { web in
      let draft = PaperDraft(title: "Residual", authors: ["Kaiming He"], identifiers: ["arxiv:1512.03385"])
      var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
      statement.topics = ["cs.LG"].compactMap { Topic(category: $0) }
      let paper = try await web.house.publisher.addPaper(statement)
      let post = try await web.summary(of: paper, by: try await web.house.person("ada"))
      try await web.summary(of: paper, by: try await web.house.person("una"), .unlisted)
      let visitor = web.visitor()
      for path in ["/topic/cs.LG", "/author/Kaiming%20He"] {
        let feed = try await visitor.get("\(path)/feed.atom").xml("feed")
        #expect(feed.all("entry").compactMap { $0.line("id") } == [post.uri.text], "\(path)")
        #expect(Self.links(feed, "self") == ["https://papers.example\(path)/feed.atom"])
        let items = try await visitor.get("\(path)/feed.json").json["items"]?.array ?? []
        #expect(items.compactMap { $0["id"]?.string } == [post.uri.text], "\(path)")
        #expect(try await visitor.get(path).holds("href=\"\(path)/feed.atom\""), "\(path)")
      }
      let outline = try await visitor.get("/feeds.opml").xml("opml")
      let feeds = outline.descendants("outline").flatMap { [$0] + $0.descendants("outline") }
      #expect(feeds.contains { $0.attribute("xmlUrl") == "https://papers.example/topic/cs.LG/feed.atom" })
      for path in ["/topic/none", "/author/Nobody"] {
        #expect(try await visitor.get("\(path)/feed.atom").status == 404, "\(path)")
      }
    }
  }

  @Test func `What has no feed is not found`() async throws {
    try await WebHouse.use { web in
      _ = try await web.house.person("pia", state: .pending)
      let bob = try await web.house.person("bob")
      try await web.store.write { try $0.setState(of: bob.id, .suspended) }
      _ = try await web.house.paper()
      for path in [
        "/venue/none", "/venue/neurips/1999", "/venue/neurips/x", "/papers/none", "/papers/bob", "/@none", "/@pia", "/@bob",
        "/@arxiv_1706_03762", "/tags/%ff", "/field/alchemy",
      ] { #expect(try await web.visitor().get("\(path)/feed.atom").status == 404, "\(path)") }
    }
  }

  @Test func `Nothing but what anybody may find stands in anything that goes out`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let people = try await Self.cast(web, paper)
      for path in Self.everything(paper, people) {
        let answer = try await web.visitor().get(path)
        #expect(!answer.holds("secret"), "\(path)")
        if path.contains("feed.") && !path.contains("/@") { #expect(answer.holds("open words"), "\(path)") }
      }
      let badge = try await web.visitor().get("/papers/\(paper.name)/badge.svg")
      #expect(badge.holds("Scholion: 1 summary"))
      let figures = try await web.visitor().get("/api/scholion/v1/papers/summaries?id=arxiv:1706.03762").json
      #expect(figures["papers"]?.array?.first?["summaries"]?.integer == 1)
    }
  }

  /// One public summary, and all kinds that nobody should find.
  private static func cast(_ web: WebHouse, _ paper: PaperRow) async throws -> [ActorRow] {
    let ada = try await web.house.person("ada")
    try await web.summary(of: paper, by: ada, title: "open words", tldr: "open words", hashtags: ["nlp"])
    var people = [ada]
    for (name, visibility) in [("una", Visibility.unlisted), ("fay", .followers), ("dan", .direct)] {
      let person = try await web.house.person(name)
      try await web.summary(of: paper, by: person, title: "secret", tldr: "secret", html: "secret", visibility, hashtags: ["nlp"])
      people.append(person)
    }
    let suspended = try await web.house.person("sue")
    let blocked = try await web.house.remote("bill", at: "https://bad.example")
    for person in [suspended, blocked] {
      try await web.summary(of: paper, by: person, title: "secret", tldr: "secret", html: "secret", hashtags: ["nlp"])
      people.append(person)
    }
    try await web.store.write { transaction in
      try transaction.setState(of: suspended.id, .suspended)
      try transaction.blockHost("bad.example")
    }
    return people
  }

  private static func everything(_ paper: PaperRow, _ people: [ActorRow]) -> [String] {
    var paths = FeedFormat.allCases.flatMap { format in
      ["", "/venue/neurips", "/venue/neurips/2017", "/papers/\(paper.name)", "/tags/nlp"].map { "\($0)/feed.\(format.rawValue)" }
        + people.map { "/@\($0.name)/feed.\(format.rawValue)" }
    }
    paths += ["/feeds.opml", "/sitemap/summaries-0.xml", "/sitemap/papers-0.xml", "/sitemap/venues-.xml"]
    paths += ExportFormat.allCases.flatMap {
      ["/papers/\(paper.name)/export.\($0.rawValue)", "/venue/neurips/2017/export.\($0.rawValue)"]
    }
    return paths + ["/oembed?url=https://papers.example/paper/arxiv/1706.03762", "/papers/\(paper.name)/badge.svg"]
  }
}
