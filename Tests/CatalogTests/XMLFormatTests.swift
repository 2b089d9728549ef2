import Testing

@testable import Catalog

@Suite struct XMLFormatTests {
  @Test("The ACL Anthology's new form gives ids, names, DOI, abstract with formulas, venue and year")
  func aclNew() throws {
    let records = try Recordings.records("acl-2022.xml")
    let first = try #require(records.first)
    #expect(records.count == 2)
    #expect(first.ids == ["acl:2022.acl-long.1", "doi:10.18653/v1/2022.acl-long.1"])
    #expect(first.title == "AdapLeR: Speeding up Inference by Adaptive Length Reduction")
    #expect(first.names == ["Ali Modarressi", "Hosein Mohebbi", "Mohammad Taher Pilehvar"])
    #expect(first.pages == "1–15" && first.year == 2022 && first.published?.month == 5 && first.venue?.short == "ACL")
    #expect(first.editors.first?.family == "Muresan" && first.type == .inProceedings)
    #expect(records[1].abstract?.contains("based on ROT-$k$ ciphertexts. ROT-$k$ is") == true)
    #expect(records[1].raw.starts(with: "<paper id=\"17\">".utf8))
    #expect(try first.paper().title == first.title)
  }

  @Test("Its older form gives ids of letters, errata as corrections and revisions as versions")
  func aclOld() throws {
    let erratum = try #require(try Recordings.records("acl-2016.xml").first)
    #expect(erratum.ids.first == "acl:Q16-1005" && erratum.type == .article)
    #expect(erratum.relations.map(\.kind) == [.isCorrectedBy] && !erratum.isWithdrawn)
    let revised = try #require(try Recordings.records("acl-2018.xml").first)
    #expect(revised.ids == ["acl:C18-1007"] && revised.versions.map(\.number) == [2])
    let retracted = try Recordings.only(
      """
      <collection id="P17"><volume id="1"><meta><booktitle>B</booktitle><year>2017</year></meta><paper id="7"><title>T</title>
      <author><first>A</first><last>B</last></author><retracted date="2020-01-02">wrong data</retracted></paper></volume></collection>
      """)
    #expect(retracted.ids == ["acl:P17-1007"] && retracted.isWithdrawn && retracted.relations.first?.date?.iso == "2020-01-02")
  }

  @Test("DBLP's records come without full stop and homonym number, in ISO-8859-1 with a DTD's entities")
  func dblp() throws {
    let records = try Recordings.records("dblp-sample.xml")
    #expect(records.count == 10)
    let one = try #require(records.first { $0.key == "journals/acta/Schonhage77" })
    #expect(one.names == ["Arnold Schönhage"])
    #expect(one.title == "Schnelle Multiplikation von Polynomen über Körpern der Charakteristik 2")
    #expect(one.ids == ["dblp:journals/acta/Schonhage77", "doi:10.1007/bf00289470"])
    #expect(
      one.venue?.name == "Acta Inf." && one.venue?.stream == "journals/acta" && one.pages == "395–398" && one.type == .article)
    let corr = try Recordings.only(
      """
      <dblp><article publtype="informal" key="journals/corr/abs-1608-06993" mdate="2018-08-13"><author>Gao Huang 0001</author>
      <author orcid="0000-0002-1825-0097">Z. Liu</author><title>Why?</title><year>2016</year><journal>CoRR</journal>
      <ee>http://arxiv.org/abs/1608.06993</ee></article></dblp>
      """)
    #expect(corr.ids == ["arxiv:1608.06993"] && corr.type == .preprint && corr.title == "Why?")
    #expect(corr.names == ["Gao Huang", "Z. Liu"] && corr.authors[1].orcid == "0000-0002-1825-0097")
  }

  @Test("JATS gives what stands in front of the text, ORCIDs and licence included")
  func jats() throws {
    let record = try #require(try Recordings.records("jose-90.jats").first)
    #expect(record.ids == ["doi:10.21105/jose.00090"] && record.venue?.short == "JOSE")
    #expect(record.title.hasSuffix("Navigating key decision points in weather and climate data analysis"))
    #expect(record.names.count == 4 && record.authors[0].orcid == "0000-0001-8514-4748" && record.authors[0].given == "James A.")
    #expect(record.licences == ["https://creativecommons.org/licenses/by/4.0/"] && record.keywords.count == 3)
    #expect(record.published?.iso == "2020-03-01")
  }

  @Test(
    "A notice in JATS is related to the article it speaks about",
    arguments: [
      ("correction", "corrected-article", RecordRelation.Kind.corrects, RecordType.erratum),
      ("retraction", "retracted-article", .retracts, .retraction),
    ])
  func notice(type: String, relation: String, kind: RecordRelation.Kind, read: RecordType) throws {
    let record = try Recordings.only(
      """
      <!DOCTYPE article PUBLIC "-//NLM//DTD" "http://127.0.0.1:1/a.dtd"><article xmlns:xlink="http://www.w3.org/1999/xlink"
      article-type="\(type)"><front><article-meta><article-id pub-id-type="doi">10.1000/notice</article-id><title-group>
      <article-title>N</article-title></title-group><related-article related-article-type="\(relation)" ext-link-type="doi"
      xlink:href="10.1000/Paper"/></article-meta></front><body><p>long</p></body></article>
      """)
    #expect(record.type == read && record.relations.map(\.kind) == [kind])
    #expect(record.relations.first?.target?.canonical == "doi:10.1000/paper")
  }

  @Test("arXiv's Atom gives numbers old and new, versions, categories and folded lines")
  func atom() throws {
    let old = try #require(try Recordings.records("arxiv-old.xml").first)
    #expect(old.ids == ["arxiv:quant-ph/0201082"] && old.key == "quant-ph/0201082v1" && old.categories == ["quant-ph", "cs.PL"])
    #expect(old.note == "32 pages" && old.links.map(\.kind) == [.page, .pdf] && old.versions.map(\.number) == [1])
    #expect(try Recordings.records("arxiv-search.xml").count == 10)
  }

  @Test("arXiv's error entry is a fault and never a paper, and an unknown number gives nothing")
  func atomTraps() throws {
    for (name, fault) in [("arxiv-error.xml", "incorrect id format for abc"), ("arxiv-none.xml", nil)] {
      let reader = RecordReader(.atom)
      let records = try reader.feed(Recordings.bytes(name)) + (try reader.finish())
      #expect(records.isEmpty && reader.remarks.fault == fault)
    }
  }

  @Test("OAI-PMH gives arXiv's metadata with several DOIs of one field, Dublin Core, deletions, tokens and faults")
  func oai() throws {
    let several = try #require(try Recordings.records("oai-several-dois.xml").first)
    #expect(
      several.ids.filter { $0.hasPrefix("doi:") }.count == 3 && several.names.prefix(2) == ["Planck Collaboration", "Jieci Wang"])
    let one = try #require(try Recordings.records("oai-arxiv.xml").first)
    #expect(one.ids == ["arxiv:1401.2122", "doi:10.1007/s11005-017-1013-4"] && one.categories.first == "math.AP")
    #expect(one.abstract?.split(separator: "\n\n").count == 2 && one.updated?.iso == "2017-10-23")
    #expect(try Recordings.records("oai-list.xml").count == 3)
    let reader = RecordReader(.oaiPMH)
    let records = try reader.feed(Recordings.bytes("oai-GetRecord.xml")) + (try reader.finish())
    #expect(records.map(\.title) == ["Sample Title"] && records.first?.type == .article)
    let none = RecordReader(.oaiPMH)
    #expect(try none.feed(Recordings.bytes("oai-idDoesNotExist.xml")).isEmpty && none.finish().isEmpty)
    #expect(none.remarks.fault?.hasPrefix("idDoesNotExist") == true)
    let part = RecordReader(.oaiPMH)
    let text = """
      <OAI-PMH><ListRecords><record><header status="deleted"><identifier>oai:x:1</identifier></header></record><resumptionToken>a|2\
      </resumptionToken></ListRecords></OAI-PMH>
      """
    #expect(try part.feed(Array(text.utf8)).isEmpty && part.finish().isEmpty)
    #expect(part.remarks.deleted == ["oai:x:1"] && part.remarks.resumptionToken == "a|2")
  }

  @Test("arXivRaw lists every version, and its names in one text are taken apart")
  func arXivRaw() throws {
    let record = try Recordings.only(
      """
      <OAI-PMH><GetRecord><record><header><identifier>oai:arXiv.org:1701.00001</identifier></header><metadata><arXivRaw><id>\
      1701.00001</id><version version="v1"><date>Sun, 1 Jan 2017 10:00:00 GMT</date></version><version version="v2"><date>Mon, 6 Feb
      2017 10:00:00 GMT</date></version><title>T</title><authors>Ada Lovelace (Institute, Town), C. Babbage and E. D. Noe\
      ther</authors><categories>cs.LG stat.ML</categories><comments>This paper has been withdrawn by the authors</comments></arXivRaw>\
      </metadata></record></GetRecord></OAI-PMH>
      """)
    #expect(record.versions.map(\.number) == [1, 2] && record.versions[1].date?.iso == "2017-02-06")
    #expect(record.names == ["Ada Lovelace", "C. Babbage", "E. D. Noether"] && record.isWithdrawn)
  }

  @Test("PubMed gives identifiers, labelled abstracts, and what retracts or corrects what")
  func pubMed() throws {
    let records = try Recordings.records("pubmed1.xml")
    #expect(records.map(\.ids) == [["pmid:12091962"], ["pmid:9997", "doi:10.1016/0005-2795(76)90109-4"]])
    #expect(
      records[1].abstract == "RESULTS: (cut here)" && records[1].published?.iso == "1976-09-28" && records[1].pages == "179–191")
    #expect(records[0].names == ["J Michael Olivero"] && records[0].venue?.issns == ["1043-1578"])
    let retracted = try Recordings.only(
      """
      <PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>5</PMID><Article><ArticleTitle>T.</ArticleTitle><PublicationTypeList>
      <PublicationType>Journal Article</PublicationType><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>
      </Article><CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J. 2020</RefSource><PMID>6</PMID>
      </CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>
      """)
    #expect(retracted.isWithdrawn && retracted.relations.first?.kind == .isRetractedBy)
    #expect(retracted.relations.first?.target?.canonical == "pmid:6")
  }

  static let heads: [(String, CatalogFormat?)] = [
    ("% a comment\n\n@article{a,\n}", .bibTeX), ("\u{FEFF}@String(x = 1)", .bibTeX), ("TY  - JOUR\r\n", .ris),
    ("TY -  BOOK", .ris),
    ("[{\"id\":1}]", .cslJSON), (" {\"type\":\"book\"}", .cslJSON),
    ("<?xml version='1.0'?>\n<!-- <feed> -->\n<!DOCTYPE dblp SYSTEM \"dblp.dtd\">\n<dblp>", .dblp), ("<collection id='x'>", .acl),
    ("<oai:OAI-PMH xmlns:oai='x'>", .oaiPMH), ("<feed>", .atom), ("<html><body>", nil), ("", nil), ("hello @ you {", nil),
    ("<", nil), ("<!--", nil),
  ]

  @Test("A file's format is told by its content", arguments: heads)
  func detection(head: String, format: CatalogFormat?) { #expect(CatalogFormat.detect(Array(head.utf8)) == format) }

  @Test(
    "A damaged file gives records or a fault, and never stops the server",
    arguments: [
      "acl-2022.xml", "dblp-sample.xml", "jose-90.jats", "arxiv-search.xml", "oai-list.xml", "pubmed1.xml", "ley.bib",
      "crossref.ris",
      "citeproc.json",
    ])
  func damaged(name: String) throws {
    let whole = try Recordings.bytes(name)
    let format = try #require(CatalogFormat.detect(whole))
    var random = Stepper(state: UInt64(whole.count))
    for round in 0..<60 {
      var bytes = whole
      for _ in 0..<(1 + round % 8) {
        guard bytes.count > 1 else { break }
        let place = random.next(bytes.count)
        switch random.next(4) {
        case 0: bytes[place] = UInt8(random.next(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.next(40)))
        case 2: bytes.insert(contentsOf: Array("<&{}\"\\@$".utf8.shuffled(using: &random)), at: place)
        default: bytes.removeLast(bytes.count - max(1, place))
        }
      }
      do {
        for record in try RecordReader.records(in: bytes, as: format).records {
          _ = try? record.paper()
          _ = BibTeXWriter(letters: .tex).text([record]) + RISWriter.text([record])
          #expect(throws: Never.self) { try RecordReader.records(in: CSLWriter.array([record])) }
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}

/// Numbers that are the same in every run.
struct Stepper: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }

  mutating func next(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
