import Testing

@testable import Catalog
@testable import JSON

/// RIS and CSL-JSON.
@Suite struct ListFormatTests {
  @Test("RIS is read, also with the spacing that some write and without ends")
  func ris() throws {
    let one = try #require(try Recordings.records("crossref.ris").first)
    #expect(one.ids == ["doi:10.7554/elife.01567"] && one.names.first == "Martial Sankar" && one.year == 2014)
    #expect(one.venue?.name == "eLife" && one.venue?.issns == ["2050084X"] && one.type == .article)
    let broken = try #require(try Recordings.records("ris_bug.ris").first)
    #expect(broken.ids == ["doi:10.17918/ernk-6431"] && broken.type == .book && broken.publisher == "Drexel University")
    let thesis = try #require(try Recordings.records("pure.ris").first)
    #expect(thesis.subtitle?.hasPrefix("from city") == true && thesis.isbns == ["9789038645032"] && thesis.type == .thesis)
    let text = "TY  - CPAPER\nTI  - A long\n title\nAU  - One, A.\nTY  - JOUR\nT1  - B\nER  - \nstray\nAU  - nobody\n"
    let (records, complaints) = try RecordReader.records(in: Array(text.utf8))
    #expect(records.map(\.title) == ["A long title", "B"] && complaints.count == 1)
  }

  @Test("CSL-JSON is read as one object, an array or items, with dates of numbers or texts")
  func csl() throws {
    let one = try #require(try Recordings.records("citeproc.json").first)
    #expect(one.ids == ["doi:10.5438/4k3m-nyvg"] && one.names == ["Martin Fenner"] && one.published?.iso == "2016-12-20")
    let text = """
      {"items":[{"id":"a","title":["In arrays"],"issued":{"date-parts":[["2016","5"]]},"author":[{"family":"Beethoven",
      "non-dropping-particle":"van","given":"Ludwig"},{"literal":"A Group"}]},{"id":"empty"},7]}
      """
    let (records, complaints) = try RecordReader.records(in: Array(text.utf8))
    #expect(records.map(\.title) == ["In arrays"] && complaints.count == 2 && records[0].published?.iso == "2016-05")
    #expect(records[0].names == ["Ludwig van Beethoven", "A Group"])
    #expect(throws: CatalogError.self) { try RecordReader.records(in: Array("[{\"a\":1,\"a\":2}]".utf8)) }
  }

  @Test("What is written as RIS or CSL-JSON is read back as it was", arguments: [CatalogFormat.ris, .cslJSON])
  func roundTrip(format: CatalogFormat) throws {
    var record = BibliographicRecord(source: .bibTeX)
    record.title = "Attention\nIs All ER  - You Need"
    record.authors = [
      RecordAuthor(given: "Ashish", family: "Vaswani", orcid: "0000-0002-1825-0097"), RecordAuthor(name: "A Group"),
    ]
    record.abstract = "One.\n\nTwo $x$."
    record.venue = RecordVenue("NeurIPS", issns: ["2050-084X"])
    record.published = PartialDate(year: 2017, month: 6, day: 12)
    record.pages = "5998–6008"
    record.volume = "30"
    record.type = .inProceedings
    record.keywords = ["attention", "translation"]
    record.identify("10.1000/x")
    record.identify("1706.03762")
    record.link("https://example.org/p")
    let bytes = format == .ris ? Array(RISWriter.text([record, record]).utf8) : CSLWriter.array([record, record])
    #expect(CatalogFormat.detect(bytes) == format)
    let (records, complaints) = try RecordReader.records(in: bytes)
    let read = try #require(records.first)
    #expect(records.count == 2 && complaints.isEmpty)
    #expect(read.title == "Attention Is All ER - You Need" && read.names == record.names && read.type == record.type)
    #expect(Set(read.ids) == Set(record.ids) && read.published == record.published && read.pages == record.pages)
    #expect(read.keywords == record.keywords && read.venue?.name == "NeurIPS" && read.volume == "30")
  }

  @Test(
    "Mark-up in JSON becomes text, well-formed or not",
    arguments: [
      (
        "<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p><jats:p>Three</jats:p>",
        "One two.\n\nThree"
      ),
      ("p < 0.05 & q", "p < 0.05 & q"), ("A&amp;B &uuml;", "A&B ü"), ("<p>broken <b>bold</p>", "broken bold"),
      ("<jats:p>x <mml:math><mml:mi>y</mml:mi></mml:math></jats:p>", "x y"), ("plain", "plain"), ("<<<>>>", "<<<>>>"),
      ("<!DOCTYPE x [<!ENTITY a \"b\">]>&a;", "<!DOCTYPE x []>&a;"),
    ])
  func markup(text: String, plain: String) {
    if text.hasPrefix("<!DOCTYPE") {
      #expect(MarkupText.abstract(text)?.contains("&a;") == true)
    } else {
      #expect(MarkupText.abstract(text) == plain)
    }
  }
}
