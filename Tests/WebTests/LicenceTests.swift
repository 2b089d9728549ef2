import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct LicenceTests {
  @Test func `A new summary starts with CC BY, and its page, feeds and metadata say so`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let client = try await web.member(ada)
      let editor = try await client.get("/write/\(paper.id)")
      #expect(editor.holds("value=\"cc-by-4.0\" checked") && !editor.holds("Not stated"))
      try await client.post("/write/\(paper.id)", [("text", "Attention."), ("do", "publish")])
      let post = try #require(try await web.store.read { try $0.summary(of: paper.id, by: ada.id) })
      #expect(post.licence == .attribution)
      let deed = "https://creativecommons.org/licenses/by/4.0/"
      let page = try await web.visitor().get("/@ada/\(post.id)")
      #expect(page.holds("<a href=\"\(deed)\" rel=\"license external\">CC BY 4.0</a>"))
      #expect(page.holds("\"license\":\"\(deed)\""))
      #expect(page.all("link").contains { $0.contains("<\(deed)>; rel=\"license\"") })
      let atom = try await web.visitor().get("/feed.atom")
      #expect(atom.holds("<link rel=\"license\" href=\"\(deed)\"/>") && atom.holds("<rights>CC BY 4.0</rights>"))
      let item = try await web.visitor().get("/feed.json").json["items"]?.array?.first
      #expect(item?["_scholion"]?["license"]?.string == deed)
      let article = try await web.house.last("Create").document["object"]
      #expect(article?["license"]?.string == deed)
    }
  }

  @Test func `A default of one's own is kept in the settings, and each summary may differ from it`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let client = try await web.member(ada)
      #expect(try await client.post("/settings/writing", [("licence", "nonsense")]).status == 400)
      #expect(try await client.post("/settings/writing", [("licence", "cc0-1.0")]).status == 303)
      #expect(try await client.get("/settings").holds("value=\"cc0-1.0\" checked"))
      #expect(try await client.get("/write/\(paper.id)").holds("value=\"cc0-1.0\" checked"))
      // What was chosen comes back with the preview.
      let preview = try await client.post(
        "/write/\(paper.id)", [("text", "One."), ("licence", "all-rights-reserved"), ("do", "preview")])
      #expect(preview.holds("value=\"all-rights-reserved\" checked"))
      try await client.post("/write/\(paper.id)", [("text", "One."), ("licence", "all-rights-reserved"), ("do", "publish")])
      let post = try #require(try await web.store.read { try $0.summary(of: paper.id, by: ada.id) })
      #expect(post.licence == .allRights)
      try await client.post(
        "/write/\(paper.id)", [("text", "One."), ("licence", "cc-by-sa-4.0"), ("revision", "1"), ("do", "publish")])
      let history = try await web.visitor().get("/@ada/\(post.id)/history")
      #expect(history.holds("CC BY-SA 4.0") && history.holds("All rights reserved"))
    }
  }

  @Test func `A summary that states nothing goes on doing so until its author chooses`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let post = try await web.house.publisher.publish(SummaryDraft(body: "One."), of: paper, by: ada)
      #expect(!(try await web.visitor().get("/@ada/\(post.id)").holds("rel=\"license")))
      let client = try await web.member(ada)
      #expect(try await client.get("/write/\(paper.id)").holds("value=\"\" checked"))
      try await client.post(
        "/write/\(paper.id)", [("text", "Two."), ("licence", ""), ("revision", "1"), ("do", "publish")])
      #expect(try await web.store.read { try $0.post(post.id)?.licence } == nil)
    }
  }
}
