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
      #expect(told.holds("was withdrawn and has a new version (v4), which concerns your summary of"))
      #expect(told.holds("/@ada/\(post.id)"))
      web.house.clock.advance(seconds: 60)
      try await say([PaperNotice(.version, number: 4), PaperNotice(.retraction)])
      let again = try await web.member(ada).get("/notifications")
      #expect(again.holds("was retracted, which concerns your summary of") && !again.holds("was withdrawn"))
    }
  }

  @Test func `A summary is for the version that its author chooses, and one that was revised for the newest says nothing more`()
    async throws
  {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      func say(_ newest: Int) async throws {
        let draft = PaperDraft(title: paper.title, authors: paper.authors, identifiers: ["arxiv:1706.03762"])
        var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
        statement.notices = [PaperNotice(.version, number: newest)]
        _ = try await web.house.publisher.addPaper(statement)
      }
      func written() async throws -> Int? {
        try await web.store.read { transaction in
          try transaction.summary(of: paper.id, by: ada.id).flatMap { try transaction.versionWrittenFor($0.id) }
        }
      }
      let client = try await web.member(ada)
      let editor = "/write/\(paper.id)"
      #expect(!(try await client.get(editor).holds("Written for")), "no version is known")
      try await say(2)
      let empty = try await client.get(editor)
      #expect(empty.holds("<option value=\"2\" selected>Version 2</option>") && empty.holds("value=\"1\">Version 1"))
      // A draft keeps what was chosen.
      let first = [("text", "About the first."), ("written-for", "1")]
      try await client.post(editor, first + [("draft", "0"), ("do", "draft")])
      #expect(try await client.get(editor).holds("<option value=\"1\" selected>"))
      try await client.post(editor, first + [("draft", "1"), ("do", "publish")])
      #expect(try await written() == 1)
      try await say(4)
      #expect(try await web.visitor().get("/paper/arxiv/1706.03762").holds("for version 1 of now 4"))
      #expect(try await client.get(editor).holds("<option value=\"1\" selected>"))
      // Neither a form that does not say nor one that says what cannot be changes it.
      for (number, version) in ["", "5", "0", "x"].enumerated() {
        let sent = try await client.post(
          editor, [("text", "Text \(number)."), ("written-for", version), ("revision", "\(number + 1)"), ("do", "publish")])
        #expect(sent.status == 303)
        #expect(try await written() == 1, "\(version)")
      }
      _ = try await web.house.publisher.place(SummaryDraft(body: "By an app."), for: .public, of: paper, by: ada)
      #expect(try await written() == 1)
      try await client.post(
        editor, [("text", "About the fourth."), ("written-for", "4"), ("revision", "6"), ("do", "publish")])
      #expect(try await written() == 4)
      #expect(!(try await web.visitor().get("/paper/arxiv/1706.03762").holds("of now")))
      #expect(try await web.house.last("Update").document["object"]?["paper"]?["sdo:version"]?.integer == 4)
      // Given to fewer readers it is another post, for the version that it was for.
      try await say(5)
      _ = try await web.house.publisher.place(SummaryDraft(body: "Quietly."), for: .followers, of: paper, by: ada)
      #expect(try await written() == 4)
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
