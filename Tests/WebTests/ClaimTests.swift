import Domain
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct ClaimTests {
  private func imported(_ web: WebHouse, score: Int = 5) async throws -> (ada: ActorRow, paper: PaperRow) {
    let paper = try await web.house.paper()
    let ada = try await web.house.publisher.formerPerson("adal", displayName: "Ada L.", of: .shortScience)
    var summary = ImportedSummary(
      draft: SummaryDraft(body: "Old words about attention."), published: try Timestamp(parsing: "2017-12-21T10:00:00Z"),
      address: "https://shortscience.org/paper?bibtexKey=journals/corr/1706.03762#adal")
    summary.score = score
    #expect(try await web.house.publisher.importSummary(summary, of: paper, by: ada) == .added)
    return (ada, paper)
  }

  @Test func `An imported summary stands at its time, names where it stood and what it brought, and is sent to nobody`()
    async throws
  {
    try await WebHouse.use { web in
      let (ada, paper) = try await imported(web)
      let post = try #require(try await web.store.read { try $0.summary(of: paper.id, by: ada.id) })
      #expect(post.id.timestamp.iso8601 == "2017-12-21T10:00:00Z" && post.score == 5 && post.likes == 0 && post.licence == nil)
      let page = try await web.visitor().get("/@adal/\(post.id)")
      #expect(page.holds("first published at <a href=\"https://shortscience.org/paper?bibtexKey=journals/corr/1706.03762#adal\""))
      #expect(page.holds("5 votes came with it"))
      #expect(try await web.visitor().get("/@adal").holds("its owner has not claimed it yet"))
      #expect(try await web.house.activities().isEmpty)
      let moved = try await web.visitor().get("/user?name=adal")
      #expect(moved.status == 301 && moved.location == "/@adal")
      for query in ["?name=nobody", "?name=\(String(repeating: "a", count: 100))"] {
        #expect(try await web.visitor().get("/user\(query)").status == 404)
      }
    }
  }

  @Test func `The owner claims the account with a code, once, and what is wrong comes back with what was typed`() async throws {
    try await WebHouse.use { web in
      let (ada, paper) = try await imported(web)
      let (code, _) = try await web.house.publisher.makeClaimCode(for: "adal")
      let visitor = web.visitor()
      #expect(try await visitor.get("/claim").status == 200)
      func claim(_ code: String, _ email: String, _ password: String) async throws -> SeenPage {
        try await visitor.post("/claim", [("code", code), ("email", email), ("password", password)])
      }
      let wrong = try await claim("nonsense", "ada@mail.example", "long enough 1")
      #expect(wrong.status == 422 && wrong.holds("This code is not valid") && wrong.holds("ada@mail.example"))
      #expect(try await claim(code, "no address", "short").status == 422)
      _ = try await web.house.person("bob")
      #expect(try await claim(code, "bob@mail.example", "long enough 1").holds("There is an account with this address."))
      let claimed = try await claim(" \(code) ", "ada@mail.example", "long enough 1")
      #expect(claimed.status == 303 && claimed.location == "/@adal?done=owned")
      #expect(try await web.store.read { try $0.member(ada.id)?.account.state } == .approved)
      let other = web.visitor()
      try await other.get("/claim")
      let again = try await other.post(
        "/claim", [("code", code), ("email", "eve@mail.example"), ("password", "long enough 1")])
      #expect(again.status == 422)
      await #expect(throws: PublishError.notFound) { try await web.house.publisher.makeClaimCode(for: "adal") }
      // From now on an import leaves alone what is theirs.
      var newer = ImportedSummary(
        draft: SummaryDraft(body: "Newer words."), published: web.store.now(), address: "https://shortscience.org/other")
      newer.replaces = true
      #expect(try await web.house.publisher.importSummary(newer, of: paper, by: ada) == .kept)
      #expect(try await web.store.read { try $0.summary(of: paper.id, by: ada.id)?.source } == "Old words about attention.")
    }
  }

  @Test func `A code ends after its time`() async throws {
    try await WebHouse.use { web in
      _ = try await imported(web)
      let (code, _) = try await web.house.publisher.makeClaimCode(for: "adal")
      web.house.clock.advance(seconds: Publisher.claimSeconds + 1)
      await #expect(throws: PublishError.self) {
        try await web.house.publisher.claim(code: code, email: "ada@mail.example", password: "long enough 1")
      }
    }
  }
}
