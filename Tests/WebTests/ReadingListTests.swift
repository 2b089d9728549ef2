import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct ReadingListTests {
  @Test func `A list begins at a paper, is put in order, noted on and exported`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada", displayName: "Ada")
      let paper = try await web.house.paper()
      let other = try await web.paper("arXiv:1412.6980", title: "Adam <i>and</i> Eve")
      let client = try await web.member(ada)
      #expect(try await client.get("/paper/arxiv/1706.03762").holds("href=\"/collect/\(paper.id)\""))
      #expect(try await client.get("/collect/\(paper.id)").holds("You have no list yet."))
      #expect(try await client.get("/lists/new?paper=\(paper.id)").holds("name=\"paper\" value=\"\(paper.id)\""))
      let empty = try await client.post("/lists/new", [("title", ""), ("description", "Kept & shown"), ("paper", paper.id.text)])
      #expect(empty.status == 422 && empty.holds("The name is missing.") && empty.holds("Kept &amp; shown"))
      let made = try await client.post(
        "/lists/new", [("title", "Sequence models"), ("description", "A way in."), ("listed", "1"), ("paper", paper.id.text)])
      #expect(made.status == 303 && made.location == "/@ada/lists/sequence-models?done=saved")
      let list = "/@ada/lists/sequence-models"
      let page = try await client.get("/collect/\(other.id)")
      let action = try #require(page.between("action=\"/list/", "\"")).replacing("/papers", with: "")
      let added = try await client.post("/list/\(action)/papers", [("paper", other.id.text), ("do", "add")])
      #expect(added.location == "/collect/\(other.id)")
      #expect(try await client.get("/collect/\(other.id)").holds("Take it off"))

      func order(_ page: SeenPage) throws -> Bool {
        try #require(page.html.firstRange(of: "Attention Is All")).lowerBound
          < #require(page.html.firstRange(of: "Adam &lt;i&gt;and")).lowerBound
      }
      #expect(try order(try await client.get(list)))
      let moved = try await client.post("/list/\(action)/papers", [("paper", other.id.text), ("after", "-1"), ("do", "up")])
      #expect(moved.location == "\(list)#p-\(other.id)")
      #expect(try !order(try await web.visitor().get(list)))
      let note = [("paper", other.id.text), ("after", "-1"), ("note", "Read <first>."), ("do", "note")]
      #expect(try await client.post("/list/\(action)/papers", note).status == 303)
      let long = [("paper", other.id.text), ("note", String(repeating: "x", count: 501)), ("do", "note")]
      let refused = try await client.post("/list/\(action)/papers", long)
      #expect(refused.status == 422 && refused.holds("at most 500 characters") && refused.holds("xxxxxxxx"))

      let seen = try await web.visitor().get(list)
      #expect(seen.status == 200 && seen.holds("Read &lt;first&gt;.") && seen.holds("A way in.") && !seen.holds("<form method"))
      let file = try await web.visitor().get(list + "/export.bib")
      #expect(file.status == 200 && file.holds("1706.03762") && file.holds("1412.6980"))
      #expect(file.first("content-disposition") == "attachment; filename=\"ada-sequence-models.bib\"")
      #expect(try await web.visitor().get(list + "/export.json").json.array?.count == 2)
      let asked = try await web.visitor().get(list, accept: "application/x-bibtex")
      #expect(asked.status == 200 && asked.html == file.html && asked.first("content-location") == list + "/export.bib")
      #expect(asked.first("content-type") == "application/x-bibtex; charset=utf-8" && asked.first("vary") == "Cookie, Accept")
      #expect(
        seen.all("link").contains(
          "<https://papers.example\(list)/export.json>; rel=\"describedby\"; type=\"application/vnd.citationstyles.csl+json\""))
      #expect(try await web.visitor().get("/@ada/lists").holds("href=\"\(list)\""))
      #expect(try await client.post("/list/\(action)/papers", [("paper", other.id.text), ("do", "remove")]).location == list)
      #expect(!(try await web.visitor().get(list).holds("Adam")))
      #expect(try await client.get("/list/\(action)/delete").holds("Delete the list “Sequence models”?"))
      #expect(try await client.post("/list/\(action)/delete", []).location == "/@ada/lists")
      #expect(try await web.visitor().get(list).status == 404)
    }
  }

  @Test func `A private list is not there for anybody else, and nobody changes another's`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let paper = try await web.house.paper()
      let content = try ReadingListDraft(title: "Mine").validated()
      let list = try await web.store.write { transaction in
        let list = try transaction.insertReadingList(content, of: ada.id)
        try transaction.addPaper(paper.id, toList: list.id, note: "Secret.")
        return list
      }
      let (own, other) = (try await web.member(ada), try await web.member(bob))
      #expect(try await own.get("/@ada/lists/mine").holds("Secret."))
      #expect(try await own.get("/@ada/lists/mine").holds("private"))
      #expect(try await own.get("/@ada/lists/mine").all("link").isEmpty)
      let file = try await own.get("/@ada/lists/mine", accept: "application/x-bibtex")
      #expect(file.status == 200 && file.holds("1706.03762") && file.first("cache-control") == "private, no-cache")
      #expect(file.first("content-location") == nil)
      for client in [web.visitor(), other] {
        let refused = try await client.get("/@ada/lists/mine")
        let missing = try await client.get("/@ada/lists/none")
        #expect(refused.status == 404 && refused.html == missing.html)
        #expect(try await client.get("/@ada/lists/mine/export.bib").status == 404)
        #expect(try await client.get("/@ada/lists/mine", accept: "application/x-bibtex").status == 404)
        #expect(!(try await client.get("/@ada/lists").holds("Mine")))
      }
      try await other.get("/about")
      for (path, fields) in [
        ("/list/\(list.id)/edit", [("title", "Theirs"), ("listed", "1")]), ("/list/\(list.id)/delete", []),
        ("/list/\(list.id)/papers", [("paper", paper.id.text), ("do", "remove")]),
      ] { #expect(try await other.post(path, fields).status == 404, "\(path)") }
      #expect(try await own.get("/list/\(list.id)/edit").holds("value=\"Mine\""))
      let shown = try await own.post("/list/\(list.id)/edit", [("title", "Ours"), ("listed", "1")])
      #expect(shown.location == "/@ada/lists/mine?done=saved")
      #expect(try await web.visitor().get("/@ada/lists/mine").holds("Ours"))
    }
  }

  @Test func `A long list goes on behind its last place`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let content = try ReadingListDraft(title: "Long", isListed: true).validated()
      let list = try await web.store.write { try $0.insertReadingList(content, of: ada.id) }
      for number in 1...Site.listedPapers + 1 {
        let paper = try await web.paper("arXiv:1801.\(10_000 + number)", title: "Paper \(number).")
        try await web.store.write { try $0.addPaper(paper.id, toList: list.id, note: "") }
      }
      let visitor = web.visitor()
      let first = try await visitor.get("/@ada/lists/long")
      #expect(first.holds("Paper \(Site.listedPapers).") && !first.holds("Paper \(Site.listedPapers + 1)."))
      let next = try #require(first.between("<a rel=\"next\" href=\"", "\""))
      let second = try await visitor.get(next)
      #expect(second.holds("Paper \(Site.listedPapers + 1).") && !second.holds("Paper \(Site.listedPapers)."))
    }
  }

  @Test func `A summary is marked and found again by its reader alone`() async throws {
    try await WebHouse.use { web in
      let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
      let post = try await web.summary(of: try await web.house.paper(), by: ada, title: "Kept")
      let client = try await web.member(bob)
      let page = "/paper/arxiv/1706.03762"
      #expect(try await client.get(page).holds("action=\"/post/\(post.id)/bookmark\""))
      #expect(!(try await web.visitor().get(page).holds("bookmark")))
      let marked = try await client.post("/post/\(post.id)/bookmark", [("keep", "1")])
      #expect(marked.location == "\(page)#s-\(post.id)")
      #expect(try await client.get(page).holds("Bookmarked"))
      #expect(try await client.get("/bookmarks").holds("/@ada/\(post.id)"))
      #expect(try await client.post("/post/\(post.id)/bookmark", [("keep", "0")]).status == 303)
      #expect(try await client.get("/bookmarks").holds("Nothing is marked yet."))
      #expect(try await client.post("/post/1/bookmark", [("keep", "1")]).status == 404)
    }
  }
}
