import Domain
import LocalPostgres
import Store
import Testing

@Suite struct PrivateSummaryTests {
  private static func text(_ source: String) -> PrivateText {
    PrivateText(title: "T", tldr: "", source: source, html: "<p>\(source)</p>", language: "en")
  }

  @Test(arguments: Engine.allCases)
  func `A private summary is kept once for each person and paper, is found by its link, and goes with its writer`(
    on engine: Engine
  ) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      var papers: [RowID] = []
      for number in 1...3 { papers.append(try await scratch.paper("arxiv:1801.0000\(number)")) }
      let all = papers
      try await scratch.write { transaction throws in
        for paper in all { try transaction.keepPrivateSummary(of: paper, by: ada.id, Self.text("first")) }
        #expect(try transaction.setLink(ofPrivateSummaryOf: all[0], by: ada.id, hash: [1]))
        #expect(try !transaction.setLink(ofPrivateSummaryOf: all[0], by: bob.id, hash: [2]))
        try transaction.keepPrivateSummary(of: all[0], by: ada.id, Self.text("second"))
      }
      let (linked, first, rest, none) = try await scratch.read { transaction throws in
        (
          try transaction.privateSummary(linkHash: [1]), try transaction.privateSummaries(by: ada.id, limit: 2),
          try transaction.privateSummaries(by: ada.id, before: all[1], limit: 2),
          try transaction.privateSummaries(by: bob.id, limit: 2)
        )
      }
      #expect(linked?.text == Self.text("second") && linked?.hasLink == true, "an edit keeps the link")
      #expect(first.map(\.paperID) == [all[2], all[1]] && rest.map(\.paperID) == [all[0]] && none == [])
      try await scratch.write { transaction throws in
        #expect(try transaction.erasePrivateSummary(of: all[2], by: ada.id))
        #expect(try !transaction.erasePrivateSummary(of: all[2], by: ada.id))
        try transaction.erasePerson(ada.id)
      }
      #expect(try await scratch.integers("SELECT count(*) FROM private_summary") == [0])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A sealed link is stored once, replaced only where it is as it was read, and put off by one process`(
    on engine: Engine
  ) async throws {
    try await Scratch.use(engine) { scratch in
      let now = scratch.now
      let row = PseudonymRow(id: RowID(5), place: [1], voice: nil, link: "a", waiting: "w", dueAt: now)
      try await scratch.write { transaction throws in
        #expect(try transaction.insertPseudonym(row))
        #expect(try !transaction.insertPseudonym(row))
        let other = PseudonymRow(id: RowID(6), place: [1], voice: nil, link: "b", waiting: nil, dueAt: nil)
        #expect(try !transaction.insertPseudonym(other), "two at one place")
      }
      #expect(try await scratch.read { try $0.duePseudonyms(limit: 5) } == [row])
      let later = now.adding(seconds: 60)
      try await scratch.write { transaction throws in
        #expect(try transaction.postponePseudonym(row.id, from: now, to: later))
        #expect(try !transaction.postponePseudonym(row.id, from: now, to: later))
      }
      #expect(try await scratch.read { try $0.duePseudonyms(limit: 5) } == [])
      let latter = PseudonymRow(id: RowID(7), place: [1], voice: [2], link: "c", waiting: nil, dueAt: nil)
      try await scratch.write { transaction throws in
        #expect(try transaction.replacePseudonym(row, by: latter))
        #expect(try !transaction.replacePseudonym(row, by: latter))
      }
      try await scratch.write { try $0.setSetting("master_key", "0123456789abcdef") }
      await #expect(throws: StoreError.masterKeyChanged) {
        try await scratch.write {
          try $0.insertPseudonym(PseudonymRow(id: RowID(9), place: [9], voice: nil, link: "v1.other.x", waiting: nil, dueAt: nil))
        }
      }
      let found = try await scratch.read { transaction throws in
        [
          try transaction.pseudonym(RowID(7)), try transaction.pseudonym(place: [1]), try transaction.pseudonym(voice: [2]),
          try transaction.sealedPseudonyms(limit: 5).first,
        ]
      }
      #expect(found == [latter, latter, latter, latter])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A summary that comes to more or fewer readers is counted and found accordingly`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let paper = try await scratch.paper("arxiv:1801.00001", venue: "NeurIPS", year: 2017)
      let post = try await scratch.post(by: ada, .summary, .unlisted, paper: paper, id: "s")
      func state() async throws -> [Int] {
        try await scratch.read { transaction throws in
          [
            try transaction.venues().first?.summaries ?? -1, try transaction.recentSummaries(limit: 5).count,
            try transaction.searchSummaries(SearchQuery(parsing: "-absent")).count,
          ]
        }
      }
      #expect(try await state() == [0, 0, 0])
      for (visibility, count) in [(Visibility.public, 1), (.public, 1), (.unlisted, 0), (.public, 1)] {
        try await scratch.write { try $0.setVisibility(of: post, to: visibility) }
        #expect(try await state() == [count, count, count])
      }
    }
  }
}
