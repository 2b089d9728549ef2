import Domain
import Testing

@Suite struct SummaryLevelsTests {
  @Test(
    arguments: [
      ("", "All of it."), ("For a start.", "All of it."), ("A list:\n\n- a\n- b", "    code\n\n## More\n\nWords."), ("x", ""),
      ("\u{1F989} é", "\u{301}x"),
    ])
  func `Two texts are one, and are taken apart again as they were`(newcomers: String, full: String) {
    let levels = SummaryLevels(newcomers: newcomers, full: full)
    #expect(SummaryLevels(source: levels.source) == levels)
    #expect(SummaryLevels(source: levels.source.replacing("\n", with: "\r\n")) == levels)
  }

  @Test(
    arguments: [
      "Words.", "## For newcomers", "## For newcomers\n\nNever ends.", "Words.\n\n## For newcomers\n\nx\n\n## In full\n\ny",
      "## In full\n\n## For newcomers\n", "",
    ])
  func `A text that does not begin so is one text`(source: String) {
    #expect(SummaryLevels(source: source) == SummaryLevels(newcomers: "", full: source))
    #expect(SummaryLevels(newcomers: " \n", full: source).source == source)
  }
}
