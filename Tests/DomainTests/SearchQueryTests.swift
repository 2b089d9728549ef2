import Domain
import Testing

@Suite struct SearchQueryTests {
  private typealias Term = SearchQuery.Term

  private static func words(
    _ words: String..., isPrefix: Bool = false, in field: SearchQuery.Field? = nil, isNegative: Bool = false
  ) -> Term {
    Term(.phrase(SearchQuery.Phrase(words: words, isPrefix: isPrefix, field: field)), isNegative: isNegative)
  }

  private static let readings: [(String, [Term])] = [
    ("", []), ("   \t\n ", []), ("-", []), ("- - --", []), ("\"", []), ("\"\"", []), ("***", []), ("( ) : ;", []),
    ("Attention", [words("attention")]),
    ("deep  learning", [words("deep"), words("learning")]),
    ("deep deep Deep", [words("deep")]),
    ("\"Deep learning\"", [words("deep", "learning")]),
    ("\u{201C}Deep learning\u{201D} now", [words("deep", "learning"), words("now")]),
    ("\u{AB}deep learning\u{BB}", [words("deep", "learning")]),
    ("\"never closed", [words("never", "closed")]),
    ("neur*", [words("neur", isPrefix: true)]), ("ne*", [words("ne")]), ("*neur", [words("neur")]),
    ("ne*ur", [words("ne", "ur")]),
    ("self-attention", [words("self", "attention")]), ("self-att*", [words("self", "att", isPrefix: true)]),
    ("-gan", [words("gan", isNegative: true)]), ("--gan", [words("gan", isNegative: true)]),
    ("\u{2212}gan", [words("gan", isNegative: true)]), ("-\"deep learning\"", [words("deep", "learning", isNegative: true)]),
    ("foo - bar", [words("foo"), words("bar")]),
    ("title:Deep", [words("deep", in: .title)]), ("TITLE:\"deep learning\"", [words("deep", "learning", in: .title)]),
    ("author:\"de Freitas\"", [words("de", "freitas", in: .author)]),
    ("author:Schölk*", [words("scholk", isPrefix: true, in: .author)]),
    ("venue:NeurIPS", [words("neurips", in: .venue)]), ("by:@ada@Far.example", [words("ada", "far", "example", in: .by)]),
    ("-author:x", [words("x", in: .author, isNegative: true)]),
    ("title:", [words("title")]), ("title: deep", [words("title"), words("deep")]), ("unknown:x", [words("unknown", "x")]),
    ("http://a.example/b", [words("http", "a", "example", "b")]),
    ("year:2017", [Term(.years(2017...2017))]), ("year:2015-2018", [Term(.years(2015...2018))]),
    ("year:2015\u{2013}2018", [Term(.years(2015...2018))]), ("year:2015..2018", [Term(.years(2015...2018))]),
    ("year:2018-2015", [Term(.years(2015...2018))]), ("year:2015-", [Term(.years(2015...2200))]),
    ("year:-2018", [Term(.years(1600...2018))]), ("-year:2017", [Term(.years(2017...2017), isNegative: true)]),
    ("year:17", [words("year", "17")]), ("year:abcd", [words("year", "abcd")]), ("year:-", [words("year")]),
    ("year:2017-x", [words("year", "2017", "x")]), ("year:0000", [words("year", "0000")]),
    ("year:2015-2017-2019", [words("year", "2015", "2017", "2019")]),
    ("tag:NLP", [Term(.tag("nlp"))]), ("topic:\"Deep Learning\"", [Term(.tag("deep_learning"))]),
    ("tag:#deep-learning", [Term(.tag("deep_learning"))]),
    ("from:here", [Term(.origin(nil))]), ("from:Far.Example", [Term(.origin("far.example"))]),
    ("from:far.example:8443", [Term(.origin("far.example:8443"))]), ("from:localhost:80", [Term(.origin("localhost"))]),
    ("from:not/a/host", [words("from", "not", "a", "host")]), ("-from:here", [Term(.origin(nil), isNegative: true)]),
    ("NEAR(a b) AND OR NOT", [words("near", "a"), words("b"), words("and"), words("or"), words("not")]),
    ("a' OR 1=1;--", [words("a"), words("or"), words("1", "1")]), ("{title} : x", [words("title"), words("x")]),
    ("!a & b | (c <-> d)", [words("a"), words("b"), words("c"), words("d")]), ("\\:*", []), ("a\u{0}b", [words("a", "b")]),
    ("$\\ell_1$", [words("ell", "1")]), ("\u{6df1}\u{5ea6}", [words("\u{6df1}", "\u{5ea6}")]),
  ]

  @Test(arguments: readings.indices)
  func `A query is taken apart, and what cannot be understood is words`(index: Int) {
    let (text, terms) = Self.readings[index]
    #expect(SearchQuery(parsing: text).terms == terms, "\(text)")
  }

  @Test func `However much is typed, little of it is kept`() {
    let many = SearchQuery(parsing: (0..<400).map { "w\($0)" }.joined(separator: " "))
    #expect(many.terms.count == SearchQuery.maximumTerms && many.text.unicodeScalars.count <= SearchQuery.maximumLength)
    let dots = SearchQuery(parsing: String(repeating: "a.", count: 100_000))
    #expect(dots.phrases.allSatisfy { $0.words.count <= SearchQuery.maximumWords })
    #expect(SearchQuery(parsing: String(repeating: "e\u{301}\u{301}", count: 100_000)).phrases.first?.words.count == 1)
    #expect(SearchQuery(parsing: String(repeating: "\"", count: 100_000)).isEmpty)
  }

  @Test(
    arguments: [
      ("1706.03762", "arxiv:1706.03762"), (" arXiv:1706.03762v5 ", "arxiv:1706.03762"),
      ("https://arxiv.org/pdf/1706.03762", "arxiv:1706.03762"), ("doi:10.1109/CVPR.2016.90", "doi:10.1109/cvpr.2016.90"),
      ("https://unknown.example/x", "url:https://unknown.example/x"), ("attention", nil), ("unknown.example/x", nil),
      ("attention is all you need", nil), ("self-attention", nil), ("2017", nil),
    ])
  func `A query that is an identifier or an address is told from words`(text: String, identifier: String?) {
    #expect(SearchQuery(parsing: text).identifier?.canonical == identifier)
  }

  @Test(
    arguments: [
      ("@ada@far.example", "@ada@far.example"), ("ada@far.example", "@ada@far.example"),
      ("acct:ada@far.example", "@ada@far.example"),
      ("ada", nil), ("@ada", nil), ("mail me at ada@far.example", nil), ("https://far.example/@ada", nil),
    ])
  func `A query that is a handle is told from words`(text: String, handle: String?) {
    #expect(SearchQuery(parsing: text).handle?.display == handle)
  }
}

@Suite struct SearchWordsTests {
  @Test(
    arguments: [
      ("Attention Is All You Need", "attention is all you need"), ("Sch\u{f6}lkopf", "scholkopf"),
      ("Scho\u{308}lkopf", "scholkopf"),
      ("STRA\u{df}E stra\u{1e9e}e strasse", "strasse strasse strasse"), ("\u{141}\u{f3}d\u{17a}", "lodz"),
      ("\u{c5}ngstr\u{f6}m \u{212b}", "angstrom a"),
      ("\u{1ec7} e\u{302}\u{323}", "e e"), ("Poincar\u{e9}\u{2019}s", "poincare s"), ("\u{fb01}nite", "finite"),
      ("\u{ff21}\u{ff42}\u{ff11}", "ab1"),
      ("soft\u{ad}hyphen zero\u{200d}width", "softhyphen zerowidth"), ("self-attention GPT-4 C++", "self attention gpt 4 c"),
      ("$\\alpha_t^{2}$ and $\\ell_1$", "alpha t 2 and ell 1"),
      (
        "\u{3b1}-\u{3ac}\u{3bb}\u{3c6}\u{3b1} \u{39f}\u{394}\u{39f}\u{3a3}",
        "\u{3b1} \u{3b1}\u{3bb}\u{3c6}\u{3b1} \u{3bf}\u{3b4}\u{3bf}\u{3c3}"
      ),
      (
        "\u{419}\u{43e}\u{433}\u{430} \u{438}\u{306}\u{43e}\u{433}\u{430}",
        "\u{438}\u{43e}\u{433}\u{430} \u{438}\u{43e}\u{433}\u{430}"
      ),
      ("\u{6df1}\u{5ea6}\u{5b66}\u{7fd2}\u{306e}AI", "\u{6df1} \u{5ea6} \u{5b66} \u{7fd2} \u{306e} ai"),
      ("\u{661}\u{662}\u{663}", "123"),
      ("\u{301}\u{302} a", "a"), ("\u{1F989}\u{FFFD}", ""), ("snake_case", "snake case"), ("\u{2460}\u{b2}", ""),
      ("\u{0643}\u{0650}\u{062a}\u{0627}\u{0628}", "\u{0643}\u{062a}\u{0627}\u{0628}"),
    ])
  func `Words are folded the same however they are written`(text: String, words: String) {
    let found = SearchWords.folded(text).joined(separator: " ")
    #expect(found.unicodeScalars.elementsEqual(words.unicodeScalars), "\(found)")
  }

  @Test func `Both spellings of Unicode give the same bytes`() {
    // A Korean syllable and the letters it is made of; a kana with its voice mark in one and in two.
    for (one, other) in [
      ("\u{d55c}\u{ae00}", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"), ("\u{304c}", "\u{304b}\u{3099}"),
    ] {
      let (first, second) = (SearchWords.folded(one), SearchWords.folded(other))
      #expect(
        first.count == second.count && zip(first, second).allSatisfy { $0.utf8.elementsEqual($1.utf8) }, "\(first) \(second)")
    }
    #expect(SearchWords.folded("\u{304c}") != SearchWords.folded("\u{304b}"), "a voiced kana is another one")
  }

  @Test func `A word without end is cut, and its place in the text is the whole`() {
    let text = String(repeating: "long", count: 1_000)
    let words = SearchWords.list(in: text + " end")
    #expect(words.count == 2 && words.first.map { $0.text.utf8.count <= 96 } == true)
    #expect(words.first.map { String(text[$0.range]) == text } == true)
  }
}

@Suite struct SearchMarksTests {
  private static func shown(_ pieces: [SearchPiece]) -> String {
    pieces.map { $0.isHit ? "[\($0.text)]" : $0.text }.joined()
  }

  @Test(
    arguments: [
      ("attention", "Attention, please: ATTENTION!", "[Attention], please: [ATTENTION]!"),
      ("\"deep learning\"", "Deep learning, learning deep", "[Deep] [learning], learning deep"),
      ("self-att*", "self-attention and attention", "[self]-[attention] and attention"),
      ("scholkopf", "B. Sch\u{f6}lkopf, Scho\u{308}lkopf.", "B. [Sch\u{f6}lkopf], [Scho\u{308}lkopf]."),
      ("-attention deep", "deep attention", "[deep] attention"), ("year:2017", "2017", "2017"), ("by:ada", "ada", "ada"),
      ("\u{5b66}\u{7fd2}", "\u{6df1}\u{5ea6}\u{5b66}\u{7fd2}", "\u{6df1}\u{5ea6}[\u{5b66}][\u{7fd2}]"), ("x", "", ""),
      ("b", "<b>&b", "<[b]>&[b]"),
    ])
  func `What was looked for is found in a text`(query: String, text: String, expected: String) {
    let pieces = SearchMarks(SearchQuery(parsing: query)).pieces(of: text)
    #expect(Self.shown(pieces) == expected)
    #expect(pieces.map(\.text).joined() == text)
  }

  @Test func `An excerpt shows where most of it stands, and is short`() {
    let filler = (0..<200).map { "word\($0)" }.joined(separator: " ")
    let text = "deep \(filler) deep learning is deep \(filler)"
    let shown = Self.shown(SearchMarks(SearchQuery(parsing: "deep learning")).excerpt(of: text))
    #expect(shown.contains("[deep] [learning] is [deep]") && shown.hasPrefix("… ") && shown.hasSuffix(" …"))
    #expect(shown.split(separator: " ").count <= 44)
    #expect(Self.shown(SearchMarks(SearchQuery(parsing: "absent")).excerpt(of: "A short text.")) == "A short text.")
    #expect(SearchMarks(SearchQuery(parsing: "x")).excerpt(of: "…").isEmpty)
  }
}
