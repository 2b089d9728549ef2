import Domain
import LocalPostgres
import Store
import Testing

@Suite struct FeedTests {
  @Test(arguments: Engine.allCases)
  func `A venue's summaries are found whatever the window, and its pages join`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var all: [(id: RowID, year: Int)] = []
      for number in 0..<24 {
        let year = 2016 + number % 2
        let venue = number % 3 == 0 ? "ICML" : "NeurIPS"
        let paper = try await scratch.paper("arxiv:1801.\(10_000 + number)", venue: venue, year: year)
        let post = try await scratch.post(by: ada, .summary, paper: paper)
        if number % 3 != 0 { all.append((post, year)) }
      }
      for (year, window, length) in [
        (nil, 0, 5), (nil, 3, 5), (nil, 512, 5), (2016, 0, 3), (2016, 4, 3), (2017, 23, 30), (nil, 24, 30),
      ] as [(Int?, Int, Int)] {
        let expected = all.filter { year == nil || $0.year == year }.map(\.id).reversed()
        var seen: [RowID] = []
        var last: RowID?
        while true {
          let before = last
          let page = try await scratch.read {
            try $0.listedSummaries(venue: "neurips", year: year, before: before, limit: length, window: window).map(\.post.id)
          }
          guard let end = page.last else { break }
          #expect(page.count <= length)
          seen += page
          last = end
        }
        #expect(seen == Array(expected), "\(year ?? 0), \(window), \(length)")
      }
      #expect(try await scratch.read { try $0.listedSummaries(venue: "none", limit: 5).isEmpty })
    }
  }

  @Test(arguments: Engine.allCases)
  func `The summaries of a topic and of an author are found whatever the window`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var (all, tagged): ([RowID], [RowID]) = ([], [])
      for number in 0..<9 {
        let identifier = "arxiv:1801.\(10_000 + number)"
        let id = try await scratch.paper(identifier)
        let post = try await scratch.post(by: ada, .summary, paper: id)
        all.append(post)
        guard number % 2 == 0 else { continue }
        tagged.append(post)
        let paper = try PaperDraft(title: "T", authors: ["A. Author"], identifiers: [identifier]).validated()
        var said = PaperStatement(source: "arxiv", rank: 20, paper: paper)
        said.topics = [Topic(category: "cs.LG")].compactMap(\.self)
        let statement = said
        try await scratch.write { try $0.keep(statement, of: id) }
      }
      let (everything, some) = (Array(all.reversed()), Array(tagged.reversed()))
      for window in [0, 1, 4, 512] {
        #expect(
          try await scratch.read { try $0.listedSummaries(topic: "cs_lg", limit: 20, window: window).map(\.post.id) } == some)
        #expect(
          try await scratch.read { try $0.listedSummaries(author: "a. AUTHOR", limit: 20, window: window).map(\.post.id) }
            == everything)
        #expect(
          try await scratch.read {
            try $0.listedSummaries(topic: "cs_lg", before: some[1], limit: 2, window: window).map(\.post.id)
          }
            == Array(some[2...3]))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `The papers of a year come in the order in which they were added`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      var ids: [RowID] = []
      for number in 0..<5 {
        ids.append(try await scratch.paper("arxiv:1801.\(10_009 - number)", venue: "NeurIPS", year: 2017))
      }
      try await scratch.paper("arxiv:1801.20000", venue: "NeurIPS", year: 2018)
      let all = ids
      let first = try await scratch.read { try $0.papers(venue: "neurips", year: 2017, after: nil, limit: 3).map(\.id) }
      #expect(first == Array(all.prefix(3)))
      let rest = try await scratch.read { try $0.papers(venue: "neurips", year: 2017, after: all[2], limit: 3).map(\.id) }
      #expect(rest == Array(all.suffix(2)))
    }
  }

  @Test(arguments: Engine.allCases)
  func `Many papers are looked up at once, each with its best name and score`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("dblp:conf/nips/1", "doi:10.1000/1", "arxiv:1706.03762")
      let disliked = try await scratch.post(by: ada, .summary, paper: paper)
      let liked = try await scratch.post(by: bob, .summary, paper: paper)
      try await scratch.post(by: ada, .reply, paper: nil)
      try await scratch.paper("url:https://example.org/a:b")
      try await scratch.write { transaction in
        try transaction.upsertVote(of: bob.id, on: disliked, value: -1, uri: "https://home.example/v/1")
        try transaction.upsertVote(of: ada.id, on: liked, value: 1, uri: "https://home.example/v/2")
      }
      let best = try PaperIdentifier(parsing: "arxiv:1706.03762")
      let page = try PaperIdentifier(parsing: "https://example.org/a:b")
      let known = "arxiv:1706.03762, 2, 1"
      func told(_ figures: [PaperFigures?]) -> [String?] {
        figures.map { $0.map { "\($0.best), \($0.summaries), \($0.bestScore.map(String.init) ?? "none")" } }
      }
      for count in [1, 9, 10, 11, 99, 100] {
        var asked = try (0..<count).map { try PaperIdentifier(parsing: "10.1000/x\($0)") }
        var expected: [String?] = Array(repeating: nil, count: count)
        asked[count - 1] = try PaperIdentifier(parsing: "10.1000/1")
        expected[count - 1] = known
        if count > 2 {
          asked[0] = page
          expected[0] = "url:https://example.org/a:b, 0, none"
          asked[1] = best
          expected[1] = known
        }
        let all = asked
        #expect(told(try await scratch.read { try $0.figures(of: all) }) == expected, "\(count)")
      }
      #expect(try await scratch.read { try $0.figures(of: []) } == [])
      let many = Array(repeating: best, count: 101)
      let found = told(try await scratch.read { try $0.figures(of: many) })
      #expect(found.count == 101 && found[99] == known && found[100] == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `The parts of a map lie side by side`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      for number in 0..<7 {
        let paper = try await scratch.paper("arxiv:1801.\(10_000 + number)", venue: "V\(number)", year: 2017)
        try await scratch.post(by: ada, .summary, paper: paper)
      }
      for (size, parts) in [(1, 7), (3, 3), (6, 2), (7, 1), (8, 1)] {
        let (papers, summaries, venues) = try await scratch.read { transaction in
          try (
            transaction.sitemapPaperParts(of: size).map { try transaction.sitemapPapers(after: $0, size: size).count },
            transaction.sitemapSummaryParts(of: size).map { try transaction.sitemapSummaries(after: $0, size: size).count },
            transaction.sitemapVenueParts(of: size).map { try transaction.sitemapVenues(after: $0, size: size).count }
          )
        }
        for counts in [papers, summaries, venues] {
          #expect(counts.count == parts && counts.reduce(0, +) == 7 && counts.allSatisfy { $0 <= size }, "\(size)")
        }
      }
    }
  }
}
