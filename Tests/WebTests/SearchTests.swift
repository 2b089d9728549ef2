import Domain
import Markup
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct SearchPageTests {
  /// A paper, a summary of it by ada, and one nobody may find.
  private func stage(_ web: WebHouse) async throws -> PaperRow {
    let ada = try await web.house.person("ada", displayName: "Ada <b>")
    let paper = try await web.house.paper()
    let draft = PaperDraft(
      title: "Deep <Residual> Learning & \u{c9}tudes", authors: ["Kaiming He"], venue: "CVPR", year: 2016,
      abstract: "Deep <script>alert(1)</script> networks.", identifiers: ["10.1109/cvpr.2016.90"])
    let other = try await web.house.publisher.addPaper(try draft.validated(), source: "local")
    _ = try await web.house.publisher.publish(
      SummaryDraft(
        title: "Heads", tldr: "Heads look.", body: "Look at <i>attention</i> and `<mark>` with $x<y$.", visibility: .public),
      of: paper, by: ada)
    _ = try await web.house.publisher.publish(
      SummaryDraft(title: "Hidden", body: "A whispered word.", visibility: .unlisted), of: other, by: ada)
    return paper
  }

  @Test func `What is found stands in its section, with what was looked for marked and everything else as text`() async throws {
    try await WebHouse.use { web in
      _ = try await stage(web)
      let visitor = web.visitor()
      let all = try await visitor.get("/search?q=attention")
      #expect(all.status == 200 && all.holds("<meta name=\"robots\" content=\"noindex\">"))
      #expect(
        all.holds("<mark>Attention</mark> Is All You Need") && all.holds("<mark>attention</mark>") && all.holds("&lt;mark&gt;"))
      #expect(all.holds("1 paper") && all.holds("1 summary") && !all.holds("1 person") && !all.holds("Narrow by"))
      #expect(all.holds("value=\"attention\"") && !all.holds("id=\"site-search\""), "one box is enough")
      let etudes = try await visitor.get("/search?q=Residual+E%CC%81tudes+script&kind=papers")
      #expect(etudes.holds("Deep &lt;<mark>Residual</mark>&gt; Learning &amp; <mark>\u{c9}tudes</mark>"))
      #expect(etudes.holds("Deep &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"))
      let people = try await visitor.get("/search?q=ada&kind=people")
      #expect(people.holds("1 person") && people.holds("Ada &lt;b&gt;") && !people.holds("1 paper"))
      let by = try await visitor.get("/search?q=by%3Aada")
      #expect(by.holds("1 paper") && by.holds("1 summary") && by.holds("1 person"))
      #expect(try await visitor.get("/search?q=whispered").holds("Nothing here has all of these words"))
      #expect(try await visitor.get("/search?q=hidden").holds("Nothing here has all of these words"))
    }
  }

  @Test func `Formulas are set, citations are short, and no source is shown`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let draft = PaperDraft(
        title: "Sparse $\\ell_1$ <b> recovery", authors: ["A"],
        abstract: "A bound of $O(n \\log n)$ < that, with $\\begin{matrix}b\\end{matrix}$ recovery \\cite{arxiv:1706.03762}.",
        identifiers: ["10.1000/sparse"])
      let other = try await web.house.publisher.addPaper(try draft.validated(), source: "local")
      _ = try await web.house.publisher.publish(
        SummaryDraft(body: "The kernel $\\frac{a}{b} < c$ tells, see \\cite{arxiv:1706.03762}.", visibility: .public), of: paper,
        by: ada)
      _ = try await web.house.publisher.publish(
        SummaryDraft(
          tldr: "A typed kernel with $x^2$.", body: "First.\n\nA gadget $$\\sum_i x_i$$ and $\\nonsense{$ \u{F0000} stay.",
          visibility: .public),
        of: other, by: ada)
      let visitor = web.visitor()
      let papers = try await visitor.get("/search?q=recovery&kind=papers")
      #expect(papers.holds("Sparse ℓ<sub>1</sub> &lt;b&gt; <mark>recovery</mark>"))
      #expect(papers.holds("<var>O</var>(<var>n</var>log <var>n</var>) &lt; that"))
      #expect(papers.holds(" with <i>[formula]</i> <mark>recovery</mark> [1706.03762]."))
      let summaries = try await visitor.get("/search?q=kernel&kind=summaries")
      #expect(summaries.holds("The <mark>kernel</mark> <math>") && summaries.holds("tells, see [1706.03762]."))
      #expect(summaries.holds("A typed <mark>kernel</mark> with <var>x</var><sup>2</sup>."))
      let gadget = try await visitor.get("/search?q=gadget&kind=summaries")
      #expect(gadget.holds("A <mark>gadget</mark>") && gadget.holds("<math>") && !gadget.holds("display=\"block\""))
      for page in [papers, summaries, gadget] {
        #expect(!page.holds("$") && !page.holds("\\cite"))
        #expect(!page.holds("annotation") && !page.holds("\\"))
      }
      let home = try await visitor.get("/paper/doi/10.1000/sparse")
      #expect(home.holds("Sparse ℓ<sub>1</sub> &lt;b&gt; recovery"))
    }
  }

  @Test func `The form keeps kind and filters, which can be set and removed by links`() async throws {
    try await WebHouse.use { web in
      _ = try await stage(web)
      let visitor = web.visitor()
      let papers = try await visitor.get("/search?q=year:2010-2019&kind=papers")
      #expect(papers.holds("2 papers") && papers.holds("Narrow by venue"))
      let venue = "/search?q=year%3A2010-2019&amp;kind=papers&amp;venue=cvpr"
      #expect(papers.holds("<a href=\"\(venue)\">CVPR <span class=\"figure\">1</span></a>"))
      let narrowed = try await visitor.get(
        "/search?q=year:2010-2019&kind=papers&venue=cvpr&year=2016&origin=here&after=9000000-1")
      #expect(narrowed.holds("name=\"venue\" value=\"cvpr\"") && narrowed.holds("name=\"kind\" value=\"papers\""))
      #expect(narrowed.holds("origin: here <a href=\"\(venue)&amp;year=2016\">remove"))
      #expect(try await visitor.get("/search?venue=cvpr").holds("1 paper"))
      #expect(try await visitor.get("/search?venue=none&q=deep").holds("Nothing here"))
      for odd in [
        "/search", "/search?", "/search?q=", "/search?q=%FF%00&kind=x&year=99999&after=-1&venue=%27%20OR%201&origin=%22",
        "/search?q=%",
        "/search?q=%22&after=0-0", "/search?q=*&after=999999999999999999999999-9", "/search?q=a&q=b&kind=people&after=50-",
        "/search?&&==&q",
        "/search?q=%3Cscript%3E%22%27",
      ] {
        let page = try await visitor.get(odd)
        #expect(page.status == 200 && page.holds("How to search") && !page.holds("<script"), "\(odd)")
      }
    }
  }

  @Test func `An identifier leads to its paper, or to the form that adds it`() async throws {
    try await WebHouse.use { web in
      _ = try await stage(web)
      let visitor = web.visitor()
      for query in ["1706.03762", "https%3A%2F%2Farxiv.org%2Fabs%2F1706.03762v2", "doi%3A10.5555%2F3295222.3295349"] {
        let answer = try await visitor.get("/search?q=\(query)")
        #expect(answer.status == 303 && answer.location == "/paper/arxiv/1706.03762", "\(query)")
      }
      let unknown = try await visitor.get("/search?q=1412.6980")
      #expect(unknown.status == 200 && unknown.holds("href=\"/add?identifier=arxiv%3A1412.6980\""))
      #expect(try await visitor.get("/search?q=1706.03762&kind=summaries").holds("1 summary"))
    }
  }

  @Test func `A handle can be looked up elsewhere by whoever is signed in`() async throws {
    try await WebHouse.use { web in
      _ = try await stage(web)
      let link = "href=\"/authorize_interaction?uri=%40eve%40far.example\""
      #expect(!(try await web.visitor().get("/search?q=%40eve%40far.example").holds(link)))
      let member = try await web.member(try await web.house.person("carol"))
      #expect(try await member.get("/search?q=%40eve%40far.example").holds(link))
      #expect(try await member.get("/search?q=%40ada%40papers.example").holds("1 person"))
    }
  }

  @Test func `Longer lists have pages, and every page has the box`() async throws {
    try await WebHouse.use { web in
      let drafts = try (1...45).map { number in
        try PaperDraft(title: "Common paper \(number)", authors: ["A"], identifiers: ["10.1000/\(number)"]).validated()
      }
      for draft in drafts { _ = try await web.house.publisher.addPaper(draft, source: "local") }
      let visitor = web.visitor()
      var titles: Set<String> = []
      var address = "/search?q=common&kind=papers"
      for page in 1...3 {
        let answer = try await visitor.get(address)
        if page == 1 {
          // What comes in meanwhile moves nothing from one page to the next.
          let late = try PaperDraft(title: "Common paper 46", authors: ["A"], identifiers: ["10.1000/46"]).validated()
          _ = try await web.house.publisher.addPaper(late, source: "local")
        }
        for part in answer.html.split(separator: "paper ").dropFirst() { titles.insert(String(part.prefix { $0.isNumber })) }
        #expect(answer.holds("rel=\"next\"") == (page < 3) && answer.holds("rel=\"prev\"") == (page > 1))
        #expect(answer.holds(page == 1 ? "45 papers" : "46 papers"))
        address = answer.between("rel=\"next\" href=\"", "\"")?.replacing("&amp;", with: "&") ?? ""
      }
      #expect(titles.subtracting([""]).count == 45)
      #expect(try await visitor.get("/search?q=common").holds("<a href=\"/search?q=common&amp;kind=papers\">All 46 papers</a>"))
      for path in ["/", "/papers", "/about"] {
        let page = try await visitor.get(path)
        #expect(
          page.holds("<label class=\"unseen\" for=\"site-search\">") && page.holds("role=\"search\" action=\"/search\""),
          "\(path)")
      }
    }
  }

  @Test func `Browsers are told how to search here`() async throws {
    try await WebHouse.use { web in
      let visitor = web.visitor()
      #expect(try await visitor.get("/").holds("<link rel=\"search\" type=\"application/opensearchdescription+xml\""))
      let document = try await visitor.get("/opensearch.xml")
      #expect(document.first("content-type")?.hasPrefix("application/opensearchdescription+xml") == true)
      #expect(
        document.holds("template=\"https://papers.example/search?q={searchTerms}\"")
          && document.holds("<ShortName>Scholion</ShortName>"))
    }
  }
}
