import Domain
import LocalPostgres
import SQL
import Testing

@testable import Store

@Suite struct SearchTests {
  /// Papers by the identifiers of their titles' first letters, added in this order.
  private static let papers: [(title: String, authors: [String], venue: String?, year: Int?, abstract: String?)] = [
    (
      "Attention Is All You Need", ["Ashish Vaswani", "Noam Shazeer"], "NeurIPS", 2017,
      "We propose the Transformer, a network of self-attention."
    ),
    (
      "Neural Machine Translation by Jointly Learning to Align", ["Dzmitry Bahdanau"], "ICLR", 2015,
      "An attention mechanism over the source."
    ),
    (
      "Deep Residual Learning for Image Recognition", ["Kaiming He"], "CVPR", 2016,
      "Residual networks are easier to optimize. Deeper learning."
    ),
    (
      "Learning with Kernels", ["Bernhard Sch\u{f6}lkopf", "Alexander Smola"], nil, 2002,
      "Support vector machines in $\\ell_1$ and $L^2$."
    ),
    ("Deep Learning", ["Yann LeCun", "Yoshua Bengio"], "Nature", 2015, nil),
    (
      "\u{6df1}\u{5ea6}\u{5b66}\u{7fd2}\u{5165}\u{95e8}", ["\u{658e}\u{85e4}\u{5eb7}\u{6bc5}"], nil, nil,
      "Deep, and then learning."
    ),
  ]

  private func library(_ scratch: Scratch) async throws -> [RowID] {
    var ids: [RowID] = []
    for (number, paper) in Self.papers.enumerated() {
      let draft = try PaperDraft(
        title: paper.title, authors: paper.authors, venue: paper.venue, year: paper.year, abstract: paper.abstract,
        identifiers: ["10.1000/paper.\(number)"]
      ).validated()
      ids.append(
        try await scratch.write {
          try $0.insertPaper(
            draft, room: Drafts.local("doi_\(number)", .paper), source: "local", learnedFrom: number == 5 ? "far.example" : nil)
        })
    }
    return ids
  }

  private func found(_ query: String, _ filter: SearchFilter = SearchFilter(), in scratch: Scratch, _ ids: [RowID]) async throws
    -> [Int]
  {
    let page = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: query), filter) }
    #expect(page.count == page.hits.count && !page.isCut)
    return page.hits.compactMap { hit in ids.firstIndex(of: hit.id) }
  }

  /// What is typed, and the papers that are found, best first.
  private static let searches: [(String, [Int])] = [
    ("attention", [0, 1]), ("ATTENTION", [0, 1]), ("attention transformer", [0]), ("atten*", [0, 1]), ("tenti*", []),
    ("\"deep learning\"", [4]), ("deep learning", [4, 2, 5]), ("learning deep", [4, 2, 5]), ("\"learning deep\"", []),
    ("title:learning", [4, 3, 2, 1]), ("title:learning -title:deep", [3, 1]), ("title:\"deep learning\"", [4]),
    ("title:\"deep recognition\"", []), ("learning -deep", [3, 1]), ("learning -\"deep learning\"", [3, 2, 1, 5]),
    ("schoelkopf", []), ("scholkopf", [3]), ("Scho\u{308}lkopf", [3]), ("author:smola", [3]), ("author:learning", []),
    ("\"vaswani noam\"", []), ("\"noam shazeer\"", [0]), ("author:\"yoshua bengio\"", [4]), ("venue:nature", [4]),
    ("venue:cvpr", [2]), ("year:2015", [4, 1]), ("year:2015-2017", [4, 2, 1, 0]), ("year:1990-2199", [4, 3, 2, 1, 0]),
    ("-year:2015", [5, 3, 2, 0]), ("learning year:2010-2019 -venue:cvpr", [4, 1]),
    ("self-attention", [0]), ("\"self attention\"", [0]), ("attention-self", []), ("self", [0]), ("$\\ell_1$", [3]), ("ell", [3]),
    ("l 2", [3]),
    ("\u{5b66}\u{7fd2}", [5]), ("\u{7fd2}\u{5b66}", []), ("\u{6df1}\u{5ea6}", [5]), ("author:\u{85e4}\u{5eb7}", [5]),
    ("10.1000/paper.3", [3]), ("from:far.example", [5]), ("from:here deep", [4, 2]), ("-from:here", [5]),
    ("from:nowhere.example", []),
    ("by:nobody", []), ("tag:none", []), ("is all", [0]), ("the", []), ("-attention", [5, 4, 3, 2]), ("nothing like this", []),
    ("_all", [0]),
    ("marks:all", []), ("_noted", []), ("_y2017", []), ("'deep' & !learn:*", [4, 2, 5]), ("deep\" OR \"kernels", []),
  ]

  @Test(arguments: Engine.allCases)
  func `Papers are found by words, phrases, beginnings and fields, the best first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ids = try await library(scratch)
      for (query, expected) in Self.searches {
        let found = try await found(query, in: scratch, ids)
        #expect(found == expected, "\(query)")
      }
      let nothing = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "  -- ")) }
      #expect(nothing.count == 0 && nothing.hits.isEmpty)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Filters narrow a search, and stand by themselves`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ids = try await library(scratch)
      let learning = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "learning")) }
      #expect(learning.venues.map(\.key) == ["cvpr", "iclr", "nature"] && learning.years.map(\.year) == [2016, 2015, 2002])
      #expect(learning.years.map(\.papers) == [1, 2, 1])
      for (filter, expected) in [
        (SearchFilter(venue: "nature"), [4]), (SearchFilter(year: 2015), [4, 1]), (SearchFilter(venue: "iclr", year: 2015), [1]),
        (SearchFilter(venue: "iclr", year: 2016), []), (SearchFilter(origin: .here), [4, 3, 2, 1]),
        (SearchFilter(origin: .host("far.example")), [5]), (SearchFilter(venue: "x' | _all"), []),
      ] {
        #expect(try await found("learning", filter, in: scratch, ids) == expected, "\(filter)")
      }
      #expect(try await found("", SearchFilter(year: 2015), in: scratch, ids) == [4, 1])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A paper with summaries that are liked comes before its like`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (older, newer) = (try await scratch.paper("arxiv:1801.00001"), try await scratch.paper("arxiv:1801.00002"))
      func order() async throws -> [RowID] {
        try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "arxiv 1801")).hits.map(\.id) }
      }
      #expect(try await order() == [newer, older])
      let ada = try await scratch.person("ada")
      let post = try await scratch.post(by: ada, .summary, paper: older)
      #expect(try await order() == [older, newer])
      try await scratch.write { try $0.setState(of: ada.id, .suspended) }
      #expect(try await order() == [newer, older], "what is hidden raises nothing")
      try await scratch.write { try $0.setState(of: ada.id, .active) }
      try await scratch.write { try $0.erasePost(post) }
      #expect(try await order() == [newer, older])
    }
  }

  @Test(arguments: Engine.allCases)
  func `The index follows every change of a summary and of who wrote it`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ids = try await library(scratch)
      let (ada, zoe) = (try await scratch.person("ada"), try await scratch.stranger("zoe"))
      func count(_ query: String) async throws -> [Int] {
        try await scratch.read { transaction in
          let query = SearchQuery(parsing: query)
          return [
            try transaction.searchPapers(query).count, try transaction.searchSummaries(query).count,
            try transaction.searchPeople(query).count,
          ]
        }
      }
      #expect(try await count("zoe") == [0, 0, 0], "who wrote nothing here is not listed")
      #expect(try await count("ada") == [0, 0, 1])
      let mine = try await scratch.post(by: ada, .summary, paper: ids[0])
      let theirs = try await scratch.post(by: zoe, .summary, paper: ids[1])
      #expect(try await count("zoe") == [0, 0, 1])
      #expect(try await count("transformer") == [1, 0, 0], "an abstract is the paper's")
      #expect(try await count("vaswani") == [1, 1, 0])
      #expect(try await count("venue:neurips") == [1, 1, 0])
      #expect(try await count("by:ada") == [1, 1, 1])
      #expect(try await count("by:@zoe@far.example") == [1, 1, 1])
      #expect(try await count("-by:ada") == [5, 1, 1])
      #expect(try await count("from:far.example") == [1, 1, 1])
      try await scratch.write { transaction in
        var edit = PostEdit(
          title: "On heads", tldr: "A short word.", source: nil,
          html:
            "<p>Look at <em>multi</em>head &amp; <math><mi>Q</mi><annotation encoding=\"application/x-tex\">QK^T</annotation></math>"
            + "<code>soft</code>max</p>", language: nil, updatedAt: transaction.now)
        edit.hashtags = ["nlp", "\u{fc}ber"]
        try transaction.updatePost(mine, edit)
      }
      for (query, isFound) in [
        ("multihead", true), ("softmax", false), ("qk", true), ("mi", false), ("amp", false), ("heads", true), ("tag:nlp", true),
        ("tag:UBER", true), ("short", true), ("title:heads", true), ("title:attention", true), ("code", false),
      ] {
        #expect(try await count(query)[1] == (isFound ? 1 : 0), "\(query)")
      }
      try await scratch.write {
        try $0.updateProfile(of: ada.id, displayName: "Augusta", bioSource: "", bioHTML: "<p>Countess</p>")
      }
      #expect(try await count("augusta") == [0, 0, 1])
      #expect(try await count("countess") == [0, 0, 1])
      #expect(try await count("by:augusta") == [1, 1, 1])
      var renewed = try Drafts.remote("zoe", at: "far.example")
      renewed.displayName = "Zenobia"
      _ = try await scratch.write { [renewed] in try $0.upsertRemoteActor(renewed, keys: []) }
      #expect(try await count("zenobia") == [0, 0, 1])
      try await scratch.write { try $0.erasePost(theirs) }
      #expect(try await count("zenobia") == [0, 0, 0])
      #expect(try await count("by:zoe") == [0, 0, 0])
      #expect(try await count("bahdanau") == [1, 0, 0])
      try await scratch.write { try $0.erasePerson(ada.id) }
      #expect(try await count("augusta") == [0, 0, 0])
      #expect(try await count("ada") == [0, 0, 0])
      #expect(try await count("heads") == [0, 0, 0])
      try await scratch.write { try $0.addIdentifiers([try PaperIdentifier(parsing: "arxiv:1706.03762")], to: ids[0]) }
      #expect(try await count("1706.03762")[0] == 1)
      try await scratch.write { try $0.removePaperFromSearch(ids[0]) }
      #expect(try await count("1706.03762")[0] == 0)
      try await scratch.write { try $0.indexPaper(ids[0]) }
      #expect(try await count("1706.03762")[0] == 1)
    }
  }

  @Test(arguments: Engine.allCases)
  func `What was stored before the index is taken in piece by piece, and again where words are folded anew`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ids = try await library(scratch)
      let zoe = try await scratch.stranger("zoe")
      try await scratch.post(by: zoe, .summary, paper: ids[0])
      try await scratch.post(by: try await scratch.stranger("yan"), .note)
      func all() async throws -> [Int] {
        try await scratch.read { transaction in
          let query = SearchQuery(parsing: "-nothing")
          return [
            try transaction.searchPapers(query).count, try transaction.searchSummaries(query).count,
            try transaction.searchPeople(query).count,
          ]
        }
      }
      #expect(try await all() == [6, 1, 1])
      #expect(try await scratch.read { try $0.isSearchComplete() })
      for start in ["UPDATE search_progress SET next_id = 0 -- test", "UPDATE search_progress SET version = 0 -- test"] {
        try await scratch.database.writeAlone { sql in
          for section in SearchSection.allCases { _ = try sql.execute("DELETE FROM \(section.table) -- test") }
          _ = try sql.execute(start)
        }
        #expect(try await all() == [0, 0, 0])
        var pieces = 0
        while try await scratch.write({ try $0.indexPiece(limit: 2) }) > 0 { pieces += 1 }
        #expect(pieces > 5 && pieces < 40)
        #expect(try await all() == [6, 1, 1], "\(start)")
        #expect(try await scratch.read { try $0.isSearchComplete() })
        #expect(try await scratch.write { try $0.indexPiece() } == 0)
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `Where more match than are ranked, titles and papers with summaries are not crowded out`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      func add(_ number: Int, _ title: String, _ abstract: String) async throws -> RowID {
        let draft = try PaperDraft(title: title, authors: ["A. Author"], abstract: abstract, identifiers: ["10.1000/\(number)"])
          .validated()
        return try await scratch.write {
          try $0.insertPaper(draft, room: Drafts.local("doi_\(number)", .paper), source: "local")
        }
      }
      let titled = try await add(1, "On words that are common", "None.")
      let noted = try await add(2, "Something else", "It is common.")
      try await scratch.post(by: try await scratch.person("ada"), .summary, paper: noted)
      let forgotten = try await add(3, "Another", "It is common.")
      let drafts = try (10..<(10 + SearchLimits.newest)).map { number in
        try PaperDraft(title: "Paper \(number)", authors: ["A"], abstract: "Common, too.", identifiers: ["10.1000/\(number)"])
          .validated()
      }
      try await scratch.write { transaction in
        for (number, draft) in drafts.enumerated() {
          _ = try transaction.insertPaper(draft, room: Drafts.local("more_\(number)", .paper), source: "local")
        }
      }
      let first = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "common")) }
      #expect(first.isCut && first.count == SearchLimits.newest + 2)
      #expect(first.hits.prefix(2).map(\.id) == [titled, noted] && first.hits.count == SearchLimits.pageSize)
      var seen: [RowID] = []
      var place: SearchPlace?
      repeat {
        let behind = place
        let page = try await scratch.read { try $0.searchPapers(SearchQuery(parsing: "common"), behind: behind) }
        seen += page.hits.map(\.id)
        place = page.next
        #expect(page.next.flatMap { SearchPlace($0.text) } == page.next)
      } while place != nil
      #expect(seen.count == first.count && Set(seen).count == seen.count && !seen.contains(forgotten))
    }
  }

  @Test(arguments: Engine.allCases)
  func `A word said without end, and a text without end, are indexed`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let paper = try await scratch.paper("arxiv:1801.00001")
      var draft = try Drafts.post(by: ada, .summary, paper: paper, id: "s", at: scratch.now)
      draft.source = String(repeating: "again ", count: 3_000) + "then " + (0..<20_000).map { "w\($0)" }.joined(separator: " ")
      let (finished, id) = (draft, scratch.store.ids.next())
      try await scratch.write { try $0.insertPost(finished, id: id) }
      for (query, count) in [
        ("again", 1), ("\"again again\"", 1), ("then", 1), ("\"again then\"", 0), ("\"then w0 w1\"", 1), ("w5000", 1),
        ("w19999", 0),
      ] {
        #expect(try await scratch.read { try $0.searchSummaries(SearchQuery(parsing: query)).count } == count, "\(query)")
      }
    }
  }
}
