import Markup
import Testing

@Suite struct PageLevelsTests {
  @Test func `What is for newcomers opens, up to the heading of the rest that is not inside of anything`() {
    let html = "<h2>First</h2>\n<blockquote>\n<h2>Rest</h2>\n</blockquote>\n<p>a</p>\n<h2>Rest</h2>\n<p>b</p>"
    #expect(
      PageLevels.folded(html, from: "First", to: "Rest")
        == "<details class=\"level\"><summary>First</summary>\n<blockquote>\n<h2>Rest</h2>\n</blockquote>\n<p>a</p>\n</details>\n<p>b</p>"
    )
    for html in ["<h2>First</h2><p>x</p>", "<p>x</p><h2>Rest</h2>", "", "<h2>First", "<"] {
      #expect(PageLevels.folded(html, from: "First", to: "Rest") == html)
    }
  }

  @Test func `What is for experts opens, and footnotes stay where everybody sees them`() async {
    let source = "Text[^a].\n\n## For experts\n\n1. one\n2. two\n\nMore."
    let html = await Renderer(math: nil).markdown(source + "\n\n[^a]: A note.", context: MarkdownContext()).html
    let folded = PageLevels.folded(html, behind: "For experts")
    let box =
      "<details class=\"level\"><summary>For experts</summary>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<p>More.</p>\n\n</details>"
    #expect(folded.contains(box), "\(folded)")
    #expect(folded.contains("</details><ol>\n<li>") && folded.contains("A note."), "\(folded)")
    let plain = await Renderer(math: nil).markdown("Text.\n\n## For experts\n\n1. one", context: MarkdownContext()).html
    #expect(PageLevels.folded(plain, behind: "For experts").hasSuffix("</ol>\n</details>"))
    #expect(PageLevels.folded("<p>x</p>", behind: "For experts") == "<p>x</p>")
  }
}
