import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

@Suite struct MetadataTests {
  /// The JSON-LD of a page.
  private static func structured(_ page: SeenPage) throws -> JSONValue {
    let text = try #require(page.between("<script type=\"application/ld+json\">", "</script>"))
    #expect(!text.utf8.contains(UInt8(ascii: "<")))
    return try JSONValue(parsing: text, limits: .own)
  }

  @Test func `A paper's page tells reference managers what the paper is`() async throws {
    try await WebHouse.use { web in
      _ = try await web.house.paper()
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      for (name, value) in [
        ("citation_title", "Attention Is All You Need"), ("citation_author", "Ashish Vaswani"),
        ("citation_author", "Niki Parmar"), ("citation_publication_date", "2017"), ("citation_journal_title", "NeurIPS"),
        ("citation_doi", "10.5555/3295222.3295349"), ("citation_arxiv_id", "1706.03762"),
        ("citation_pdf_url", "https://arxiv.org/pdf/1706.03762"),
      ] { #expect(page.holds("<meta name=\"\(name)\" content=\"\(value)\">"), "\(name)") }
      let data = try Self.structured(page)
      #expect(data["@context"]?.string == "https://schema.org" && data["@type"]?.string == "ScholarlyArticle")
      #expect(data["url"]?.string == "https://papers.example/paper/arxiv/1706.03762")
      #expect(data["author"]?.array?.count == 3 && data["datePublished"]?.string == "2017")
      #expect(data["sameAs"]?.array?.contains("https://doi.org/10.5555/3295222.3295349") == true)
      #expect(
        page.all("link") == [
          "<https://papers.example/papers/arxiv_1706_03762>; rel=\"alternate\"; type=\"application/activity+json\"",
          "<https://arxiv.org/abs/1706.03762>; rel=\"cite-as\"",
          "<https://papers.example/papers/arxiv_1706_03762/export.bib>; rel=\"describedby\"; type=\"application/x-bibtex\"",
          "<https://papers.example/papers/arxiv_1706_03762/export.ris>; rel=\"describedby\"; type=\"application/x-research-info-systems\"",
          "<https://papers.example/papers/arxiv_1706_03762/export.json>; rel=\"describedby\"; type=\"application/vnd.citationstyles.csl+json\"",
          "<https://arxiv.org/pdf/1706.03762>; rel=\"item\"; type=\"application/pdf\"",
          "<https://schema.org/ScholarlyArticle>; rel=\"type\"", "<https://schema.org/AboutPage>; rel=\"type\"",
        ])
    }
  }

  @Test func `A summary's page is a review of the paper`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada Lovelace")
      let post = try await web.summary(of: try await web.house.paper(), by: ada, title: "On attention")
      let page = try await web.visitor().get("/@ada/\(post.id)")
      let data = try Self.structured(page)
      #expect(data["@type"]?.string == "Review" && data["@id"]?.string == post.uri.text)
      #expect(data["name"]?.string == "On attention" && data["author"]?["name"]?.string == "Ada Lovelace")
      #expect(data["itemReviewed"]?["@type"]?.string == "ScholarlyArticle")
      #expect(data["itemReviewed"]?["sameAs"]?.array?.first == "https://arxiv.org/abs/1706.03762")
      for (name, value) in [
        ("og:type", "article"), ("article:published_time", "2026-11-20T10:00:00Z"),
        ("article:author", "https://papers.example/@ada"), ("og:url", "https://papers.example/@ada/\(post.id)"),
      ] { #expect(page.holds("<meta property=\"\(name)\" content=\"\(value)\">"), "\(name)") }
      let links = page.all("link")
      for (target, relation) in [
        ("https://papers.example/@ada/\(post.id)", "cite-as"), ("https://papers.example/@ada", "author"),
        ("https://papers.example/paper/arxiv/1706.03762", "about"), ("https://schema.org/Review", "type"),
      ] { #expect(links.contains("<\(target)>; rel=\"\(relation)\""), "\(relation)") }
      // What is not to be found has no such things.
      let una = try await web.house.person("una")
      let unlisted = try await web.summary(of: try await web.paper("arxiv:1801.00001"), by: una, .unlisted)
      let quiet = try await web.visitor().get("/@una/\(unlisted.id)")
      #expect(quiet.status == 200 && !quiet.holds("ld+json") && !quiet.holds("oembed") && quiet.all("link").count == 1)
    }
  }

  @Test func `Authors are told by ORCID, and a summary by the beginning of its text`() async throws {
    try await WebHouse.use { web in
      let draft = PaperDraft(title: "On engines", authors: ["Ada Lovelace", "Bob"], identifiers: ["arxiv:1801.00001"])
      var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
      statement.orcids = ["0000-0002-1694-233X", nil]
      let paper = try await web.house.publisher.addPaper(statement)
      let page = try await web.visitor().get("/paper/arxiv/1801.00001")
      let authors = try #require(try Self.structured(page)["author"]?.array)
      #expect(authors.map { $0["name"]?.string } == ["Ada Lovelace", "Bob"])
      #expect(authors.map { $0["sameAs"]?.string } == ["https://orcid.org/0000-0002-1694-233X", nil])
      #expect(page.holds("<a class=\"small\" href=\"https://orcid.org/0000-0002-1694-233X\" rel=\"external\">ORCID"))
      let (eve, bob) = (try await web.house.person("eve"), try await web.house.person("bob"))
      let short = try await web.summary(of: paper, by: eve, html: "<p>One &lt; <em>two</em>.</p>")
      let long = try await web.summary(of: paper, by: bob, html: "<p>\(String(repeating: "x", count: 2_000))</p>")
      let review = try Self.structured(try await web.visitor().get("/@eve/\(short.id)"))
      #expect(review["reviewBody"]?.string == "One < two.")
      #expect(review["itemReviewed"]?["author"]?.array?.first?["sameAs"]?.string?.hasSuffix("233X") == true)
      let cut = try Self.structured(try await web.visitor().get("/@bob/\(long.id)"))
      #expect(cut["reviewBody"]?.string == String(repeating: "x", count: StructuredData.longestBody) + "…")
    }
  }

  @Test func `A hostile title stays data`() async throws {
    try await WebHouse.use { web in
      let eve = try await web.house.person("eve", displayName: FeedTests.hostile)
      let title = "</script><script>alert(1)</script>\"><\u{301} \u{FFFE}"
      let paper = try await web.paper("arxiv:1801.00001", title: title, authors: ["\"><script>alert(2)</script>"])
      let post = try await web.summary(of: paper, by: eve, title: FeedTests.hostile, tldr: FeedTests.hostile)
      // Each page is looked through for scripts as it arrives.
      let about = try Self.structured(try await web.visitor().get("/paper/arxiv/1801.00001"))
      #expect(about["name"]?.string == title)
      let review = try Self.structured(try await web.visitor().get("/@eve/\(post.id)"))
      #expect(review["name"]?.string?.utf8.elementsEqual(FeedTests.hostile.utf8) == true)
      try await web.visitor().get("/papers")
    }
  }

  @Test func `Lists of papers hold a context object for each`() async throws {
    try await WebHouse.use { web in
      let (paper, ada) = (try await web.house.paper(), try await web.house.person("ada"))
      try await web.store.write { try $0.setWish(for: paper.id, by: ada.id, true) }
      for path in ["/papers", "/venue/neurips/2017", "/wanted", "/search?q=attention", "/search?q=attention&kind=papers"] {
        let page = try await web.visitor().get(path)
        let span = try #require(page.between("<span class=\"Z3988\" title=\"", "\""))
        let pairs = span.split(separator: "&").map { $0.hasPrefix("amp;") ? $0.dropFirst(4) : $0 }
        for pair in [
          "ctx_ver=Z39.88-2004", "rft.genre=article", "rft.atitle=Attention%20Is%20All%20You%20Need", "rft.jtitle=NeurIPS",
          "rft.date=2017", "rft.au=Noam%20Shazeer", "rft_id=info%3Adoi%2F10.5555%2F3295222.3295349",
          "rft_id=https%3A%2F%2Farxiv.org%2Fabs%2F1706.03762",
        ] { #expect(pairs.contains(pair[...]), "\(pair)") }
      }
    }
  }

  @Test(arguments: [" ", "\n", "<", ">", "\"", "é", "\u{7F}"])
  func `A target that would break a header is left out of it`(sign: String) {
    #expect(Signpost("https://a.example/\(sign)", "type").line == nil)
    #expect(Signpost("https://a.example/b", "type").line == "<https://a.example/b>; rel=\"type\"")
  }
}
