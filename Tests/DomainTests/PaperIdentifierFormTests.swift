import Testing

@testable import Domain

@Suite struct PaperIdentifierFormTests {
  @Test(
    "The version of an arXiv number is kept beside the value and never compared",
    arguments: [("1706.03762v5", 5), ("https://arxiv.org/pdf/math.GT/0309136v12", 12), ("10.48550/arXiv.1706.03762v2", 2)])
  func version(text: String, version: Int) throws {
    let read = try PaperIdentifier(parsing: text)
    #expect(read.version == version)
    let bare = try PaperIdentifier(scheme: .arxiv, value: read.value)
    #expect(bare.version == nil && bare == read)
    #expect(Set([bare, read]).count == 1)
    #expect(try PaperIdentifier(scheme: .arxiv, value: read.value, version: version).version == version)
  }

  @Test(
    "A value that is not canonical is refused where a canonical one is asked for",
    arguments: [
      (PaperScheme.doi, "10.1109/CVPR.2016.90"), (.doi, "10.48550/arxiv.1706.03762"), (.doi, "10.1000/x."),
      (.arxiv, "1706.03762v1"),
      (.arxiv, "math.GT/0309136"), (.arxiv, " 1706.03762"), (.arxiv, "https://arxiv.org/abs/1706.03762"), (.pmcid, "1234567"),
      (.isbn, "0262035618"), (.acl, "p19-1001"), (.dblp, "journals/corr/abs-1608-06993"),
      (.url, "https://arxiv.org/abs/1706.03762"),
      (.url, "https://example.org/"), (.url, "https://EXAMPLE.org/a"), (.url, "10.1000/x"), (.pmid, "012"),
    ] as [(PaperScheme, String)])
  func canonicalOnly(scheme: PaperScheme, value: String) {
    #expect(throws: DomainError.self) { try PaperIdentifier(scheme: scheme, value: value) }
  }

  @Test("Only arXiv papers have versions, from 1 on")
  func versions() {
    #expect(throws: DomainError.self) { try PaperIdentifier(scheme: .doi, value: "10.1000/x", version: 1) }
    #expect(throws: DomainError.self) { try PaperIdentifier(scheme: .arxiv, value: "1706.03762", version: 0) }
  }

  @Test("Addresses and page paths percent-encode what a path may not hold")
  func encoding() throws {
    let sici = try PaperIdentifier(parsing: PaperIdentifierTests.sici)
    #expect(sici.url == "https://doi.org/10.1002/(sici)1097-4571(1998)49:8%3C693::aid-asi4%3E3.0.co;2-o")
    #expect(sici.pagePath == "/paper/doi/10.1002/(sici)1097-4571(1998)49:8%3C693::aid-asi4%3E3.0.co;2-o")
    let odd = try PaperIdentifier(parsing: "10.1000/a%b#c?d{e}f|g^h\\i[j]k`l")
    #expect(odd.url == "https://doi.org/10.1000/a%25b%23c%3Fd%7Be%7Df%7Cg%5Eh%5Ci%5Bj%5Dk%60l")
    #expect(try PaperIdentifier(parsing: odd.url) == odd)
    let page = try PaperIdentifier(parsing: "https://example.org/a?b=c")
    #expect(page.pagePath == "/paper/url/https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc")
    #expect(page.pathComponents == ["url", "https://example.org/a?b=c"])
    #expect(try PaperIdentifier(parsing: "math/0309136").pathComponents == ["arxiv", "math", "0309136"])
  }

  @Test("The preferred identifier is arXiv, DOI, DBLP, OpenReview, PubMed, ACL, ISBN, URL, whatever the order given")
  func preference() throws {
    let best = [
      "arxiv:1706.03762", "doi:10.1000/a", "dblp:conf/nips/X17", "openreview:rJl-b3RcF7", "pmid:123", "pmcid:PMC123",
      "acl:P19-1001",
      "isbn:9780262035613", "url:https://example.org/a",
    ]
    let identifiers = try best.map { try PaperIdentifier(parsing: $0) }
    #expect(identifiers.reversed().sorted().map(\.canonical) == best)
    for first in identifiers.indices {
      #expect(PaperIdentifier.preferred(of: identifiers[first...].reversed())?.canonical == best[first])
    }
    #expect(PaperIdentifier.preferred(of: []) == nil)
    let two = try ["10.1000/b", "10.1000/a"].map { try PaperIdentifier(parsing: $0) }
    #expect(PaperIdentifier.preferred(of: two)?.value == "10.1000/a")
  }

  @Test("Errors name the field and a reason")
  func errors() {
    let cases: [(String, DomainError.Reason)] = [
      ("", .empty), ("10.1000/é", .forbiddenCharacter), ("hello", .unknownScheme), ("arxiv:hello", .malformed),
      (String(repeating: "1", count: 4000), .tooLong),
    ]
    for (text, reason) in cases {
      let error = #expect(throws: DomainError.self) { try PaperIdentifier(parsing: text) }
      #expect(error?.field == .identifier && error?.reason == reason && error?.message.hasSuffix(".") == true)
    }
  }
}
