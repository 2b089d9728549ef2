import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

@Suite struct ExportTests {
  private static func records(_ page: SeenPage, _ format: CatalogFormat) throws -> [BibliographicRecord] {
    let reader = RecordReader(format)
    return try reader.feed(page.body) + reader.finish()
  }

  private static let formats: [(ExportFormat, CatalogFormat)] = [(.bibTeX, .bibTeX), (.ris, .ris), (.cslJSON, .cslJSON)]

  @Test func `A paper's page leads to its exports, and each reads back as the paper`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      for (format, known) in Self.formats {
        let path = "/papers/arxiv_1706_03762/export.\(format.rawValue)"
        #expect(page.holds("<a href=\"\(path)\">\(format.label)</a>"))
        let answer = try await web.visitor().get(path)
        #expect(answer.status == 200 && answer.first("content-type")?.hasPrefix(format.mediaType) == true)
        #expect(
          answer.first("content-disposition") == "attachment; filename=\"arxiv_1706_03762.\(format.rawValue)\"")
        let record = try #require(try Self.records(answer, known).first)
        #expect(record.title == paper.title && record.authors.map(\.name) == paper.authors && record.year == 2017)
        #expect(record.identifiers.contains { $0.canonical == "doi:10.5555/3295222.3295349" })
      }
      #expect(try await web.visitor().get("/papers/arxiv_1706_03762/export.bib").holds("@article{vaswani2017attention,"))
      #expect(try await web.visitor().get("/papers/none/export.bib").status == 404)
    }
  }

  @Test(arguments: [
    ("application/x-bibtex", "application/x-bibtex; charset=utf-8"),
    ("application/x-research-info-systems", "application/x-research-info-systems; charset=utf-8"),
    ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
    ("text/html;q=0.5, Application/X-BibTeX;q=0.6", "application/x-bibtex; charset=utf-8"),
    ("application/x-bibtex;q=0.2, application/vnd.citationstyles.csl+json;q=0.9", "application/vnd.citationstyles.csl+json"),
    ("text/html, application/x-bibtex", "text/html; charset=utf-8"), ("*/*", "text/html; charset=utf-8"),
    ("application/x-bibtex;q=0, */*", "text/html; charset=utf-8"),
    ("application/x-bibtex;q=0.5,text/html;q=1", "text/html; charset=utf-8"),
  ])
  func `A paper's address gives what is asked for`(accept: String, type: String) async throws {
    try await WebHouse.use { web in
      _ = try await web.house.paper()
      for path in ["/paper/arxiv/1706.03762", "/venue/neurips/2017"] {
        let answer = try await web.visitor().get(path, accept: accept)
        #expect(answer.status == 200 && answer.first("content-type") == type, "\(path)")
        #expect(answer.first("vary")?.contains("Accept") == true)
      }
      // A program that wants a reference gets it under each name of the paper.
      let alias = try await web.visitor().get("/paper/doi/10.5555/3295222.3295349", accept: accept)
      #expect(alias.status == (type.hasPrefix("text/html") ? 301 : 200))
    }
  }

  @Test func `A venue's year goes out whole, every entry with a key of its own`() async throws {
    try await WebHouse.use { web in
      var titles: [String] = []
      for number in 0..<203 {
        let title = "Learning \(number)"
        titles.append(title)
        try await web.paper(number == 7 ? "https://example.org/paper-7" : "10.1000/\(number)", title: title)
      }
      try await web.paper("10.1000/other", title: "Another year", year: 2018)
      for (format, known) in Self.formats {
        let answer = try await web.visitor().get("/venue/neurips/2017/export.\(format.rawValue)")
        #expect(answer.first("content-disposition") == "attachment; filename=\"neurips-2017.\(format.rawValue)\"")
        let records = try Self.records(answer, known)
        #expect(records.map(\.title) == titles, "\(format)")
        #expect(Set(records.compactMap(\.key)).count == 203, "\(format)")
      }
      for path in ["/venue/neurips/1999/export.bib", "/venue/none/2017/export.ris", "/venue/neurips/x/export.json"] {
        #expect(try await web.visitor().get(path).status == 404, "\(path)")
      }
      #expect(try await web.visitor().get("/venue/neurips/2017").holds("href=\"/venue/neurips/2017/export.ris\">RIS</a>"))
    }
  }

  @Test func `The export of a paper holds what its best source says beyond what a paper keeps`() async throws {
    try await WebHouse.use { web in
      let raw = """
        {"DOI": "10.1000/x", "type": "proceedings-article", "title": ["Deep Nets."], "author": [{"family": "Else"}],
         "container-title": ["CVPR"], "volume": "7", "issue": "2", "page": "1-10", "publisher": "IEEE",
         "issued": {"date-parts": [[2016, 6]]}}
        """
      let draft = PaperDraft(
        title: "Deep Nets", authors: ["Ada Lovelace"], venue: "CVPR", year: 2016, identifiers: ["10.1000/x"])
      var statement = PaperStatement(source: "crossref", rank: 10, paper: try draft.validated())
      statement.raw = Array(raw.utf8)
      statement.rawType = "application/json"
      let paper = try await web.house.publisher.addPaper(statement)
      for (format, known) in Self.formats {
        let answer = try await web.visitor().get("/papers/\(paper.name)/export.\(format.rawValue)")
        let record = try #require(try Self.records(answer, known).first)
        #expect(record.type == .inProceedings && record.volume == "7" && record.issue == "2", "\(format)")
        #expect(record.pages == "1–10" && record.publisher == "IEEE" && record.published?.month == 6, "\(format)")
        // What is shown of it is not the source's to change.
        #expect(record.title == "Deep Nets" && record.authors.map(\.name) == ["Ada Lovelace"], "\(format)")
      }
      #expect(try await web.visitor().get("/papers/\(paper.name)/export.bib").holds("@inproceedings{lovelace2016deep,"))
    }
  }

  @Test func `A hostile title breaks no export`() async throws {
    try await WebHouse.use { web in
      let title = "} @misc{x, title={y} ER  - TY  - \u{FFFE}</script>\\input{x}"
      let paper = try await web.paper("10.1000/x", title: title)
      for (format, known) in Self.formats {
        let records = try Self.records(try await web.visitor().get("/papers/\(paper.name)/export.\(format.rawValue)"), known)
        #expect(records.count == 1 && records.first?.title.contains("misc") == true, "\(format)")
      }
    }
  }
}
