import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct JourneyTests {
  @Test func `A person joins, writes, is voted for and answered, edits and deletes`() async throws {
    try await WebHouse.use { web in
      let admin = try await web.house.person("keeper", role: .admin)
      let ada = web.visitor()
      try await join(ada, web, approvedBy: try await web.member(admin))
      try await addPaper(ada)
      let summary = try await publish(ada, web)
      try await vote(on: summary, web)
      try await answer(summary, web, ada)
      try await edit(ada, summary, web)
      try await delete(ada, summary, web)
    }
  }

  private func join(_ ada: WebClient, _ web: WebHouse, approvedBy keeper: WebClient) async throws {
    try await ada.get("/sign-up")
    let asked = try await ada.post(
      "/sign-up",
      [("name", "ada"), ("email", "ada@mail.example"), ("password", "correct horse battery"), ("reason", "Sequences.")])
    #expect(asked.status == 200 && asked.holds("Waiting for approval"))
    let form = [("name", "ada"), ("password", "correct horse battery"), ("return", "/add")]
    try await ada.get("/sign-in?return=/add")
    let early = try await ada.post("/sign-in", form)
    #expect(early.status == 403 && early.holds("Waiting for approval"))
    #expect(try await web.visitor().get("/@ada").status == 404)

    let moderation = try await keeper.get("/moderation")
    #expect(moderation.holds("Sequences."))
    let action = try #require(moderation.between("action=\"/moderation/", "\""))
    #expect(try await keeper.post("/moderation/" + action, [("do", "approve")]).status == 303)

    try await ada.get("/sign-in?return=/add")
    let wrong = try await ada.post("/sign-in", [("name", "ada"), ("password", "another horse")])
    #expect(wrong.status == 422 && wrong.holds("do not belong together"))
    let signedIn = try await ada.post("/sign-in", form)
    #expect(signedIn.status == 303 && signedIn.location == "/add")
    let cookie = try #require(signedIn.all("set-cookie").first { $0.hasPrefix("__Host-session=") })
    #expect(cookie.hasSuffix("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"))
  }

  private func addPaper(_ ada: WebClient) async throws {
    #expect(try await ada.get("/add").status == 200)
    let refused = try await ada.post(
      "/add", [("identifier", "no such thing"), ("title", "Kept <b>title</b>"), ("authors", ""), ("year", "17x")])
    #expect(refused.status == 422)
    #expect(refused.holds("value=\"Kept &lt;b&gt;title&lt;/b&gt;\"") && refused.holds("A year has four digits."))
    #expect(refused.holds("needs at least one author") && refused.holds("is no DOI, arXiv number"))
    let added = try await ada.post(
      "/add",
      [
        ("identifier", "https://arxiv.org/abs/1512.03385v1"), ("title", "Deep Residual Learning <script>alert(1)</script>"),
        ("authors", "Kaiming He\r\nXiangyu Zhang\r\n\r\n"), ("year", "2016"), ("venue", "CVPR"),
      ])
    #expect(added.status == 303 && added.location == "/paper/arxiv/1512.03385?done=added")
    let page = try await ada.get(added.location)
    #expect(page.holds("Deep Residual Learning &lt;script&gt;alert(1)&lt;/script&gt;") && page.holds("Xiangyu Zhang"))
    #expect(page.holds("<title>Deep Residual Learning &lt;script&gt;"))
    let again = try await ada.post("/add", [("identifier", "arXiv:1512.03385")])
    #expect(again.status == 303 && again.location == "/paper/arxiv/1512.03385?done=known")
    #expect(try await ada.get("/venue/cvpr/2016").holds("Deep Residual Learning"))
  }

  private func publish(_ ada: WebClient, _ web: WebHouse) async throws -> RowID {
    let page = try await ada.get("/paper/arxiv/1512.03385")
    let editor = "/write/" + (try #require(page.between("href=\"/write/", "\"")))
    try await ada.get(editor)
    let text = "It adds $y = F(x) + x$ to each block.\n\n| depth | error |\n|---|---|\n| 152 | 3.57 |\n\n#vision"
    let form = [("title", "Add the input"), ("tldr", ""), ("text", text), ("visibility", "public"), ("language", "en")]
    let preview = try await ada.post(editor, form + [("do", "preview")])
    #expect(preview.status == 200 && preview.holds("Preview") && preview.holds("<math") && preview.holds("<table>"))
    #expect(preview.holds("It adds $y = F(x) + x$ to each block."), "the form keeps what was typed")
    #expect(!(try await web.visitor().get("/paper/arxiv/1512.03385")).holds("Add the input"))
    let long = String(repeating: "x", count: 501)
    let refused = try await ada.post(editor, [("tldr", long), ("text", text), ("visibility", "public"), ("do", "publish")])
    #expect(refused.status == 422 && refused.holds(long) && refused.holds("id=\"tldr-problem\""))

    let published = try await ada.post(editor, form + [("do", "publish")])
    let id = try #require(try? RowID(parsing: String(published.location.split(separator: "#s-").last ?? "")))
    #expect(published.status == 303 && published.location == "/paper/arxiv/1512.03385?done=published#s-\(id)")
    let shown = try await web.visitor().get("/paper/arxiv/1512.03385")
    #expect(shown.holds("Add the input") && shown.holds("<math") && shown.holds("href=\"/tags/vision\""))
    #expect(!shown.holds("class=\"tldr\""), "a first paragraph is not told twice")
    #expect(try await web.visitor().get("/").holds("Deep Residual Learning"))
    #expect(try await web.visitor().get("/tags/vision").holds("Deep Residual Learning"))
    #expect(try await web.visitor().get("/@ada").holds("Deep Residual Learning"))
    return id
  }

  private func vote(on summary: RowID, _ web: WebHouse) async throws {
    let bob = try await web.member(try await web.house.person("bob"))
    let page = try await bob.get("/paper/arxiv/1512.03385")
    #expect(page.holds("action=\"/post/\(summary)/vote\""))
    let voted = try await bob.post("/post/\(summary)/vote", [("vote", "1")])
    #expect(voted.status == 303 && voted.location == "/paper/arxiv/1512.03385#s-\(summary)")
    #expect(try await bob.get("/paper/arxiv/1512.03385").holds("value=\"0\" aria-pressed=\"true\""))
    #expect(try await web.store.read { try $0.post(summary)?.score } == 1)
    try await bob.post("/post/\(summary)/vote", [("vote", "-1")])
    #expect(try await bob.get("/paper/arxiv/1512.03385").holds("−1"))
    try await bob.post("/post/\(summary)/vote", [("vote", "0")])
    #expect(try await web.store.read { try $0.post(summary)?.dislikes } == 0)
    #expect(try await bob.post("/post/\(summary)/vote", [("vote", "7")]).status == 400)
    try await bob.post("/post/\(summary)/share", [("share", "1")])
    #expect(try await bob.get("/@ada/\(summary)").holds("1 share"))
  }

  private func answer(_ summary: RowID, _ web: WebHouse, _ ada: WebClient) async throws {
    let bob = try #require(try await web.store.read { try $0.localActor(named: "bob") })
    let client = try await web.member(bob)
    try await client.get("/@ada/\(summary)")
    let empty = try await client.post("/post/\(summary)/reply", [("text", " "), ("do", "publish")])
    #expect(empty.status == 422 && empty.holds("The comment is missing."))
    let preview = try await client.post("/post/\(summary)/reply", [("text", "Why *that*, @ada?"), ("do", "preview")])
    #expect(preview.status == 200 && preview.holds("<em>that</em>") && preview.holds("Why *that*, @ada?</textarea>"))
    let sent = try await client.post("/post/\(summary)/reply", [("text", "Why *that*, @ada?"), ("do", "publish")])
    let id = try #require(try? RowID(parsing: String(sent.location.split(separator: "#n-").last ?? "")))
    #expect(sent.status == 303 && sent.location == "/@ada/\(summary)#n-\(id)")
    #expect(try await web.visitor().get("/paper/arxiv/1512.03385").holds("<em>that</em>"))
    #expect(try await web.visitor().get("/@bob/\(id)").holds("id=\"n-\(id)\""))

    let told = try await ada.get("/notifications")
    #expect(told.holds("answered you on") && told.holds("class=\"badge\"") && told.holds("shared your summary of"))
    #expect(!(try await ada.get("/notifications")).holds("class=\"badge\""))
    #expect(try await ada.post("/post/\(id)/edit", [("text", "Not mine.")]).status == 404)

    try await client.get("/post/\(id)/edit")
    let changed = try await client.post("/post/\(id)/edit", [("text", "Why *this*?"), ("do", "publish")])
    #expect(changed.status == 303)
    #expect(try await web.visitor().get("/paper/arxiv/1512.03385").holds("<em>this</em>"))
    #expect(try await client.get("/post/\(id)/delete").holds("Delete your comment?"))
    let deleted = try await client.post("/post/\(id)/delete", [])
    #expect(deleted.status == 303 && deleted.location == "/@ada/\(summary)?done=deleted")
    #expect(try await web.visitor().get("/@bob/\(id)").status == 410)
  }

  private func edit(_ ada: WebClient, _ summary: RowID, _ web: WebHouse) async throws {
    let page = try await ada.get("/paper/arxiv/1512.03385")
    let editor = "/write/" + (try #require(page.between("href=\"/write/", "\"")))
    let form = try await ada.get(editor)
    #expect(form.holds("value=\"Add the input\"") && form.holds("It adds $y = F(x) + x$"))
    #expect(form.holds("name=\"visibility\" value=\"public\" checked"))
    #expect(form.between("name=\"tldr\"", "</textarea>")?.hasSuffix(">\n") == true, "a derived TL;DR is not offered as typed")
    let fields = [("title", "Add the input"), ("text", "Now other words."), ("tldr", "Short.")]
    let late = try await ada.post(editor, fields + [("revision", "0"), ("do", "publish")])
    #expect(late.status == 422 && late.holds("changed in another window"))
    let saved = try await ada.post(editor, fields + [("revision", "1"), ("do", "publish")])
    #expect(saved.status == 303 && saved.location.contains("done=saved"))
    let shown = try await web.visitor().get("/paper/arxiv/1512.03385")
    #expect(shown.holds("Now other words.") && shown.holds("class=\"tldr\"") && shown.holds("edited"))
  }

  private func delete(_ ada: WebClient, _ summary: RowID, _ web: WebHouse) async throws {
    let stranger = try await web.member(try await web.house.person("eve"))
    #expect(try await stranger.post("/post/\(summary)/delete", []).status == 404)
    try await ada.get("/post/\(summary)/delete")
    let deleted = try await ada.post("/post/\(summary)/delete", [])
    #expect(deleted.status == 303 && deleted.location == "/paper/arxiv/1512.03385?done=deleted")
    #expect(try await web.visitor().get("/@ada/\(summary)").status == 410)
    #expect(try await web.visitor().get("/s/\(summary)", accept: "application/activity+json").status == 410)
    #expect(try await web.visitor().get("/paper/arxiv/1512.03385").holds("No summary yet"))
  }
}
