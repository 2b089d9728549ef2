import Domain
import LocalPostgres
import Store
import Testing

@Suite struct ListPageTests {
  @Test(arguments: Engine.allCases)
  func `Lists go on behind the last entry of a page, and nothing is left out or told twice`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      var papers: [RowID] = []
      for number in 1...5 {
        let person = try await scratch.person("fan\(number)")
        try await scratch.follow(ada, by: person)
        try await scratch.follow(person, by: ada)
        let paper = try await scratch.paper(
          "arxiv:1706.0000\(number)", venue: number < 4 ? "NeurIPS" : "Venue \(number)", year: 2017)
        papers.append(paper)
        try await scratch.write { try $0.setWish(for: paper, by: ada.id, true) }
        if number % 2 == 0 { try await scratch.write { try $0.setWish(for: paper, by: person.id, true) } }
      }
      func all<Key: Sendable & Hashable>(_ page: @Sendable @escaping (ReadTransaction, Key?) throws -> [Key]) async throws
        -> [Key]
      {
        var keys: [Key] = []
        while true {
          let last = keys.last
          let more = try await scratch.read { try page($0, last) }
          guard !more.isEmpty, keys.count < 20 else { return keys }
          keys += more
        }
      }
      #expect(Set(try await all { try $0.followers(of: ada.id, before: $1, limit: 2).map(\.key) }).count == 5)
      #expect(Set(try await all { try $0.following(of: ada.id, before: $1, limit: 2).map(\.key) }).count == 5)
      #expect(try await all { try $0.venues(behind: $1, limit: 2).map(\.key) } == ["neurips", "venue_4", "venue_5"])
      #expect(
        try await all { try $0.papers(venue: "neurips", year: 2017, behind: $1, limit: 2).map(\.id) } == Array(papers.prefix(3)))
      #expect(
        try await all { try $0.wantedPapers(behind: $1, limit: 2).map(\.paper.id) } == [
          papers[3], papers[1], papers[4], papers[2], papers[0],
        ])
    }
  }

  @Test(arguments: Engine.allCases)
  func `The papers of a venue without a year are listed page by page, and counted`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      var papers: [RowID] = []
      for number in 1...5 {
        papers.append(try await scratch.paper("arxiv:1706.0000\(number)", venue: "NeurIPS", year: number == 3 ? 2017 : nil))
      }
      try await scratch.paper("arxiv:1706.00009", venue: "ICML")
      let undated = [papers[0], papers[1], papers[3], papers[4]]
      let first = try await scratch.read { try $0.papers(venue: "neurips", year: nil, limit: 3).map(\.id) }
      let rest = try await scratch.read { try $0.papers(venue: "neurips", year: nil, behind: undated[2], limit: 3).map(\.id) }
      #expect(first + rest == undated)
      let head = try await scratch.read { try $0.papers(venue: "neurips", year: nil, after: nil, limit: 1).map(\.id) }
      let tail = try await scratch.read { try $0.papers(venue: "neurips", year: nil, after: undated[0], limit: 9).map(\.id) }
      #expect(head + tail == undated)
      #expect(try await scratch.read { try $0.papersWithoutYear(ofVenue: "neurips") } == 4)
      #expect(try await scratch.read { try $0.papersWithoutYear(ofVenue: "none") } == 0)
      #expect(try await scratch.read { try $0.years(ofVenue: "neurips").map(\.papers) } == [1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Topics go on behind the last one of a page`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      for (number, names) in [["cs.CL", "cs.LG"], ["cs.LG"], ["math.AG"]].enumerated() {
        let paper = try Drafts.paper(["arxiv:1706.0000\(number + 1)"])
        var statement = PaperStatement(source: "arxiv", paper: paper)
        statement.topics = names.compactMap { Topic(category: $0) }
        let (made, room) = (statement, Drafts.roomName(paper))
        try await scratch.write { _ = try $0.insertPaper(made, room: Drafts.local(room, .paper)) }
      }
      let first = try await scratch.read { try $0.topics(limit: 2) }
      let rest = try await scratch.read { try $0.topics(behind: first.last?.key, limit: 2) }
      #expect(first.map(\.slug) == ["cs.LG", "cs.CL"] && rest.map(\.slug) == ["math.AG"])
    }
  }
}
