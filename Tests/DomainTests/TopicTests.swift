import Testing

@testable import Domain

@Suite struct TopicTests {
  @Test(arguments: [
    ("cs.LG", "cs_lg", "cs.LG", "Machine Learning"), ("math-ph", "math_ph", "math-ph", "Mathematical Physics"),
    ("deep learning", "deep_learning", "deep-learning", "deep learning"), ("AI", "topic_ai", "topic-ai", "AI"),
    ("search", "topic_search", "topic-search", "search"), ("hep-th", "hep_th", "hep-th", "High Energy Physics – Theory"),
  ])
  func `A class or a keyword has a name, an address and a room`(text: String, key: String, slug: String, name: String) throws {
    let topic = try #require(Topic(keyword: text))
    #expect(topic.key.text == key && topic.slug == slug && topic.name == name)
    #expect(Topic.key(ofSlug: slug) == topic.key || slug.hasPrefix("topic-"))
  }

  @Test(arguments: ["", " ", "x", "…", "?!", String(repeating: "a", count: 81), "a\u{0}b"])
  func `What has nothing to be named by is no topic`(text: String) {
    #expect(Topic(keyword: text) == nil)
  }

  @Test(
    arguments: [
      ("cs.LG", Field.computing), ("stat.ML", .computing), ("stat.ME", .mathematics), ("cond-mat.soft", .physics),
      ("q-bio.NC", .life),
      ("econ.EM", .economics), ("xyz.AB", nil),
    ] as [(String, Field?)])
  func `A class belongs to a field`(code: String, field: Field?) {
    #expect(Field(category: code) == field)
  }

  @Test func `A field comes from the first class, else from a registry that belongs to one`() throws {
    let pubMed = [try PaperIdentifier(parsing: "pmid:1")]
    #expect(Field(topics: [], identifiers: pubMed) == .life)
    #expect(Field(topics: [try #require(Topic(category: "cs.CV"))], identifiers: pubMed) == .computing)
    #expect(Field(topics: [], identifiers: [try PaperIdentifier(parsing: "doi:10.1000/x")]) == nil)
  }

  @Test func `Few votes do not beat many, more down than up sets back, and time fades`() {
    let start = Timestamp(milliseconds: 1_700_000_000_000)
    func rank(_ likes: Int, _ dislikes: Int, after days: Int64 = 0) -> PostRank {
      PostRank(likes: likes, dislikes: dislikes, publishedAt: start.adding(seconds: days * 86_400))
    }
    #expect(rank(1, 0).best < rank(10, 1).best && rank(10, 1).best < rank(100, 10).best && rank(0, 0).best == 0)
    #expect(abs(rank(1, 0).best - 0.3784) < 0.001 && abs(rank(10, 0).best - 0.859) < 0.001)
    #expect(rank(0, 3).popular < rank(0, 0).popular && rank(0, 0).popular < rank(1, 0).popular)
    #expect(rank(1, 0, after: 3).popular > rank(1, 0).popular)
    #expect(rank(0, 0, after: 30).popular > rank(500, 0).popular, "a month outweighs five hundred likes")
    #expect(rank(500, 0).popular > rank(0, 0, after: 20).popular)
    #expect(rank(.max / 4, 0).best <= 1)
  }
}
