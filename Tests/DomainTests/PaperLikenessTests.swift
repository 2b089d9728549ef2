import Domain
import Testing

@Suite struct PaperLikenessTests {
  @Test func `Titles are compared by the words that tell something`() {
    #expect(PaperLikeness.words(of: "The Attention of a Model, and ATTENTION for All") == ["attention", "model"])
    #expect(PaperLikeness.share("Deep Residual Learning", "Residual learning of the deep") == 1)
    #expect(PaperLikeness.share("Deep Residual Learning", "Deep Belief Nets") == 0.2)
    #expect(PaperLikeness.share("", "On the") == 0)
  }

  @Test func `Each thing in common counts, citations most, and large topics little`() {
    func score(_ change: (inout PaperLikeness) -> Void) -> Double {
      var likeness = PaperLikeness()
      change(&likeness)
      return likeness.score
    }
    #expect(score { _ in } == 0)
    #expect(score { $0.citations = 1 } == 3 && score { $0.citations = 4 } == 5)
    #expect(score { $0.commonCitations = 3 } == 4)
    #expect(score { $0.topicSizes = [2, 14] } == 1.5)
    #expect(score { $0.authors = 1 } == 1.2 && score { $0.titleShare = 0.5 } == 2)
    #expect(score { $0.hasSameVenue = true } == 0.3)
    #expect(
      score {
        $0.hasSameVenue = true; $0.isOfSameTime = true
      } == 0.5)
    #expect(score { $0.isOfSameTime = true } == 0)
  }
}
