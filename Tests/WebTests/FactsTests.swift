import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct FactsTests {
  @Test func `A member corrects a paper; the change stands in the list with their name, and no source takes it back`()
    async throws
  {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let ada = try await web.member(try await web.house.person("ada"))
      #expect(try await web.visitor().get("/facts/\(paper.id)/edit").status == 303)
      try await ada.get("/facts/\(paper.id)/edit")
      let saved = try await ada.post(
        "/facts/\(paper.id)/edit",
        [
          ("title", "Attention is not all"), ("authors", paper.authors.joined(separator: "\n")), ("year", "2018"),
          ("venue", "NIPS"), ("abstract", ""), ("identifiers", "pmid:123"),
        ])
      #expect(saved.location == "/paper/arxiv/1706.03762?done=saved", "\(saved.html)")
      let now = try #require(try await web.store.read { try $0.paper(paper.id) })
      #expect(now.title == "Attention is not all" && now.year == 2018 && now.venueName == "NIPS")
      #expect(now.identifiers.contains { $0.canonical == "pmid:123" })
      let facts = try await web.visitor().get("/facts/\(paper.id)")
      #expect(facts.holds("<del>\(paper.title)</del>") && facts.holds("<ins>Attention is not all</ins>") && facts.holds("ada"))
      // A registry that speaks later is kept, and not shown.
      let stated = try PaperDraft(
        title: "Registered title", authors: ["R. Registrar"], venue: "NeurIPS", year: 2017, identifiers: ["pmid:123"]
      ).validated()
      _ = try await web.house.publisher.addPaper(PaperStatement(source: "crossref", rank: 10, paper: stated))
      #expect(try await web.store.read { try $0.paper(paper.id)?.title } == "Attention is not all")
      #expect(try await web.store.read { try $0.records(of: paper.id).map(\.source) } == ["local", "crossref", "local"])
      let refused = try await ada.post("/facts/\(paper.id)/edit", [("title", ""), ("authors", "A"), ("identifiers", "nonsense")])
      #expect(refused.status == 422)
    }
  }

  @Test func `A wish for a summary is counted once for each, taken back, and listed until there is one`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let (adaRow, bobRow) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let (ada, bob) = (try await web.member(adaRow), try await web.member(bobRow))
      for client in [ada, ada, bob] {
        try await client.get("/paper/arxiv/1706.03762")
        #expect(try await client.post("/want/\(paper.id)", [("want", "1")]).location == "/paper/arxiv/1706.03762?done=wanted")
      }
      #expect(try await web.visitor().get("/paper/arxiv/1706.03762").holds("2 readers want one."))
      #expect(try await web.visitor().get("/wanted").holds("wanted by 2"))
      try await bob.post("/want/\(paper.id)", [("want", "0")])
      #expect(try await web.visitor().get("/wanted").holds("wanted by 1"))
      _ = try await web.house.publisher.publish(SummaryDraft(body: "Here."), of: paper, by: adaRow)
      #expect(!(try await web.visitor().get("/wanted").holds("wanted by")))
    }
  }

  @Test func `A paper and its summaries tell what happened since, and so do the author's notifications`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      func say(_ notices: [PaperNotice]) async throws {
        let draft = PaperDraft(title: paper.title, authors: paper.authors, identifiers: ["arxiv:1706.03762"])
        var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
        statement.notices = notices
        _ = try await web.house.publisher.addPaper(statement)
      }
      try await say([PaperNotice(.version, number: 1)])
      let post = try await web.house.publisher.publish(SummaryDraft(body: "About the first."), of: paper, by: ada)
      #expect(!(try await web.visitor().get("/paper/arxiv/1706.03762").holds("of now")))
      try await say([PaperNotice(.version, number: 4, date: "2020-01-02"), PaperNotice(.withdrawal)])
      for path in ["/paper/arxiv/1706.03762", "/@ada/\(post.id)"] {
        #expect(try await web.visitor().get(path).holds("for version 1 of now 4"), "\(path)")
      }
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      #expect(page.holds("<li class=\"grave\" role=\"alert\">Withdrawn</li>"))
      #expect(page.holds("Version 4 <span class=\"place\">2020-01-02</span>"))
      let told = try await web.member(ada).get("/notifications")
      #expect(told.holds("has news that concern your summary of") && told.holds("/@ada/\(post.id)"))
    }
  }

  @Test func `The front page has three orders, can be narrowed to a field, and tells why`() async throws {
    try await WebHouse.use { web in
      let people = try await ["ada", "bob", "carol", "dora"].asyncMap { try await web.house.person($0) }
      let known = PaperDraft(title: "On cells", authors: ["A"], identifiers: ["pmid:77"])
      let cells = try await web.house.publisher.addPaper(try known.validated(), source: "local")
      let attention = try await web.house.paper()
      let first = try await web.house.publisher.publish(SummaryDraft(body: "About attention."), of: attention, by: people[0])
      let second = try await web.house.publisher.publish(SummaryDraft(body: "About cells."), of: cells, by: people[0])
      for voter in people.dropFirst() { try await web.house.publisher.vote(.up, on: first.id, by: voter) }
      let visitor = web.visitor()
      func order(_ path: String) async throws -> [Bool] {
        let page = try await visitor.get(path)
        #expect(page.status == 200)
        let places = ["About attention.", "About cells."].map { page.html.firstRange(of: $0)?.lowerBound }
        return [places[0].map { place in places[1].map { place < $0 } ?? true } ?? false, places[1] != nil]
      }
      #expect(try await order("/best") == [true, true])
      #expect(try await order("/") == [true, true])
      #expect(try await order("/recent") == [false, true])
      #expect(try await order("/best?field=life") == [false, true])
      #expect(try await visitor.get("/best?field=alchemy").status == 404)
      #expect(try await visitor.get("/best?field=life").holds("href=\"/field/life/feed.atom\""))
      for (field, ids) in [("life", [second.uri.text]), ("economics", [])] {
        let items = try await visitor.get("/field/\(field)/feed.json").json["items"]?.array ?? []
        #expect(items.map { $0["id"]?.string } == ids, "\(field)")
      }
      let why = try await visitor.get("/why/\(first.id)")
      #expect(why.holds("3 up, 0 down") && why.holds("0.646"))
      let chance = try await visitor.get("/random")
      #expect(chance.status == 303 && ["/@ada/\(first.id)", "/@ada/\(second.id)"].contains(chance.location))
    }
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var result: [T] = []
    for element in self { result.append(try await transform(element)) }
    return result
  }
}
