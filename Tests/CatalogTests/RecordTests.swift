import Testing

@testable import Catalog
@testable import Domain

@Suite struct RecordTests {
  static let dates: [(String, String?)] = [
    ("2016-05-26T17:59:46Z", "2016-05-26"), ("2018/4/25", "2018-04-25"), ("2016-05", "2016-05"), ("2016", "2016"),
    ("May 2016", "2016-05"), ("1990 Spring", "1990"), ("Mon, 26 May 2014 10:00:00 GMT", "2014-05-26"),
    ("12 Sept 2003", "2003-09-12"),
    ("2016-13-40", "2016"), ("in press", nil), ("", nil), ("99999", nil), ("2000 Nov-Dec", "2000-11"),
  ]

  @Test("A date is read as exactly as it is stated", arguments: dates)
  func date(text: String, iso: String?) { #expect(PartialDate(parsing: text)?.iso == iso) }

  @Test(
    "An ORCID is taken in any spelling if its check digit is right",
    arguments: [
      ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"), ("0000000218250097", "0000-0002-1825-0097"),
      ("0000-0002-1694-233x", "0000-0002-1694-233X"), ("0000-0002-1825-0098", nil), ("0000-0002-1825-009", nil), ("", nil),
      ("0000-0002-1825-00977777777777777777", nil),
    ] as [(String, String?)])
  func orcid(text: String, number: String?) { #expect(ORCID.read(text) == number) }

  @Test("A record becomes a paper, what is too long cut and the volume's number left aside")
  func paper() throws {
    var record = BibliographicRecord(source: .bibTeX)
    record.title = String(repeating: "ü", count: 600)
    record.authors = (0..<300).map { RecordAuthor(given: "A\($0)", family: "B") }
    record.abstract = String(repeating: "ü", count: 20_000)
    record.published = PartialDate(year: 2016)
    record.type = .inProceedings
    record.identify("10.1109/CVPR.2016.90")
    record.identify("ISBN 978-0-262-03561-3")
    record.identify("https://example.org/paper#top")
    let paper = try record.paper()
    #expect(paper.title.count == 500 && paper.authors.count == 200)
    #expect((paper.abstract?.utf8.count ?? 0) <= 20_000 && paper.abstract?.hasSuffix("ü…") == true)
    #expect(paper.identifiers.map(\.canonical) == ["doi:10.1109/cvpr.2016.90"])
    #expect(record.isbns == ["9780262035613"] && paper.url == "https://example.org/paper#top")
  }

  @Test("A record without title, author or identifier is no paper, and says why")
  func refused() {
    var record = BibliographicRecord(source: .ris)
    func field() -> DomainError.Field? {
      do throws(DomainError) { _ = try record.paper() } catch { return error.field }; return nil
    }
    #expect(field() == .title)
    record.title = "A title"
    #expect(field() == .authors)
    record.authors = [RecordAuthor(name: "Ada Lovelace")]
    #expect(field() == .identifiers)
    record.link("https://example.org/a")
    #expect(field() == nil)
  }

  @Test("Text is folded to one line without control characters, and no run of marks is longer than thirty")
  func tidying() {
    #expect(tidied(" a\n\t b\u{0}\u{7}c\u{A0}d\u{FEFF} ") == "a bc d")
    #expect(tidied("e" + String(repeating: "\u{301}", count: 90)).unicodeScalars.count == 31)
    #expect(tidied(String(repeating: "ü", count: 10), limit: 7).utf8.count == 6)
    #expect(decodedText([0x4B, 0xF6, 0x6C, 0x6E, 0x96]) == "Köln–")
    #expect(decodedText([0xEF, 0xBB, 0xBF, 0x41]) == "A")
  }

  @Test("A paper goes out in every format and comes back as the same paper", arguments: [CatalogFormat.bibTeX, .ris, .cslJSON])
  func export(format: CatalogFormat) throws {
    let paper = try Paper(
      title: "Bäume & Graphen in $O(n)$",
      authors: ["Ludwig van Beethoven", "Ada Lovelace", "The ATLAS Collaboration of Many People at CERN"],
      venue: VenueReference(named: "Journal of Trees"), year: 2016, abstract: "One.\n\nTwo.",
      identifiers: [PaperIdentifier(parsing: "10.1000/a_b"), PaperIdentifier(parsing: "1706.03762")])
    let record = BibliographicRecord(paper: paper)
    #expect(record.authors.map(\.family) == ["van Beethoven", "Lovelace", nil] && record.type == .article)
    let bytes: [UInt8] =
      switch format {
      case .bibTeX: Array(BibTeXWriter(letters: .tex).text([record]).utf8)
      case .ris: Array(RISWriter.text([record]).utf8)
      default: CSLWriter.array([record])
      }
    let read = try #require(try RecordReader.records(in: bytes).records.first?.paper())
    #expect(read.title == paper.title && read.authors == paper.authors && read.year == paper.year)
    #expect(read.identifiers == paper.identifiers && read.venue == paper.venue)
  }
}
