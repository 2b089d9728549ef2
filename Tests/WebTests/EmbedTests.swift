import Domain
import Forms
import JSON
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

@Suite struct EmbedTests {
  private static let origin = "https://papers.example"

  @Test func `A summary is embedded as a quotation, in both formats`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada <Lovelace>")
      let post = try await web.summary(
        of: try await web.house.paper(), by: ada, title: "On attention", tldr: "Words & \"words\".")
      let page = try await web.visitor().get("/@ada/\(post.id)")
      let mark = "<link rel=\"alternate\" type=\"application/json+oembed\" href=\""
      let address = try #require(page.between(mark, "\"")).replacing("&amp;", with: "&")
      #expect(address.hasPrefix("\(Self.origin)/oembed?url="))
      let path = String(address.dropFirst(Self.origin.count))
      let answer = try await web.visitor().get(path)
      #expect(answer.status == 200 && answer.first("access-control-allow-origin") == "*")
      let embed = try answer.json
      #expect(embed["type"]?.string == "rich" && embed["title"]?.string == "On attention" && embed["width"]?.integer == 600)
      let html = try #require(embed["html"]?.string)
      #expect(html.contains("<p>Words &amp; &quot;words&quot;.</p></blockquote>") && html.contains("Ada &lt;Lovelace&gt;"))
      #expect(!html.contains("<iframe") && !html.contains("<script"))
      let other = try await web.visitor().get(path.replacing("format=json", with: "format=xml&maxwidth=300"))
      let xml = try other.xml("oembed")
      #expect(xml.first("html")?.rawText == html && xml.line("width") == "300")
      let byID = try await web.visitor().get("/oembed?url=\(PercentCoding.encoded(post.uri.text))")
      #expect(try byID.json["html"]?.string == html)
    }
  }

  @Test func `A paper is embedded with how many summaries it has`() async throws {
    try await WebHouse.use { web in
      _ = try await web.summary(of: try await web.house.paper(), by: try await web.house.person("ada"))
      let answer = try await web.visitor().get("/oembed?url=\(Self.origin)/paper/doi/10.5555/3295222.3295349")
      #expect(try answer.json["html"]?.string?.contains(">Attention Is All You Need</a>: 1 summary") == true)
    }
  }

  @Test func `Nothing else is embedded`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let una = try await web.house.person("una")
      let unlisted = try await web.summary(of: paper, by: una, .unlisted)
      for url in [
        "\(Self.origin)/@una/\(unlisted.id)", "\(Self.origin)/s/\(unlisted.id)", "\(Self.origin)/@una/1", "\(Self.origin)/", "x",
        "https://other.example/paper/arxiv/1706.03762", "\(Self.origin).evil.example/paper/arxiv/1706.03762",
        "\(Self.origin)/paper/arxiv/1801.00009", "\(Self.origin)/@una", "\(Self.origin)",
      ] { #expect(try await web.visitor().get("/oembed?url=\(PercentCoding.encoded(url))").status == 404, "\(url)") }
      #expect(try await web.visitor().get("/oembed").status == 400)
      #expect(try await web.visitor().get("/oembed?url=\(Self.origin)/&format=yaml").status == 501)
    }
  }

  @Test func `A badge says how many summaries a paper has, to readers and to screen readers`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      func badge() async throws -> SeenPage { try await web.visitor().get("/papers/\(paper.name)/badge.svg") }
      let first = try await badge()
      #expect(first.status == 200 && first.first("content-type") == "image/svg+xml")
      #expect(first.first("cache-control") == "public, max-age=600" && first.first("access-control-allow-origin") == "*")
      let empty = try first.xml("svg")
      #expect(empty.attribute("role") == "img" && empty.attribute("aria-label") == "Scholion: 0 summaries")
      #expect(
        empty.line("title") == "Scholion: 0 summaries"
          && empty.descendants("text").map(\.flatText) == ["Scholion", "0 summaries"])
      // Nothing in it is fetched from anywhere or run.
      for mark in ["href", "style", "script", "url(", "@import"] { #expect(!first.holds(mark)) }
      _ = try await web.summary(of: paper, by: try await web.house.person("ada"))
      #expect(try await badge().xml("svg").attribute("aria-label") == "Scholion: 1 summary")
      #expect(try await web.visitor().get("/papers/none/badge.svg").status == 404)
    }
  }
}
