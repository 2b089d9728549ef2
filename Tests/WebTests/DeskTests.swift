import Domain
import Images
import JSON
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct DeskTests {
  private static let abstract =
    "The dominant sequence transduction models are based on complex recurrent or convolutional neural networks. We propose a new "
    + "simple network architecture, the Transformer, based solely on attention mechanisms, dispensing with recurrence entirely."

  private func paper(_ web: WebHouse) async throws -> PaperRow {
    let draft = PaperDraft(
      title: "Attention Is All You Need", authors: ["Ashish Vaswani"], venue: "NeurIPS", year: 2017, abstract: Self.abstract,
      identifiers: ["arXiv:1706.03762"])
    return try await web.house.publisher.addPaper(try draft.validated(), source: "local")
  }

  @Test func `The editor alone runs a script, a file of ours, and its policy lets it speak with this site alone`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = try await ada.get("/write/\(paper.id)")
      let script = try #require(PageScan.scripts(in: editor.html).first)
      #expect(PageScan.scripts(in: editor.html).count == 1)
      let policy = try #require(editor.first("content-security-policy"))
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; connect-src 'self';") && !policy.contains("unsafe"))
      let file = try await ada.get(script)
      #expect(file.status == 200 && file.first("content-type") == "text/javascript; charset=utf-8")
      for word in ["eval(", "Function(", "http://", "import(", "localStorage"] { #expect(!file.holds(word), "\(word)") }
      for path in ["/", "/paper/arxiv/1706.03762", "/drafts", "/cite", "/settings", "/writing"] {
        let page = try await ada.get(path)
        #expect(page.status == 200 && PageScan.scripts(in: page.html) == [], "\(path)")
        #expect(page.first("content-security-policy")?.contains("script-src") != true)
      }
    }
  }

  @Test func `What makes a good summary stands beside the editor`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let editor = try await web.member(try await web.house.person("ada")).get("/write/\(paper.id)")
      #expect(editor.holds("<summary>What makes a good summary</summary>") && editor.holds("Do not repeat the abstract"))
      #expect(editor.holds("href=\"/writing\""))
    }
  }

  @Test func `The live preview is what the button shows, and keeps nothing`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      try await ada.get("/write/\(paper.id)")
      let form = [("title", "A <title>"), ("tldr", "Short."), ("text", "It is $x^2$, *really*.")]
      let live = try await ada.post("/write/\(paper.id)/preview", form)
      #expect(live.status == 200 && live.holds("<math") && live.holds("<em>really</em>") && live.holds("A &lt;title&gt;"))
      #expect(!live.holds("<html") && !live.holds("csrf"))
      let whole = try await ada.post("/write/\(paper.id)", form + [("do", "preview")])
      let prose = try #require(live.between("<div class=\"prose\"", "</div>"))
      #expect(whole.between("<div class=\"prose\"", "</div>") == prose)
      #expect(try await ada.get("/drafts").holds("There is no draft"))
      #expect(try await ada.post("/write/1/preview", form).status == 404)
    }
  }

  @Test func `A draft is kept by its button, found again, gone on with, published, and then gone`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let row = try await web.house.person("ada")
      let ada = try await web.member(row)
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      let fields = [("title", ""), ("tldr", ""), ("visibility", "unlisted"), ("language", "de")]
      let kept = try await ada.post(editor, fields + [("text", "Half a thought"), ("draft", "0"), ("do", "draft")])
      #expect(kept.status == 303 && kept.location == "\(editor)?done=drafted")
      let again = try await ada.get(editor)
      #expect(
        again.holds("Half a thought</textarea>") && again.holds("This is your draft") && again.holds("name=\"draft\" value=\"1\"")
      )
      #expect(again.holds("value=\"unlisted\" checked") && again.holds("value=\"de\" selected"))
      let list = try await ada.get("/drafts")
      #expect(list.holds("Attention Is All You Need") && list.holds("Half a thought"))
      // Nobody else sees it.
      let bob = try await web.member(try await web.house.person("bob"))
      #expect(!(try await bob.get("/drafts")).holds("Half a thought"))
      #expect(!(try await bob.get(editor)).holds("Half a thought"))
      #expect(try await bob.get("/drafts/\(paper.id)/discard").status == 404)
      #expect(!(try await web.visitor().get("/paper/arxiv/1706.03762")).holds("Half a thought"))

      let failed = try await ada.post(editor, fields + [("text", ""), ("draft", "1"), ("do", "publish")])
      #expect(failed.status == 422)
      #expect(try await web.store.read { try $0.draft(of: paper.id, by: row.id)?.text.source } == "Half a thought")
      let published = try await ada.post(editor, fields + [("text", "A whole thought."), ("draft", "1"), ("do", "publish")])
      #expect(published.status == 303)
      #expect(try await web.store.read { try $0.draft(of: paper.id, by: row.id) } == nil)
      #expect(try await ada.get("/drafts").holds("There is no draft"))
    }
  }

  @Test func `A draft that another window kept meanwhile is shown beside one's own, and neither is lost`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      func silently(_ text: String, _ number: String) async throws -> SeenPage {
        try await ada.post("\(editor)/draft", [("text", text), ("draft", number)])
      }
      let first = try await silently("Of the first window.", "0")
      #expect(first.status == 200 && first.html == "{\"draft\":\"1\"}")
      let second = try await silently("Of the second window.", "0")
      #expect(second.status == 409 && second.holds("changed in another window"))
      for verb in ["draft", "publish"] {
        let both = try await ada.post(editor, [("text", "Of the second window."), ("draft", "0"), ("do", verb)])
        #expect(
          both.status == 422 && both.holds("Of the second window.</textarea>") && both.holds("Of the first window.</textarea>"))
        #expect(both.holds("name=\"draft\" value=\"1\""))
      }
      let after = try await ada.post(editor, [("text", "Of the second window."), ("draft", "1"), ("do", "draft")])
      #expect(after.status == 303)
      #expect(try await ada.get(editor).holds("Of the second window.</textarea>"))
      let confirm = try await ada.get("/drafts/\(paper.id)/discard")
      let action = try #require(confirm.between("<form class=\"form\" method=\"post\" action=\"", "\""))
      #expect(try await silently("Yet another text.", "2").status == 200)
      #expect(try await ada.post(action, []).location == "/drafts/\(paper.id)/discard", "it is not the draft that was shown")
      let shown = try await ada.get("/drafts/\(paper.id)/discard")
      #expect(shown.holds("Yet another text."))
      let last = try #require(shown.between("<form class=\"form\" method=\"post\" action=\"", "\""))
      #expect(try await ada.post(last, []).location == "/drafts?done=discarded")
    }
  }

  @Test func `A look at the preview does not make a window forget which draft it began with`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      #expect(try await ada.post("\(editor)/draft", [("text", "Of another window."), ("draft", "0")]).status == 200)
      for fields in [[("text", "Mine."), ("do", "preview")], [("text", ""), ("do", "publish")]] {
        let page = try await ada.post(editor, fields + [("draft", "0")])
        #expect(page.holds("name=\"draft\" value=\"\(page.holds("Of another window.") ? 1 : 0)\""))
      }
    }
  }

  @Test func `A draft of a summary that was published anew meanwhile is shown beside what is published`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let row = try await web.house.person("ada")
      let post = try await web.house.publisher.publish(SummaryDraft(body: "The first text."), of: paper, by: row)
      let ada = try await web.member(row)
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      let fields = [("text", "My draft of the second."), ("draft", "0"), ("revision", "1")]
      #expect(try await ada.post(editor, fields + [("do", "draft")]).status == 303)
      _ = try await web.house.publisher.edit(summary: post.id, to: SummaryDraft(body: "Changed by an app."), by: row)
      let page = try await ada.get(editor)
      #expect(page.holds("My draft of the second.</textarea>") && page.holds("Changed by an app.</textarea>"))
      #expect(page.holds("name=\"revision\" value=\"2\""))
    }
  }

  @Test(
    arguments: [
      (abstract, "abstract"), ("[the paper](https://arxiv.org/abs/1706.03762)", "hardly a word"),
      ("![](https://example.org/a.png) It shows what happens when there is only attention.", "no description"),
      ("A formula that breaks off: $\\frac{1$ and so the text goes on.", "not understood"),
    ])
  func `What a writer should look at is told before it is published, and one more click publishes it`(
    text: String, words: String
  ) async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      let fields = [("text", text), ("tldr", "Short."), ("visibility", "public")]
      #expect(try await ada.post(editor, fields + [("do", "preview")]).holds(words))
      // Nobody has seen the warning yet, whatever button was pressed.
      for verb in ["publish", "anyway"] {
        let asked = try await ada.post(editor, fields + [("do", verb)])
        #expect(asked.status == 422 && asked.holds(words) && asked.holds("Publish anyway"))
      }
      let page = try await ada.post(editor, fields + [("do", "publish")])
      let warned = try #require(page.between("name=\"warned\" value=\"", "\""))
      #expect(try await ada.post(editor, fields + [("do", "anyway"), ("warned", warned)]).status == 303)
    }
  }

  @Test func `Texts for newcomers and for experts open on the page, and are sections everywhere else`() async throws {
    try await WebHouse.use { web in
      let paper = try await paper(web)
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      let fields = [
        ("newcomers", "Imagine a **room** of people."), ("text", "Then $x$ is summed."), ("tldr", "Short."),
        ("experts", "Lemma *two*."),
      ]
      let folded = "<details class=\"level\"><summary>For newcomers</summary>\n<p>Imagine a <strong>room</strong> of people.</p>"
      let last = "<details class=\"level\"><summary>For experts</summary>\n<p>Lemma <em>two</em>.</p>"
      let preview = try await ada.post("\(editor)/preview", fields)
      #expect(preview.holds(folded) && preview.holds(last))
      let published = try await ada.post(editor, fields + [("visibility", "public"), ("do", "publish")])
      #expect(published.status == 303)
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      #expect(page.holds(folded) && page.holds(last))
      let id = try #require(published.location.split(separator: "#s-").last)
      let article = try await web.visitor().get("/s/\(id)", accept: "application/activity+json").json
      #expect(article["content"]?.string?.contains("<h2>For newcomers</h2>") == true)
      #expect(article["source"]?["content"]?.string?.hasPrefix("## For newcomers\n\nImagine") == true)
      #expect(article["source"]?["content"]?.string?.hasSuffix("\n\n## For experts\n\nLemma *two*.") == true)
      let again = try await ada.get(editor)
      #expect(again.holds("Imagine a **room** of people.</textarea>") && again.holds("\nThen $x$ is summed.</textarea>"))
      #expect(again.holds("Lemma *two*.</textarea>"))
    }
  }

  @Test func `A paper to cite is found as a page and for the script, by words that are not finished`() async throws {
    try await WebHouse.use { web in
      _ = try await paper(web)
      while try await web.store.write({ try $0.indexPiece() }) > 0 {}
      let ada = try await web.member(try await web.house.person("ada"))
      #expect(try await ada.get("/cite?q=attent").holds("\\cite{1706.03762}"))
      let answer = try await ada.get("/cite.json?q=attention+is+al").json["papers"]?.array ?? []
      #expect(
        answer.first?["cite"]?.string == "1706.03762" && answer.first?["title"]?.string == "Attention Is All You Need",
        "\(answer)")
      #expect(try await ada.get("/cite.json?q=arXiv:1706.03762").json["papers"]?.array?.count == 1)
      #expect(try await ada.get("/cite?q=zebra").holds("No paper here"))
      #expect(try await web.visitor().get("/cite.json?q=attention").status == 303)
    }
  }
}
