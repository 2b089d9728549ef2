import Testing

@testable import Catalog

@Suite struct BibTeXTests {
  static let spellings: [(String, String)] = [
    ("Sch{\\\"o}nhage", "Schönhage"), ("Sch\\\"onhage", "Schönhage"), ("{\\\"{o}}", "ö"), ("\\\"{\\i}", "ï"), ("\\'{\\i}", "í"),
    ("na{\\\"\\i}ve", "naïve"), ("\\c{c}a", "ça"), ("{\\c c}", "ç"), ("{\\aa}ngstr{\\o}m", "ångstrøm"), ("Stra{\\ss}e", "Straße"),
    ("\\v{S}\\H{o}\\k{a}\\u{g}\\r{u}\\.{z}\\={e}\\d{a}\\b{d}", "Šőąğůżēạḏ"), ("{\\L}ód\\'z", "Łódź"), ("\\'{\\^e}", "ế"),
    ("\\'q", "q\u{301}"), ("a--b---c", "a–b—c"), ("``x'' ~y", "“x”  y"), ("50\\% \\& \\_ \\# \\$", "50% & _ # $"),
    ("$O(n^2)$ {BERT}", "$O(n^2)$ BERT"), ("\\(x\\)", "$x$"), ("$$x$$", "$x$"), ("\\(a \\(b\\)", "(a $b$"), ("\\[c", "[c"),
    ("costs $5", "costs $5"),
    ("\\emph{very} \\LaTeX{} x", "very LaTeX x"),
    ("\\url{http://a.b/~c}", "http://a.b/ c"), ("\\href{http://a.b}{text}", "text"), ("\\", ""), ("{", ""), ("\\\"", ""),
    ("$", "$"),
    ("\\'{", ""), ("caf\\'e", "café"), ("\\textendash\\ x", "– x"), ("\\O re", "Øre"), ("{\\relax o}", "o"),
  ]

  @Test("LaTeX's accents and signs become letters, formulas stay", arguments: spellings)
  func latex(source: String, text: String) {
    // ế is composed of two accents here; equality of Swift's strings is canonical, as wanted.
    #expect(LaTeXText.plain(source) == text)
  }

  static let people: [(String, [String])] = [
    ("Ada Lovelace and Charles Babbage", ["Lovelace|Ada", "Babbage|Charles"]), ("Knuth, Donald E.", ["Knuth|Donald E."]),
    ("Ludwig van Beethoven", ["van Beethoven|Ludwig"]), ("de la Vall{\\'e}e Poussin, Charles", ["de la Vallée Poussin|Charles"]),
    ("King, Jr., Martin Luther", ["King|Martin Luther"]), ("{The DBLP Team}", ["The DBLP Team|"]),
    ("{\\\"O}zge Alp", ["Alp|Özge"]),
    ("A and\nB and others", ["A|", "B|"]), ("Plato", ["Plato|"]), ("{Barnes and Noble} and X Y", ["Barnes and Noble|", "Y|X"]),
    ("", []),
    (" and and ", []), ("Jean-Paul {de Rooij}", ["de Rooij|Jean-Paul"]),
  ]

  @Test("Names are taken apart as BibTeX does", arguments: people)
  func takenApart(field: String, expected: [String]) {
    #expect(BibTeXNames.read(field).people.map { "\($0.family ?? $0.name)|\($0.given ?? "")" } == expected)
  }

  @Test("Strings, concatenation, months, nested braces, both brackets, comments and text between entries are read")
  func grammar() throws {
    let record = try Recordings.only(
      """
      Free text, mail@example.org {
      @comment{ @article{not, title={this}} }
      @preamble{ "x" # "y" }
      @STRING(cvpr = "Conference on " # {Computer {V}ision})
      @string{long = cvpr # " and More"}
      @InProceedings ( he16 ,
        TITLE = "Deep {Residual "Learning"}" # { for } # "{I}mages",
        booktitle = long, month = jun # "~27", year = 2016,
        author = {He, Kaiming and Zhang, Xiangyu}, pages = {770--778},
        doi = {10.1109/CVPR.2016.90}, isbn={978-0-262-03561-3},,
      )
      """)
    #expect(record.title == "Deep Residual \"Learning\" for Images" && record.key == "he16")
    #expect(record.venue?.name == "Conference on Computer Vision and More" && record.published?.iso == "2016-06")
    #expect(record.names == ["Kaiming He", "Xiangyu Zhang"] && record.pages == "770–778" && record.type == .inProceedings)
    #expect(record.ids == ["doi:10.1109/cvpr.2016.90"] && record.isbns == ["9780262035613"])
    #expect(record.raw.starts(with: "@InProceedings (".utf8) && record.raw.last == UInt8(ascii: ")"))
  }

  static let broken: [(String, Int)] = [
    ("title = {not closed,\n year = 2000,\n", 2), ("title = \"not closed,\n", 2), ("title {no equals},\n}", 2),
    ("title = ,\n}", 2),
    ("title = {a} year = 2000\n}", 2), ("title = {a},\n", 2), ("= {x}\n}", 2), ("title = {{{{a},\n}", 2),
  ]

  @Test("A broken entry is passed over with its line, and those before and behind it are kept", arguments: broken)
  func recovery(body: String, line: Int) throws {
    let text =
      "@misc{a, title={A}, doi={10.1000/a}}\n@article{bad,\n\(body)\n@misc{b, title={B}, doi={10.1000/b}}\n@misc{c, title={C}}\n"
    let (records, complaints) = try RecordReader.records(in: Array(text.utf8))
    #expect(records.compactMap(\.key) == ["a", "b", "c"])
    #expect(complaints.map(\.line) == [line])
  }

  @Test("A child takes over what its parent says, wherever that stands, and not the parent's own title")
  func crossref() throws {
    let text = """
      @inproceedings{c, crossref={P}, title={Child}, author={A B}, pages={1}}
      @proceedings{p, title={The Book}, year=1999, editor={E F}, publisher={Pub}, doi={10.1000/book}}
      @inproceedings{d, crossref={nobody}, title={Alone}}
      """
    let records = try RecordReader.records(in: Array(text.utf8)).records
    let child = try #require(records.first)
    #expect(child.title == "Child" && child.venue?.name == "The Book" && child.year == 1999 && child.publisher == "Pub")
    #expect(child.editors.map(\.name) == ["E F"] && child.identifiers.isEmpty)
    #expect(records.count == 3)
  }

  @Test("Abbreviations that double with every line are stopped")
  func doubling() throws {
    var text = "@string{a0 = {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}\n"
    for level in 1...60 { text += "@string{a\(level) = a\(level - 1) # a\(level - 1)}\n" }
    let (records, complaints) = try RecordReader.records(in: Array((text + "@misc{x, title = a5}").utf8))
    #expect(records.first?.title.utf8.count == 1_024 && !complaints.isEmpty)
  }

  @Test("Bytes at random neither stop the reader nor make it lose the entry behind them", arguments: 0..<40)
  func noise(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let alphabet = Array("@article{}\"#=,()\\ \nab$%-~'`1".utf8)
    var bytes: [UInt8] = []
    for _ in 0..<3_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append(alphabet[Int(state >> 33) % alphabet.count])
    }
    let text = bytes + Array("\n@misc{last, title={The last}, doi={10.1000/last}}\n".utf8)
    #expect(try RecordReader.records(in: text, as: .bibTeX).records.last?.key == "last")
  }

  @Test("DBLP's own export gives keys, DOIs with escaped underscores and umlauts")
  func dblp() throws {
    let records = try Recordings.records("ley.bib")
    #expect(records.count == 9)
    let one = try #require(records.first { $0.key == "DBLP:conf/gvd/Ley07" })
    #expect(one.title.hasPrefix("Datenqualität: Eine organisatorische") && one.editors.first?.name == "Hagen Höpfner")
    #expect(one.ids == ["dblp:conf/gvd/Ley07"])
    let two = try #require(records.first { $0.key == "DBLP:conf/gi/Ley97" })
    #expect(two.ids.contains("doi:10.1007/978-3-642-60831-5_34"))
    #expect(
      records.first { $0.key == "DBLP:persons/Ley95" }?.title == "DB&LP: A WWW Bibliography on Databases and Logic Programming")
    #expect(try Recordings.records("pure.bib").first?.published?.iso == "2018-04-25")
    #expect(try Recordings.records("crossref.bib").first?.licences == ["http://creativecommons.org/licenses/by/3.0/"])
  }

  @Test("What is written is read back as it was, in letters and in TeX", arguments: [BibTeXWriter.Letters.unicode, .tex])
  func roundTrip(letters: BibTeXWriter.Letters) throws {
    var record = BibliographicRecord(source: .cslJSON)
    record.title = "BERT & co: 50% of $O(n^2)$ naïve_things {a} ~ ^ \\ #1 for Łódź’s ß–test costs $5"
    record.authors = [
      RecordAuthor(given: "Özge", family: "van der Alp"), RecordAuthor(given: "Martin", family: "King", suffix: "Jr."),
      RecordAuthor(name: "The {ATLAS} & Friends Group"),
    ]
    record.venue = RecordVenue("Journal of Çiçek & Sons")
    record.published = PartialDate(year: 2016, month: 5)
    record.pages = "1–10"
    record.volume = "3"
    record.type = .article
    record.identify("10.1002/(sici)1097-4571(1998)49:8<693::aid-asi4>3.0.co;2-o")
    record.link("https://example.org/a_b?x=1&y=%20~z#top")
    let text = BibTeXWriter(letters: letters).text([record, record])
    if letters == .tex { #expect(text.contains("{\\L}{\\'{o}}d{\\'{z}}")) }
    let back = try RecordReader.records(in: Array(text.utf8))
    #expect(text.contains("title         = {{BERT} \\& co: 50\\%"), "the space after a word stands outside of its braces")
    #expect(back.complaints.isEmpty && Set(back.records.compactMap(\.key)).count == 2)
    let read = try #require(back.records.first)
    #expect(read.title == record.title && read.names == record.names && read.authors[0].family == "van der Alp")
    #expect(read.venue == record.venue && read.published == record.published && read.pages == record.pages)
    #expect(read.ids == record.ids && read.links.map(\.url) == record.links.map(\.url) && read.type == .article)
  }

  @Test(
    "Braces in a title neither end its field nor begin an entry",
    arguments: ["a } b", "a { b", "} @misc{x, title={y}", "$}{$ and $x}$", "\\} \\{", "{{{"])
  func braces(title: String) throws {
    var record = BibliographicRecord(source: .cslJSON)
    record.title = title
    record.authors = [RecordAuthor(name: "} and {")]
    record.abstract = "One.\n\n@misc{y, title={z}}"
    record.identify("10.1000/a}b{c")
    record.type = .article
    let text = BibTeXWriter().text([record])
    var depth = 0
    for byte in text.utf8.dropLast(3) {
      depth += byte == UInt8(ascii: "{") ? 1 : byte == UInt8(ascii: "}") ? -1 : 0
      #expect(depth >= 0)
    }
    let back = try RecordReader.records(in: Array(text.utf8))
    #expect(back.complaints.isEmpty && back.records.count == 1 && back.records.first?.title == title)
  }
}
