import Domain
import Forms
import Foundation
import Signatures
import Testing

@testable import Web

enum TestDigest {
  static func sha256(_ text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }
}

@Suite struct PartTests {
  @Test(arguments: [
    ("a=b&c=d+e%21", ["a": "b", "c": "d e!"]), ("a=1&a=2", ["a": "1"]), ("x", ["x": ""]), ("=y&&", ["": "y"]),
    ("t=%C3%A9%0D%0A", ["t": "é\r\n"]), ("a=b=c", ["a": "b=c"]),
  ])
  func `A form is read as browsers send it`(text: String, fields: [String: String]) throws {
    let form = try FormBody(parsing: Array(text.utf8))
    for (name, value) in fields { #expect(form[name] == value) }
    #expect(form["missing"].isEmpty)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", String(repeating: "a=b&", count: FormLimits.fields + 1)])
  func `A broken form is refused`(text: String) {
    #expect(throws: WebError.badForm) { try FormBody(parsing: Array(text.utf8)) }
  }

  @Test(arguments: ["/", "/paper/arxiv/1706.03762?before=1#s-2", "/@ada", "/a//b"])
  func `A path of this site is one to return to`(text: String) {
    #expect(LocalPath(text)?.text == text)
  }

  @Test(arguments: [
    "", "//x", "/\\x", "x", "https://x", "/a\nb", "/a b", "/é", "/a\\b", "/" + String(repeating: "a", count: 2_048),
  ])
  func `Anything else is none`(text: String) {
    #expect(LocalPath(text) == nil)
  }

  @Test func `A path takes a notice and a fragment in place of those it had`() {
    #expect(LocalPath("/a?done=saved&b=1#x")?.with(notice: .shared, fragment: "y") == "/a?b=1&done=shared#y")
    #expect(LocalPath("/a?done=saved")?.with() == "/a")
  }

  @Test(arguments: [
    ("/* a */ a:hover ,\n  b :is(c) > d {\n  color: red;\n}\n", "a:hover,b :is(c) > d{color:red;}"),
    ("a { width: calc(100% - 2 * var(--x)); }", "a{width:calc(100% - 2 * var(--x));}"),
    ("a::before { content: \"a  ;  /* b */ \\\" {\" / \"\"; }", "a::before{content:\"a  ;  /* b */ \\\" {\" / \"\";}"),
    ("@media (min-width: 60rem) and (x) { a , b { c: d } }", "@media (min-width:60rem) and (x){a,b{c:d}}"),
    ("a /* b */ c{}", "a c{}"), ("a /* never ends", "a"), ("a { content: \"never ends", "a{content:\"never ends"), ("", ""),
  ])
  func `A stylesheet goes out without what says nothing`(text: String, squeezed: String) {
    #expect(String(decoding: StyleSheet.squeezed(Array(text.utf8)), as: UTF8.self) == squeezed)
  }

  @Test func `Every template is embedded and filled without error`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Web/Templates")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map { $0.replacing(".mustache", with: "") }
    #expect(Set(PageRenderer.templates.map(\.name)) == Set(files))
    let page = ErrorPage(
      chrome: SiteChrome(siteName: "A & B", host: "papers.example"), head: PageHead(title: "<x>"), status: "404", heading: "h",
      explanation: "e")
    let html = try PageRenderer().html(page)
    #expect(html.contains("<title>&lt;x&gt; · A &amp; B</title>"))
  }

  @Test func `Cards and comments are rendered once, yet shown as they are now, with the visitor’s own token`() throws {
    let renderer = try PageRenderer()
    func page(_ token: String, _ score: String, _ body: String) throws -> String {
      var chrome = SiteChrome(siteName: "S", host: "papers.example")
      chrome.csrf = token
      let person = PersonView(name: "Ada", handle: "@ada@papers.example", address: "/@ada")
      let moment = MomentView(machine: "2026-11-20T10:00:00Z", text: "20 Nov 2026")
      let origin = OriginView(host: "papers.example", isRemote: false)
      let card = SummaryCard(
        address: "/s/1", about: PaperLine(address: "/paper/arxiv/1", titleHTML: TrustedHTML(plain: "T"), authors: "A"),
        tldrHTML: TrustedHTML(plain: body), author: person, origin: origin, published: moment, score: score)
      let vote = VoteView(action: "/post/1/vote", score: score, isOpen: true, subject: "this")
      let reply = ReplyView(
        anchor: "n-1", address: "/n/1", author: person, origin: origin, bodyHTML: TrustedHTML(plain: body), published: moment,
        vote: vote)
      return try renderer.html(
        TimelinePage(
          chrome: chrome, head: PageHead(title: "t"),
          items: [TimelineItem(card: card), TimelineItem(reply: reply), TimelineItem(card: card)], pager: PagerView()))
    }
    for (token, score, body) in [("one", "1", "x"), ("two", "1", "x"), ("one", "2", "x"), ("one", "1", "y"), ("one", "1", "x")] {
      let html = try page(token, score, body)
      #expect(html.contains("name=\"csrf\" value=\"\(token)\"") && html.components(separatedBy: "name=\"csrf\"").count == 2)
      #expect(html.components(separatedBy: "<div class=\"prose brief\" lang=\"\" dir=\"auto\">\(body)</div>").count == 3)
      #expect(html.components(separatedBy: "Score </span>\(score)</span>").count == 4)
    }
  }

  @Test func `What was rendered lately is kept, and no more than two generations of it`() {
    let cache = FragmentCache<SummaryCard>(limit: 2)
    let person = PersonView(name: "Ada", handle: "@ada@papers.example", address: "/@ada")
    var renderings: [String] = []
    func show(_ score: String) {
      let card = SummaryCard(
        address: "/s/1", about: PaperLine(address: "/", titleHTML: TrustedHTML(plain: "T"), authors: "A"),
        tldrHTML: TrustedHTML(plain: "x"), author: person, origin: OriginView(host: "papers.example", isRemote: false),
        published: MomentView(machine: "m", text: "t"), score: score)
      let html = cache.html(of: card, token: score) {
        renderings.append(score)
        return TrustedHTML(plain: score)
      }
      #expect(html.renderText == score)
    }
    for score in ["1", "1", "2", "1", "3", "1", "4", "5", "1", "2"] { show(score) }
    #expect(renderings == ["1", "2", "3", "4", "5", "2"])
  }

  @Test func `The first paragraph is taken with its tags, and no other element`() {
    #expect(
      ViewMaker.firstParagraph(of: "<h2>a</h2><p dir=\"auto\">b <em>c</em></p><p>d</p>") == "<p dir=\"auto\">b <em>c</em></p>")
    #expect(ViewMaker.firstParagraph(of: "<pre>a</pre>") == nil)
    #expect(ViewMaker.firstParagraph(of: "<ul><li>a</li></ul>") == nil)
    #expect(ViewMaker.firstParagraph(of: "") == nil)
  }

  @Test(arguments: [
    ("/paper/arxiv/1706.03762", "arxiv:1706.03762"), ("/paper/arxiv/1706.03762v5", "arxiv:1706.03762"),
    ("/paper/arxiv/math.GT/0309136", "arxiv:math/0309136"), ("/paper/doi/10.1109/CVPR.2016.90", "doi:10.1109/cvpr.2016.90"),
    ("/paper/url/https%3A%2F%2Fexample.org%2Fa", "url:https://example.org/a"),
    ("/paper/url/https://example.org/a", "url:https://example.org/a"), ("/paper/doi/10.1/%zz", nil), ("/paper/x/1", nil),
    ("/paper/arxiv", nil), ("/paper/doi/", nil),
  ])
  func `A paper's path is read in every spelling`(path: String, canonical: String?) {
    #expect(Site.identifier(inPath: path)?.canonical == canonical)
  }
}
