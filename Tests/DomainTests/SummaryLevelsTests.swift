import Domain
import Testing

@Suite struct SummaryLevelsTests {
  @Test(
    arguments: [
      ("", "All of it.", ""), ("For a start.", "All of it.", ""), ("x", "", ""), ("\u{1F989} é", "\u{301}x", "\u{301}y"),
      ("A list:\n\n- a\n- b", "    code\n\n## More\n\nWords.", "A proof."), ("", "All of it.", "Only $p < 0.1$."), ("x", "", "y"),
      ("", "", "y"), ("", "One.\n\n## For experts\n\nTwo.", "Three."), ("", "All of it.\n", "## In full\n\nagain"),
    ])
  func `Texts of three levels are one, and are taken apart again as they were`(newcomers: String, full: String, experts: String) {
    let levels = SummaryLevels(newcomers: newcomers, full: full, experts: experts)
    #expect(SummaryLevels(source: levels.source) == levels)
    #expect(SummaryLevels(source: levels.source.replacing("\n", with: "\r\n")) == levels)
  }

  @Test(
    arguments: [
      "Words.", "## For newcomers", "## For newcomers\n\nNever ends.", "Words.\n\n## For newcomers\n\nx\n\n## In full\n\ny",
      "## In full\n\n## For newcomers\n", "", "Words.\n## For experts\nmore", "Words.\n\n## For experts", "# For experts\n\nx",
    ])
  func `A text without the headings at their places is one text`(source: String) {
    #expect(SummaryLevels(source: source) == SummaryLevels(newcomers: "", full: source, experts: ""))
    #expect(SummaryLevels(newcomers: " \n", full: source, experts: "\n").source == source)
  }
}
