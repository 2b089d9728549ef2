import Domain
import JSON
import Store
import TestSupport
import Testing
import Transport

@testable import Web

@Suite struct LookUpTests {
  private static let path = "/api/scholion/v1/papers/summaries"

  private static func post(_ web: WebHouse, _ body: String) async throws -> SeenPage {
    let request = OutgoingRequest(
      method: "POST", url: try WebURL(parsing: "http://127.0.0.1:\(web.served.port)\(path)"),
      fields: [("Content-Type", "application/json"), ("Origin", "https://reader.example")], body: Array(body.utf8),
      limit: 4_194_304, deadline: .seconds(30))
    let response = try await web.client.send(request)
    return SeenPage(status: response.status, fields: response.fields, html: String(decoding: response.body, as: UTF8.self))
  }

  @Test func `Each identifier is answered in the spelling asked, with what is known of the paper`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let best = try await web.summary(of: paper, by: ada)
      _ = try await web.summary(of: paper, by: bob)
      try await web.store.write { transaction in
        try transaction.upsertVote(of: bob.id, on: best.id, value: 1, uri: "https://papers.example/activities/1")
      }
      let query = "?id=arXiv:1706.03762v2&id=10.5555/3295222.3295349&id=zzz&other=1&id=https%3A%2F%2Farxiv.org%2Fabs%2F1801.00001"
      let answer = try await web.visitor().get(Self.path + query)
      #expect(answer.status == 200 && answer.first("access-control-allow-origin") == "*")
      let papers = try #require(try answer.json["papers"]?.array)
      #expect(papers.count == 4)
      for (place, spelling, canonical) in [
        (0, "arXiv:1706.03762v2", "arxiv:1706.03762"), (1, "10.5555/3295222.3295349", "doi:10.5555/3295222.3295349"),
      ] {
        let item = papers[place]
        #expect(item["id"]?.string == spelling && item["canonical"]?.string == canonical)
        #expect(item["paper"]?.string == "https://papers.example/paper/arxiv/1706.03762")
        #expect(item["summaries"]?.integer == 2 && item["best"]?.integer == 1)
      }
      #expect(papers[2]["error"]?.string?.isEmpty == false && papers[2]["summaries"] == nil)
      #expect(papers[3]["summaries"]?.integer == 0 && papers[3]["paper"] == .null && papers[3]["best"] == .null)
      let posted = try await Self.post(
        web, #"["arXiv:1706.03762v2", "10.5555/3295222.3295349", "zzz", "https://arxiv.org/abs/1801.00001"]"#)
      #expect(posted.status == 200 && posted.html == answer.html)
    }
  }

  @Test func `A hundred are answered at once, one more is refused`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      for number in [0, 9, 10, 99] {
        _ = try await web.summary(of: try await web.paper("10.1000/\(number)"), by: ada)
      }
      func list(_ count: Int) -> String { "[" + (0..<count).map { "\"10.1000/\($0)\"" }.joined(separator: ",") + "]" }
      for count in [1, 10, 11, 100] {
        let papers = try await Self.post(web, list(count)).json["papers"]?.array ?? []
        #expect(papers.count == count)
        for (number, item) in papers.enumerated() {
          #expect(item["summaries"]?.integer == ([0, 9, 10, 99].contains(number) ? 1 : 0), "\(number) of \(count)")
        }
      }
      for body in [list(101), "[]", "{}", "[", "\"x\"", "[[[[[[1]]]]]]", ""] {
        let answer = try await Self.post(web, body)
        #expect(answer.status == 400, "\(body.prefix(20))")
        #expect(try answer.json["error"]?.string?.isEmpty == false)
      }
      let mixed = try await Self.post(web, #"[1, null, {"a": "b"}, "", "10.1000/9"]"#).json["papers"]?.array ?? []
      #expect(mixed.map { $0["error"] != nil } == [true, true, true, true, false] && mixed.last?["summaries"]?.integer == 1)
      for query in ["", "?x=1", "?id=%ff", "?id=%"] {
        #expect(try await web.visitor().get(Self.path + query).status == 400, "\(query)")
      }
      #expect(try await Self.post(web, "[\"" + String(repeating: "x", count: 70_000) + "\"]").status == 413)
    }
  }

  @Test func `A browser may ask from any page`() async throws {
    try await WebHouse.use { web in
      let request = OutgoingRequest(
        method: "OPTIONS", url: try WebURL(parsing: "http://127.0.0.1:\(web.served.port)\(Self.path)"),
        fields: [("Origin", "https://reader.example"), ("Access-Control-Request-Method", "POST")], body: nil, limit: 1_024,
        deadline: .seconds(30))
      let answer = try await web.client.send(request)
      #expect(answer.status == 204 && answer.all("access-control-allow-origin") == ["*"])
      #expect(answer.all("access-control-allow-headers") == ["Content-Type"])
    }
  }
}
