import Judging
import Testing

@testable import Markup

@Suite("Markdown")
struct MarkdownTests {
  private static let context = MarkdownContext(
    linkForCitation: { citation in
      switch citation.kind {
      case .key: citation.written == "unknown" ? nil : "/paper/key/\(citation.canonical)"
      case .doi: "/paper/doi/\(citation.canonical)"
      case .arXiv: "/paper/arxiv/\(citation.canonical)"
      }
    },
    mention: {
      $0 == "ada" || $0 == "bob@m.example"
        ? MentionTarget(href: "https://m.example/@\($0)", actorID: "https://m.example/users/\($0)") : nil
    },
    linkForHashtag: { "/tags/\($0)" }, origin: "https://here.example")

  private func html(_ source: String) async -> String { await Renderer(math: nil).markdown(source, context: Self.context).html }

  @Test(
    "comes out as the safe HTML of its kind",
    arguments: [
      ("# A\n\n## B\n\n###### F", "<h2>A</h2>\n<h3>B</h3>\n<h6>F</h6>\n"),
      ("## B\n\ntext", "<h2>B</h2>\n<p>text</p>\n"),
      ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n"),
      (
        "[x](https://o.example/a?b=1&c=\"2\")",
        "<p><a href=\"https://o.example/a?b=1&amp;c=%222%22\" rel=\"nofollow noopener ugc\">x</a></p>\n"
      ),
      (
        "[x](/paper/doi/10.1/y) [y](//evil.example) [z](javascript:alert(1))",
        "<p><a href=\"https://here.example/paper/doi/10.1/y\">x</a> y z</p>\n"
      ),
      (
        "![a figure](https://o.example/f.png)",
        "<p><a href=\"https://o.example/f.png\" rel=\"nofollow noopener ugc\">a figure</a></p>\n"
      ),
      ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
      ("3. x\n4. y", "<ol start=\"3\">\n<li>x</li>\n<li>y</li>\n</ol>\n"),
      ("<b>raw</b> <script>alert(1)</script>", "<p>raw alert(1)</p>\n"),
      (
        "| a | b |\n|:-:|--|\n| 1 | 2 |",
        "<table><thead><tr><th align=\"center\">a</th><th>b</th></tr></thead><tbody><tr><td align=\"center\">1</td><td>2</td></tr></tbody></table>\n"
      ),
      ("```js\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
      ("a\\\nb", "<p>a<br>\nb</p>\n"),
    ])
  func kinds(source: String, expected: String) async { #expect(await html(source) == expected) }

  @Test("footnotes keep their numbers and lose their anchors")
  func footnotes() async {
    let html = await html("a[^n] b\n\n[^n]: the *note*")
    #expect(StrictReader.complaint(about: html) == nil)
    #expect(html.contains("a<sup>1</sup> b"))
    #expect(html.contains("<li>\n<p>the <em>note</em> </p>\n</li>"))
    #expect(!html.contains("↩") && !html.contains("#fn"))
  }

  @Test("mentions known to the caller become links with an h-card, others stay text")
  func mentions() async {
    let text = await Renderer(math: nil).markdown(
      "@ada and (@bob@m.example), @eve, x@ada.example, `@ada`, @ada@, @@ada, [@ada](https://o.example)", context: Self.context)
    let card = #"<span class="h-card"><a href="https://m.example/@ada" class="u-url mention">@<span>ada</span></a></span>"#
    #expect(
      text.html.hasPrefix(
        "<p>\(card) and (<span class=\"h-card\"><a href=\"https://m.example/@bob@m.example\" class=\"u-url mention\">@<span>bob</span></a></span>), @eve, "
      ))
    #expect(text.mentions.map(\.handle) == ["ada", "bob@m.example"])
    #expect(text.mentions.last?.target.actorID == "https://m.example/users/bob@m.example")
    #expect(text.html.components(of: card) == 1)
    #expect(Renderer.handles(in: "@ada `@no` @x@y.example @ada $@z$") == ["ada", "x@y.example"])
  }

  @Test("hashtags become links with rel=tag, numbers and fragments do not")
  func hashtags() async {
    let text = await Renderer(math: nil).markdown(
      "#ml, (#Über_2) #2024 a#b https://o.example/#c &#35;d `#e` “#f”", context: Self.context)
    #expect(text.hashtags == ["ml", "Über_2", "d", "f"])
    #expect(
      text.html.contains("<a href=\"https://here.example/tags/ml\" class=\"mention hashtag\" rel=\"tag\">#<span>ml</span></a>"))
  }

  @Test(
    "citations, DOIs and arXiv ids become links to papers",
    arguments: [
      (
        "see \\cite{journals/corr/1608.06993}", ["journals/corr/1608.06993"],
        "[<a href=\"https://here.example/paper/key/journals/corr/1608.06993\">journals/corr/1608.06993</a>]"
      ),
      ("\\cite{a_b_c, unknown}", ["a_b_c", "unknown"], "[<a href=\"https://here.example/paper/key/a_b_c\">a_b_c</a>, unknown]"),
      (
        "doi:10.1109/CVPR.2016.90.", ["10.1109/cvpr.2016.90"],
        "doi:<a href=\"https://here.example/paper/doi/10.1109/cvpr.2016.90\">10.1109/CVPR.2016.90</a>."
      ),
      (
        "(10.1016/S0370(96)001)", ["10.1016/s0370(96)001"],
        "(<a href=\"https://here.example/paper/doi/10.1016/s0370(96)001\">10.1016/S0370(96)001</a>)"
      ),
      ("arXiv:1706.03762v5,", ["1706.03762"], "<a href=\"https://here.example/paper/arxiv/1706.03762\">arXiv:1706.03762v5</a>,"),
      (
        "1706.03762 or hep-th/9901001", ["1706.03762"],
        "<a href=\"https://here.example/paper/arxiv/1706.03762\">1706.03762</a> or hep-th/9901001"
      ),
      (
        "arxiv:hep-th/9901001", ["hep-th/9901001"],
        "<a href=\"https://here.example/paper/arxiv/hep-th/9901001\">arxiv:hep-th/9901001</a>"
      ),
      ("1713.03762 and 3.1706.03762 and 1706.03762.1 and 1706.0376", [], nil),
      ("`\\cite{x} 10.1000/1` and [10.1000/2](https://o.example)", [], nil),
      ("https://doi.org/10.1000/182", ["10.1000/182"], "<a href=\"https://doi.org/10.1000/182\" rel=\"nofollow noopener ugc\">"),
      ("\\cite{} \\cite{\\cite", [], nil),
    ] as [(String, [String], String?)])
  func citations(source: String, canonical: [String], fragment: String?) async {
    let text = await Renderer(math: nil).markdown(source, context: Self.context)
    #expect(text.citations.map(\.canonical) == canonical)
    if let fragment { #expect(text.html.contains(fragment), "\(text.html)") }
    #expect(StrictReader.complaint(about: text.html) == nil)
  }

  @Test("has an excerpt and a first paragraph with formulas as TeX")
  func excerpt() async {
    let renderer = MathProgram.renderer()
    let text = await Renderer(math: renderer).markdown("# Title\n\nFirst *one* $x$\nline.\n\nSecond.")
    await renderer.shutdown()
    #expect(text.firstParagraphText == "First one $x$ line.")
    #expect(text.excerptHTML.hasPrefix("<p>First <em>one</em> <math>") && text.excerptHTML.hasSuffix("</p>"))
    #expect(text.plainText == "Title\nFirst one $x$ line.\nSecond.")
  }

  @Test("keeps targets the caller gives within http and https")
  func contextTargets() async {
    let context = MarkdownContext(
      linkForCitation: { _ in "javascript:alert(1)" }, mention: { _ in MentionTarget(href: "data:x", actorID: "x") },
      linkForHashtag: { _ in "x\" onclick=\"" })
    let text = await Renderer(math: nil).markdown("\\cite{a} @b #c", context: context)
    #expect(text.html == "<p>[a] @b #c</p>\n")
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

@Suite struct PageFormTests {
  @Test("Tables, code and display formulas get boxes of their own on pages, inline formulas do not") func boxes() {
    let html =
      "<p>a <math><mi>x</mi></math></p><table><tbody></tbody></table><p><math display=\"block\"><mi>y</mi></math></p>"
      + "<pre><code>z</code></pre>"
    #expect(
      PageForms.scrolling(html)
        == "<p>a <math><mi>x</mi></math></p><div class=\"table-scroll\" tabindex=\"0\"><table><tbody></tbody></table></div>"
        + "<p><span class=\"math-scroll\" tabindex=\"0\"><math display=\"block\"><mi>y</mi></math></span></p>"
        + "<pre tabindex=\"0\"><code>z</code></pre>")
  }
}
