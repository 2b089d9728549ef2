import Domain
import Forms
import Foundation
import Store
import TestSupport
import Testing
import Transport

@testable import Catalog
@testable import Web

/// Adding papers through pages, with sources that answer as they were recorded.
@Suite struct AddPaperTests {
  /// A recorded answer beside the tests of the catalogue.
  private static func recording(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "CatalogTests/Recorded/\(name)")))
  }

  private static func use(
    enabled: Set<SourceName> = [.arxiv, .crossref, .dblp],
    _ answer: @escaping @Sendable (ReplayServer.Seen) -> ReplayServer.Answer,
    _ body: @escaping @Sendable (WebHouse, WebClient, ReplayServer) async throws -> Void
  ) async throws {
    let server = try ReplayServer { seen, _ in answer(seen) }
    var settings = SourceSettings(enabled: enabled)
    for source in SourceName.networked { settings.bases[source] = server.base }
    settings.tries = 1
    let client = HTTPClient(policy: SourceSettings.policy(userAgent: "Scholion/1", allowPrivatePeers: true))
    // Time passes only while somebody waits for a source's pace.
    let clock = SourceClock(now: { SourceClock.system.now() }, sleep: { _ in await Task.yield() })
    let sources = PaperSources(desk: SourceDesk(client: client, settings: settings, clock: clock))
    try await WebHouse.use(sources: sources) { web in
      let member = try await web.member(try await web.house.person("ada"))
      try await body(web, member, server)
    }
    server.stop()
    await client.shutdown()
  }

  @Test func `A pasted address is looked up, and what the source says becomes the paper, its topics and its record`() async throws
  {
    let answer = try Self.recording("arxiv-1605.08386.xml")
    try await Self.use { seen in
      seen.target.hasPrefix("/api/query") ? .init(type: "application/atom+xml", body: answer) : .init(status: 404)
    } _: { web, ada, server in
      try await ada.get("/add")
      let found = try await ada.get("/add?q=https%3A%2F%2Farxiv.org%2Fabs%2F1605.08386v1")
      #expect(found.status == 200 && found.holds("Is it one of these?") && found.holds("from arXiv"))
      #expect(found.holds("name=\"identifier\" value=\"arxiv:1605.08386\""))
      #expect(try await web.store.read { try $0.recentPapers(limit: 5) }.isEmpty, "looking changes nothing")
      let added = try await ada.post(
        "/add/found", [("q", "https://arxiv.org/abs/1605.08386v1"), ("identifier", "arxiv:1605.08386")])
      #expect(added.status == 303 && added.location == "/paper/arxiv/1605.08386?done=added", "\(added.html)")
      let paper = try #require(try await web.store.read { try $0.paper(try PaperIdentifier(parsing: "arxiv:1605.08386")) })
      #expect(paper.title.hasPrefix("Heat-bath random walks") && paper.source == "arxiv" && paper.authors.count == 2)
      #expect(try await web.store.read { try $0.topics(of: paper.id).map(\.slug) } == ["math.CO", "math.ST"])
      let record = try #require(try await web.store.read { try $0.records(of: paper.id) }.first)
      #expect(record.source == "arxiv")
      let raw = try await ada.get("/facts/\(paper.id)/record?source=arxiv&key=\(PercentCoding.encoded(record.key))")
      #expect(raw.status == 200 && raw.holds("<id>http://arxiv.org/abs/1605.08386v1</id>"))
      #expect(raw.first("content-disposition")?.hasPrefix("attachment") == true)
      let facts = try await web.visitor().get("/facts/\(paper.id)")
      #expect(facts.holds("<strong>arXiv</strong>") && facts.holds("Its word counts most."))
      let page = try await web.visitor().get("/paper/arxiv/1605.08386")
      #expect(page.holds("href=\"/topic/math.CO\"") && page.holds("href=\"/author/Caprice%20Stanley\""))
      #expect(try await web.visitor().get("/topic/math.CO").holds("Heat-bath random walks"))
      #expect(try await web.visitor().get("/topic/math_co").location == "/topic/math.CO")
      #expect(try await web.visitor().get("/author/caprice%20stanley").holds("Heat-bath random walks"))
      let again = try await ada.get("/add?q=1605.08386")
      #expect(again.location == "/paper/arxiv/1605.08386?done=known")
      #expect(server.requests.count <= 2, "the second question is answered here")
    }
  }

  @Test func `Words are searched for at every source, and one paper of several stands once`() async throws {
    let atom = try Self.recording("arxiv-search.xml")
    let works = try Self.recording("crossref-search.json")
    try await Self.use { seen in
      if seen.target.hasPrefix("/api/query") { return .init(type: "application/atom+xml", body: atom) }
      if seen.target.hasPrefix("/works") { return .init(body: works) }
      return .init(status: 500)
    } _: { web, ada, _ in
      let page = try await ada.get("/add?q=random%20walks%20on%20fibres")
      #expect(page.status == 200 && page.holds("from arXiv") && page.holds("from Crossref"))
      #expect(page.holds("DBLP answers with status 500."), "what a source did not say is told")
      #expect(page.html.components(separatedBy: "Add this one").count > 2)
      let forged = try await ada.post("/add/found", [("q", "random walks on fibres"), ("identifier", "doi:10.1000/of-my-own")])
      #expect(forged.status == 422, "only what a source states is taken")
      #expect(try await web.store.read { try $0.recentPapers(limit: 5) }.isEmpty)
    }
  }

  @Test func `OpenReview and DataCite are searched for words, too`() async throws {
    let notes = """
      {"notes":[{"id":"rJl-b3RcF7","forum":"rJl-b3RcF7","content":{"title":{"value":"The Lottery of Walks"},"authors":
      {"value":["J. Frankle","M. Carbin"]},"venue":{"value":"ICLR 2019"}}}],"count":1}
      """
    let works = """
      {"data":[{"attributes":{"doi":"10.5438/4k3m-nyvg","titles":[{"title":"Eating your own Dog Food"}],"creators":
      [{"name":"Fenner, Martin"}],"publicationYear":"2016"}}]}
      """
    try await Self.use(enabled: [.openReview, .dataCite]) { seen in
      if seen.target.hasPrefix("/notes/search") { return .init(body: Array(notes.utf8)) }
      return seen.target.hasPrefix("/dois?query=") ? .init(body: Array(works.utf8)) : .init(status: 404)
    } _: { web, ada, _ in
      let page = try await ada.get("/add?q=what%20everybody%20looks%20for")
      #expect(page.status == 200 && page.holds("The Lottery of Walks") && page.holds("from OpenReview"))
      #expect(page.holds("Eating your own Dog Food") && page.holds("from DataCite"))
    }
    let networked = Set(SourceName.networked)
    #expect(networked.subtracting(PaperFinder.searched) == [.doi, .arxivOAI], "they cannot be searched")
  }

  @Test func `Where no source answers, the paper is typed in by hand`() async throws {
    try await Self.use { _ in
      .init(status: 503)
    } _: { web, ada, _ in
      let page = try await ada.get("/add?q=10.1000%2Fsome.thing")
      #expect(page.status == 200 && page.holds("Nothing was found") && page.holds("Crossref answers with status 503."))
      #expect(page.holds("<details class=\"otherwise\" open>") && page.holds("value=\"doi:10.1000/some.thing\""))
      let added = try await ada.post(
        "/add", [("identifier", "doi:10.1000/some.thing"), ("title", "Some thing"), ("authors", "A. Author\nB. Author")])
      #expect(added.location == "/paper/doi/10.1000/some.thing?done=added")
      let paper = try #require(try await web.store.read { try $0.recentPapers(limit: 1).first })
      #expect(paper.authors == ["A. Author", "B. Author"] && paper.source == "local")
    }
  }

  @Test func `A file of references is taken, and what cannot be is told by its line`() async throws {
    try await Self.use { _ in
      .init(status: 404)
    } _: { web, ada, _ in
      let text = """
        @article{one, title={Caf{\\'e} of {G}raphs}, author={Ada Lovelace and Bob Byte}, year=2019, doi={10.1000/one}}
        @article{broken, title={No end
        @misc{two, title={Second}, author={C. Third}, eprint={2001.00001}, archiveprefix={arXiv}, keywords={graphs, deep learning}}
        @misc{nameless, title={Nobody wrote this}, doi={10.1000/nobody}}
        """
      let page = try await ada.upload("/add/file", file: ("mine.bib", text))
      #expect(page.status == 200 && page.holds("Café of Graphs") && page.holds("Second"), "\(page.html)")
      #expect(page.holds("Line 2") && page.holds("at least one author"))
      let second = try #require(try await web.store.read { try $0.paper(try PaperIdentifier(parsing: "arxiv:2001.00001")) })
      #expect(try await web.store.read { try $0.topics(of: second.id).map(\.slug) } == ["graphs", "deep-learning"])
      let again = try await ada.upload("/add/file", file: nil, [("text", text)])
      #expect(again.status == 200 && again.html.components(separatedBy: "was here already").count == 3)
      #expect(try await ada.upload("/add/file", file: ("a.txt", "nothing of the kind")).status == 422)
      #expect(try await web.visitor().upload("/add/file", file: ("mine.bib", text)).status == 403)
    }
  }
}
