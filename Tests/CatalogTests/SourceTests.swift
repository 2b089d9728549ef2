import TestSupport
import Testing

@testable import Catalog
@testable import Domain

/// Each source against its recorded answers.
@Suite struct SourceTests {
  /// One question at a source, the file or text it answers with, the path it must be asked at, and what is read from it.
  struct Case: Sendable, CustomTestStringConvertible {
    let source: SourceName
    let identifier: String
    let answer: String
    var status = 200
    let target: String
    var ids: [String]?
    var testDescription: String { "\(source.rawValue) \(identifier) \(answer.prefix(30))" }
  }

  static let openAlex = """
    {"id":"https://openalex.org/W2741809807","doi":"https://doi.org/10.7717/peerj.4375","title":"The state of OA","publication_date":
    "2018-02-13","ids":{"pmid":"https://pubmed.ncbi.nlm.nih.gov/29456894"},"authorships":[{"author":{"display_name":"Heather Piwowar",
    "orcid":"https://orcid.org/0000-0003-1613-5981"}}],"abstract_inverted_index":{"Despite":[0],"growing":[1,3],"the":[2]},"type":
    "article","is_retracted":false,"locations":[{"landing_page_url":"http://arxiv.org/abs/1701.00001"}],"primary_location":{"source":
    {"display_name":"PeerJ","issn":["2167-8359"]}}}
    """
  static let openReview2 = """
    {"notes":[{"id":"rJl-b3RcF7","forum":"rJl-b3RcF7","pdate":1545331200000,"content":{"title":{"value":"The Lottery"},"authors":
    {"value":["J. Frankle","M. Carbin"]},"abstract":{"value":"A. B."},"venue":{"value":"ICLR 2019"},"pdf":{"value":"/pdf/a.pdf"}}},
    {"id":"review1","forum":"rJl-b3RcF7","content":{"title":{"value":"Review"}}}],"count":2}
    """
  static let openReview1 = """
    {"notes":[{"id":"rJl-b3RcF7","forum":"rJl-b3RcF7","cdate":1545331200000,"content":{"title":"The Lottery","authors":["J. Frankle"]}}]}
    """

  static let cases: [Case] = [
    Case(
      source: .arxiv, identifier: "1605.08386", answer: "arxiv-1605.08386.xml",
      target: "/api/query?id_list=1605.08386&max_results=1",
      ids: ["arxiv:1605.08386"]),
    Case(
      source: .arxiv, identifier: "quant-ph/0201082v1", answer: "arxiv-old.xml",
      target: "/api/query?id_list=quant-ph%2F0201082v1&max_results=1", ids: ["arxiv:quant-ph/0201082"]),
    Case(
      source: .arxiv, identifier: "1605.08386", answer: "arxiv-none.xml", target: "/api/query?id_list=1605.08386&max_results=1",
      ids: []),
    // A paper that was not asked for is not taken for it.
    Case(
      source: .arxiv, identifier: "1605.00001", answer: "arxiv-old.xml", target: "/api/query?id_list=1605.00001&max_results=1",
      ids: []),
    Case(
      source: .arxiv, identifier: "1605.08386", answer: "arxiv-error.xml", status: 400,
      target: "/api/query?id_list=1605.08386&max_results=1"),
    Case(
      source: .arxivOAI, identifier: "1401.2122", answer: "oai-arxiv.xml",
      target: "/oai?verb=GetRecord&identifier=oai%3AarXiv.org%3A1401.2122&metadataPrefix=arXivRaw",
      ids: ["arxiv:1401.2122", "doi:10.1007/s11005-017-1013-4"]),
    Case(
      source: .arxivOAI, identifier: "1401.2122", answer: "oai-idDoesNotExist.xml",
      target: "/oai?verb=GetRecord&identifier=oai%3AarXiv.org%3A1401.2122&metadataPrefix=arXivRaw", ids: []),
    Case(
      source: .crossref, identifier: "10.3892/ijo_00000353", answer: "crossref-work.json",
      target: "/works/10.3892%2Fijo_00000353?mailto=admin%40example.org", ids: ["doi:10.3892/ijo_00000353"]),
    Case(
      source: .crossref, identifier: "10.1371/notarealdoi", answer: "crossref-404.txt", status: 404,
      target: "/works/10.1371%2Fnotarealdoi?mailto=admin%40example.org", ids: []),
    Case(
      source: .crossref, identifier: "10.1371/x", answer: "crossref-400.json", status: 400,
      target: "/works/10.1371%2Fx?mailto=admin%40example.org"),
    Case(
      source: .crossref, identifier: "10.1371/x", answer: "crossref-404.txt",
      target: "/works/10.1371%2Fx?mailto=admin%40example.org"),
    Case(
      source: .dataCite, identifier: "10.5438/4k3m-nyvg", answer: "datacite-attributes.json", target: "/dois/10.5438/4k3m-nyvg",
      ids: ["doi:10.5438/4k3m-nyvg"]),
    Case(
      source: .doi, identifier: "10.5438/4k3m-nyvg", answer: "citeproc.json", target: "/10.5438/4k3m-nyvg",
      ids: ["doi:10.5438/4k3m-nyvg"]),
    Case(
      source: .dblp, identifier: "journals/acta/Saxena96", answer: "dblp-sample.xml", target: "/rec/journals/acta/Saxena96.xml",
      ids: ["dblp:journals/acta/Saxena96", "doi:10.1007/bf03036466"]),
    Case(
      source: .pubMed, identifier: "pmid:12091962", answer: "pubmed1.xml",
      target: "/entrez/eutils/efetch.fcgi?db=pubmed&id=12091962&retmode=xml&tool=scholion&email=admin%40example.org",
      ids: ["pmid:12091962"]),
    Case(
      source: .openAlex, identifier: "10.7717/peerj.4375", answer: openAlex,
      target: "/works/doi%3A10.7717%2Fpeerj.4375?api_key=k1",
      ids: ["doi:10.7717/peerj.4375", "pmid:29456894", "arxiv:1701.00001"]),
    Case(
      source: .openReview, identifier: "openreview:rJl-b3RcF7", answer: openReview2, target: "/notes?id=rJl-b3RcF7",
      ids: ["openreview:rJl-b3RcF7"]),
    Case(
      source: .openReview, identifier: "openreview:rJl-b3RcF7", answer: openReview1, target: "/notes?id=rJl-b3RcF7",
      ids: ["openreview:rJl-b3RcF7"]),
  ]

  @Test("A source is asked as it wants to be, and its answer is the paper asked for or none", arguments: cases)
  func lookUp(_ item: Case) async throws {
    var body = item.answer.contains("{") ? Array(item.answer.utf8) : try Recordings.bytes(item.answer)
    if item.source == .dataCite { body = Array("{\"data\":{\"attributes\":".utf8) + body + Array("}}".utf8) }
    let answer = ReplayServer.Answer(status: item.status, body: body)
    let scene = try ReplayScene { _, _ in answer }
    let identifier = try PaperIdentifier(parsing: item.identifier)
    var ids: [String]?
    var fault: SourceError?
    do throws(SourceError) {
      ids = try await scene.sources.lookUp(identifier, at: item.source).first?.ids ?? []
    } catch {
      fault = error
    }
    await scene.stop()
    #expect(scene.server.requests.map(\.target).first == item.target)
    #expect(scene.server.requests.first?.fields["user-agent"] == "Scholion/1.0 (+https://example.org; mailto:admin@example.org)")
    #expect(ids == item.ids, "\(String(describing: fault))")
  }

  @Test("Crossref's records say what corrects them, what they are a preprint of, and an abstract without mark-up")
  func crossrefRelations() async throws {
    let corrected = try Recordings.bytes("crossref-corrected.json")
    let published = try Recordings.bytes("crossref-preprint.json")
    let erratum = try Recordings.bytes("crossref-erratum.json")
    let scene = try ReplayScene { request, _ in
      .init(body: request.target.contains("pone") ? corrected : request.target.contains("ece3") ? published : erratum)
    }
    func record(_ doi: String) async throws -> BibliographicRecord {
      try #require(try await scene.sources.lookUp(try PaperIdentifier(parsing: doi), at: .crossref).first)
    }
    let first = try await record("10.1371/journal.pone.0033693")
    #expect(first.relations.map(\.kind) == [.isCorrectedBy] && first.relations.first?.date?.iso == "2012-05-08")
    let second = try await record("10.1002/ece3.2314")
    #expect(second.relations.map(\.kind) == [.hasPreprint] && second.relations.first?.kind.joins == true)
    #expect(second.relations.first?.target?.canonical == "doi:10.1101/014852")
    #expect(second.abstract?.hasPrefix("Increased dispersal propensity") == true && second.licences.count == 1)
    let third = try await record("10.1103/physrevb.33.3547.2")
    #expect(third.type == .erratum && third.type.speaksOfAnother && third.names == ["Marcos H. Degani", "Oscar Hipólito"])
    await scene.stop()
  }

  @Test("Sources are searched, whatever shape their lists have")
  func search() async throws {
    let atom = try Recordings.bytes("arxiv-search.xml")
    let works = try Recordings.bytes("crossref-search.json")
    let hits = try Recordings.bytes("esearch1.xml")
    let articles = try Recordings.bytes("pubmed1.xml")
    let dblp = """
      {"result":{"hits":{"@total":"2","hit":[{"@id":"1","info":{"authors":{"author":{"@pid":"1","text":"Gao Huang 0001"}},"title":
      "One &amp; only.","venue":"CVPR","year":"2017","type":"Conference and Workshop Papers","key":"conf/cvpr/HuangLMW17","doi":
      "10.1109/CVPR.2017.243","ee":"https://doi.org/10.1109/CVPR.2017.243"}},{"@id":"2","info":{"authors":{"author":[{"text":"A B"},
      {"text":"C D"}]},"title":"Two.","year":"2016","type":"Informal and Other Publications","key":"journals/corr/HuangLW16a"}}]}}}
      """
    let posts = """
      <bibsonomy stat="ok"><posts start="0" end="1"><post><user name="u"/><tag name="math"/><bibtex title="Notes on {E}ngines"
      author="Lovelace, Ada and Babbage, Charles" year="1843" bibtexKey="journals/x/L43" entrytype="article" journal="J."
      interhash="D6D1BCF9A4F3A0A40C0D1FDA1B0F6A5C" intrahash="e6d1bcf9a4f3a0a40c0d1fda1b0f6a5c" misc="doi = {10.1000/notes}"/></post>
      </posts></bibsonomy>
      """
    let answers: [(String, [UInt8])] = [
      ("/api/query", atom), ("/works?query", works), ("/entrez/eutils/esearch", hits), ("/entrez/eutils/efetch", articles),
      ("/search/publ", Array(dblp.utf8)), ("/api/posts", Array(posts.utf8)),
      ("/works?search", Array("{\"results\":[\(Self.openAlex)]}".utf8)), ("/notes/search", Array(Self.openReview2.utf8)),
    ]
    let scene = try ReplayScene { request, _ in
      for (start, body) in answers where request.target.hasPrefix(start) { return .init(body: body) }
      return .init(status: 404)
    }
    func titles(_ source: SourceName) async throws -> [String] {
      try await scene.sources.search("markov \"bases\" (x)", at: source).map(\.title)
    }
    #expect(try await titles(.arxiv).count == 10)
    #expect(try await titles(.crossref) == ["Communicating Ecology", "Chemical Ecology"])
    #expect(try await titles(.pubMed).count == 2)
    #expect(try await titles(.openAlex) == ["The state of OA"])
    #expect(try await titles(.openReview) == ["The Lottery"])
    let found = try await scene.sources.search("x", at: .dblp)
    #expect(found.map(\.names) == [["Gao Huang"], ["A B", "C D"]] && found.map(\.title) == ["One & only", "Two"])
    #expect(found[0].ids == ["dblp:conf/cvpr/HuangLMW17", "doi:10.1109/cvpr.2017.243"] && found[1].type == .preprint)
    let post = try #require(try await scene.sources.search("x", at: .bibSonomy).first)
    #expect(post.ids == ["dblp:journals/x/L43", "doi:10.1000/notes"] && post.title == "Notes on Engines" && post.year == 1843)
    #expect(post.aliases.first == "bib-inter:d6d1bcf9a4f3a0a40c0d1fda1b0f6a5c" && post.keywords == ["math"])
    await scene.stop()
    let targets = scene.server.requests.map(\.target)
    #expect(targets.first?.hasPrefix("/api/query?search_query=all:markov+AND+all:bases+AND+all:x&") == true)
    #expect(scene.server.requests.last?.fields["authorization"] == "Basic YWRhOnNlY3JldA==")
  }

  @Test("doi.org's redirects are followed to known hosts only")
  func redirects() async throws {
    let body = try Recordings.bytes("citeproc.json")
    let scene = try ReplayScene { request, _ in
      switch request.target {
      case "/10.5438/4k3m-nyvg": .init(status: 302, fields: [("location", "/v1/next")])
      case "/v1/next": .init(body: body)
      case "/10.1000/away": .init(status: 302, fields: [("location", "https://attacker.example/x")])
      default: .init(status: 302, fields: [("location", request.target)])
      }
    }
    #expect(try await scene.sources.lookUp(try PaperIdentifier(parsing: "10.5438/4k3m-nyvg"), at: .doi).count == 1)
    for doi in ["10.1000/away", "10.1000/loop"] {
      await #expect(throws: SourceError.self) { try await scene.sources.lookUp(try PaperIdentifier(parsing: doi), at: .doi) }
    }
    await scene.stop()
    #expect(scene.server.requests.count == 7)
  }

  @Test("Papers of the ACL Anthology are asked for by the DOIs of their time")
  func anthology() async throws {
    let scene = try ReplayScene { _, _ in
      .init(status: 404, type: "text/plain", body: Array("Resource not found.".utf8))
    }
    for id in ["acl:P05-1033", "acl:D15-1001", "acl:P19-1001", "acl:2022.acl-long.1"] {
      let records = try await scene.sources.lookUp(try PaperIdentifier(parsing: id), at: .crossref)
      #expect(records.isEmpty)
    }
    await scene.stop()
    let asked = scene.server.requests.map { String($0.target.prefix { $0 != "?" }) }
    #expect(
      asked == [
        "/works/10.3115%2Fv1%2Fp05-1033", "/works/10.18653%2Fv1%2Fp05-1033", "/works/10.3115%2Fv1%2Fd15-1001",
        "/works/10.18653%2Fv1%2Fd15-1001", "/works/10.18653%2Fv1%2Fp19-1001", "/works/10.18653%2Fv1%2F2022.acl-long.1",
      ])
  }

  @Test("Sources are asked in order until one knows the paper, and all of them if wanted")
  func order() async throws {
    let csl = try Recordings.bytes("citeproc.json")
    let scene = try ReplayScene { request, _ in
      request.target.hasPrefix("/10.5438")
        ? .init(body: csl) : .init(status: 404, type: "text/plain", body: Array("Resource not found.".utf8))
    }
    let identifier = try PaperIdentifier(parsing: "10.5438/4k3m-nyvg")
    #expect(scene.sources.sources(for: identifier) == [.crossref, .dataCite, .doi, .openAlex])
    let first = await scene.sources.lookUp(identifier)
    #expect(first.records.map(\.source) == [.doi] && first.failures.isEmpty && scene.server.requests.count == 3)
    let all = await scene.sources.lookUp(identifier, all: true)
    #expect(all.records.count == 1 && scene.server.requests.count == 7)
    await scene.stop()
  }

  @Test("arXiv's changes are harvested part by part")
  func harvest() async throws {
    let list = try Recordings.bytes("oai-list.xml")
    let scene = try ReplayScene { _, _ in .init(body: list) }
    let part = try await scene.sources.harvestArXiv(set: "physics:hep-th", from: "2017-12-14", until: nil)
    #expect(part.records.count == 3)
    _ = try await scene.sources.harvestArXiv(set: nil, from: nil, until: nil, resuming: "1|2")
    await scene.stop()
    #expect(
      scene.server.requests.map(\.target) == [
        "/oai?verb=ListRecords&metadataPrefix=arXiv&set=physics%3Ahep-th&from=2017-12-14",
        "/oai?verb=ListRecords&resumptionToken=1%7C2",
      ])
  }
}
