import Judging
import Testing

@testable import Markup

@Suite("Strangers' HTML")
struct ForeignHTMLTests {
  @Test("leaves only what is on the allow-list, and nothing changes when it is sanitised again", arguments: HostileHTML.shapes)
  func hostileShapes(_ shape: HostileHTML.Shape) {
    let once = ForeignHTML.sanitized(shape.input)
    #expect(StrictReader.complaint(about: once) == nil)
    #expect(ForeignHTML.sanitized(once) == once)
    #expect(!once.contains("alert(1)") || !once.contains("<script"))
    if let output = shape.output { #expect(once == output) }
  }

  @Test("keeps its promise for two thousand heaps of random tags")
  func randomHeaps() {
    var random = SplitMix(state: 20_260_801)
    for round in 0..<2_000 {
      let heap = TagHeap.next(&random)
      let once = ForeignHTML.sanitized(heap)
      if let complaint = StrictReader.complaint(about: once) {
        Issue.record("round \(round): \(complaint)\n\(heap)\n\(once)")
        return
      }
      let twice = ForeignHTML.sanitized(once)
      if twice != once {
        Issue.record("round \(round) changed\n\(heap)\n\(once)\n\(twice)")
        return
      }
    }
  }

  @Test("keeps what Mastodon sends as it is, but for the rel")
  func mastodonPost() {
    let post = """
      <p><span class="h-card" translate="no"><a href="https://m.example/@ada" class="u-url mention">@<span>ada</span></a></span> see \
      <a href="https://x.example/paper" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span>\
      <span class="ellipsis">x.example</span></a> <a href="https://m.example/tags/ml" class="mention hashtag" rel="tag">#<span>ml</span></a></p>
      """
    let rel = HostileHTML.rel
    let expected = """
      <p><span class="h-card"><a href="https://m.example/@ada" class="u-url mention" \(rel)>@<span>ada</span></a></span> see \
      <a href="https://x.example/paper" \(rel)><span class="invisible">https://</span>\
      <span class="ellipsis">x.example</span></a> <a href="https://m.example/tags/ml" class="mention hashtag" \(rel)>#<span>ml</span></a></p>
      """
    #expect(ForeignHTML.sanitized(post) == expected)
  }

  @Test("renders a stranger's formula from its annotation and never passes the stranger's MathML")
  func foreignFormula() async throws {
    let post = """
      <p>With <math><semantics><mrow><mi href="javascript:alert(1)">EVIL</mi></mrow>\
      <annotation encoding="application/x-tex">x^2</annotation></semantics></math> and \
      <math><mi>n</mi></math>.</p>
      """
    let renderer = MathProgram.renderer()
    let text = await ForeignHTML.rendered(post, math: renderer)
    await renderer.shutdown()
    #expect(StrictReader.complaint(about: text.html, allowing: true) == nil)
    #expect(text.html.contains("<msup><mi>x</mi><mn>2</mn></msup>"))
    #expect(!text.html.contains("EVIL"))
    #expect(text.html.contains("<code>n</code>"))
    #expect(text.plainText == "With $x^2$ and n.")
    #expect(text.formulaCount == 1)
  }

  @Test("tells the papers it links to")
  func linkedPapers() async {
    let post = """
      <p><a href="https://doi.org/10.1109/CVPR.2016.90">a</a> <a href="http://arxiv.org/pdf/1706.03762v5.pdf">b</a>
      <a href="https://arxiv.org/abs/hep-th/9901001">c</a> <a href="https://doi.org.evil.example/10.1/x">d</a>
      <a href="https://doi.org/10.1109/cvpr.2016.90">e</a></p>
      """
    let citations = await ForeignHTML.rendered(post, math: nil).citations
    #expect(citations.map(\.canonical) == ["10.1109/cvpr.2016.90", "1706.03762", "hep-th/9901001"])
  }

  @Test("gives text without markup, a line for each block")
  func plainText() {
    let html =
      "<p>One &amp; <b>two</b><br>three</p><ul><li>a</li><li>b</li></ul><table><tr><td>x</td><td>y</td></tr></table><pre>k\n l</pre>"
    #expect(PlainText.from(html: html) == "One & two\nthree\na\nb\nx y\nk\nl")
    #expect(PlainText.escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;'")
  }
}

/// A small seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random HTML out of tags that interact badly.
enum TagHeap {
  private static let names = """
    p div b i a table tr td th tbody thead tfoot caption colgroup select option template svg math mi mo mtext mglyph annotation-xml \
    foreignObject desc title style script noscript textarea iframe frameset html body form button li ul ol dd dt h1 h2 h3 object marquee font \
    nobr ruby rt rp br hr img plaintext xmp pre em span blockquote code sub sup del s u section center annotation semantics
    """.split(separator: " ").map(String.init)
  private static let odd = [
    "<!--", "-->", "<![CDATA[", "]]>", "<?x", "</", "<", "&#0;", "&amp", "&notit;", "\r\n", "&#13;", "--!>", "&lt;script&gt;",
    "\"", "'>",
    "&#x202e;", "&#xFFFF;", "&#65534;", "\u{A0}", "é", "\n",
  ]

  static func next(_ random: inout SplitMix) -> String {
    var heap = ""
    let from = Int.random(in: 0..<names.count, using: &random)
    let variety = Int.random(in: 3..<names.count, using: &random)
    for _ in 0..<Int.random(in: 1..<50, using: &random) {
      let name = names[(from + Int.random(in: 0..<variety, using: &random)) % names.count]
      switch Int.random(in: 0..<12, using: &random) {
      case 0..<4: heap += "<\(name)>"
      case 4:
        heap +=
          "<\(name) href=https://x.example/\(Int.random(in: 0..<3, using: &random)) class='mention x>y' start=2 align=left src=http://y.example alt=z>"
      case 5: heap += "<\(name)/>"
      case 6, 7, 8: heap += "</\(name)>"
      case 9: heap += odd.randomElement(using: &random) ?? ""
      default: heap += ["t", "  ", "\n", "x y", "\n\n"].randomElement(using: &random) ?? ""
      }
    }
    return heap
  }
}
