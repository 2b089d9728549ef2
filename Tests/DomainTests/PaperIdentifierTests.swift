import Testing

@testable import Domain

@Suite struct PaperIdentifierTests {
  static let sici = "10.1002/(sici)1097-4571(1998)49:8<693::aid-asi4>3.0.co;2-o"

  static let dois: [(String, String)] = [
    ("10.1109/cvpr.2016.90", "10.1109/cvpr.2016.90"), ("10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"),
    ("doi:10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"), ("DOI: 10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"),
    ("DOI 10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"), ("info:doi/10.1109/cvpr.2016.90", "10.1109/cvpr.2016.90"),
    ("urn:doi:10.1109/cvpr.2016.90", "10.1109/cvpr.2016.90"), ("https://doi.org/10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"),
    ("http://dx.doi.org/10.1109/cvpr.2016.90", "10.1109/cvpr.2016.90"), ("http://www.doi.org/10.1109/a", "10.1109/a"),
    ("HTTPS://DOI.ORG/10.1109/a", "10.1109/a"), ("doi.org/10.1109/a", "10.1109/a"),
    ("doi:https://doi.org/10.1109/a", "10.1109/a"),
    ("https://doi.org/10.1109/a?x=1#y", "10.1109/a"), ("https://doi.org/10.1109%2Fa%23b", "10.1109/a#b"),
    ("https://dl.acm.org/doi/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701?download=true", "10.1145/3292500.3330701"),
    ("https://onlinelibrary.wiley.com/doi/full/10.1002/a.1", "10.1002/a.1"),
    ("https://onlinelibrary.wiley.com/doi/epdf/10.1002/a.1", "10.1002/a.1"),
    ("https://link.springer.com/article/10.1007/s11263-015-0816-y", "10.1007/s11263-015-0816-y"),
    ("10.1002/(SICI)1097-4571(1998)49:8<693::AID-ASI4>3.0.CO;2-O", sici), ("doi:\(sici)", sici),
    ("https://doi.org/10.1002/(SICI)1097-4571(1998)49:8<693::AID-ASI4>3.0.CO;2-O", sici),
    ("https://doi.org/10.1002/(SICI)1097-4571(1998)49:8%3C693::AID-ASI4%3E3.0.CO;2-O", sici),
    ("10.1000/x.", "10.1000/x"), ("10.1000/x,", "10.1000/x"), ("10.1000/x;", "10.1000/x"), ("10.1000/x\".", "10.1000/x"),
    ("(10.1000/x)", "10.1000/x"), ("(see 10.1000/x)", ""), ("10.1000/x).", "10.1000/x"),
    ("<https://doi.org/10.1000/x>", "10.1000/x"),
    ("10.1000/x(1)", "10.1000/x(1)"), ("10.1000/x(1))", "10.1000/x(1)"), ("[10.1000/x]", "10.1000/x"),
    (" 10.1000/x \n", "10.1000/x"),
    ("10.1000.10/x", "10.1000.10/x"), ("10.123456789/x", "10.123456789/x"), ("10.1000/a/b//c", "10.1000/a/b//c"),
    ("10.18653/v1/P19-1001", "10.18653/v1/p19-1001"),
    ("https://www.shortscience.org/paper?bibtexKey=10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"),
  ]

  static let arxivs: [(String, String)] = [
    ("1706.03762", "1706.03762"), ("arXiv:1706.03762", "1706.03762"), ("arxiv:1706.03762", "1706.03762"),
    ("arXiv: 1706.03762", "1706.03762"), ("1706.03762v5", "1706.03762"), ("1706.03762.pdf", "1706.03762"),
    ("1706.03762v5.pdf", "1706.03762"), ("1706.03762 [cs.CL]", "1706.03762"),
    ("arXiv:1706.03762v5 [cs.CL] 6 Dec 2017", "1706.03762"),
    ("https://arxiv.org/abs/1706.03762", "1706.03762"), ("http://arxiv.org/abs/1706.03762v1", "1706.03762"),
    ("https://arxiv.org/abs/1706.03762?context=cs.LG", "1706.03762"), ("https://arxiv.org/abs/1706.03762/", "1706.03762"),
    ("https://arxiv.org/pdf/1706.03762", "1706.03762"), ("https://arxiv.org/pdf/1706.03762v5.pdf", "1706.03762"),
    ("https://arxiv.org/html/1706.03762v7#S3", "1706.03762"), ("https://arxiv.org/format/1706.03762", "1706.03762"),
    ("https://arxiv.org/e-print/1706.03762", "1706.03762"), ("https://arxiv.org/src/1706.03762", "1706.03762"),
    ("https://arxiv.org/ps/1706.03762", "1706.03762"), ("https://www.arxiv.org/abs/1706.03762", "1706.03762"),
    ("https://export.arxiv.org/abs/1706.03762", "1706.03762"), ("http://cn.arxiv.org/abs/1706.03762", "1706.03762"),
    ("https://ar5iv.org/abs/1706.03762", "1706.03762"), ("https://ar5iv.org/1706.03762", "1706.03762"),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762"), ("https://www.alphaxiv.org/abs/1706.03762v2", "1706.03762"),
    ("https://huggingface.co/papers/1706.03762", "1706.03762"), ("arxiv.org/abs/1706.03762", "1706.03762"),
    ("10.48550/arXiv.1706.03762", "1706.03762"), ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762"),
    ("doi:10.48550/ARXIV.1706.03762v2", "1706.03762"), ("10.48550/arXiv.math/0309136", "math/0309136"),
    ("0704.0001", "0704.0001"), ("1412.9999", "1412.9999"), ("1501.00001", "1501.00001"), ("math/0309136", "math/0309136"),
    ("math.GT/0309136", "math/0309136"), ("arXiv:math.GT/0309136v2", "math/0309136"),
    ("cond-mat.mes-hall/0309136", "cond-mat/0309136"),
    ("https://arxiv.org/abs/math.GT/0309136v1", "math/0309136"), ("https://arxiv.org/pdf/hep-th/9901001.pdf", "hep-th/9901001"),
    ("https://arxiv.org/abs/hep-th%2F9901001", "hep-th/9901001"), ("hep-th/1601.07616", "1601.07616"),
    ("https://arxiv.org/abs/hep-th/1601.07616v3", "1601.07616"), ("HEP-TH/9901001", "hep-th/9901001"),
    ("cs.LG/1706.03762", "1706.03762"),
    ("(arXiv:1706.03762).", "1706.03762"), ("1706.03762,", "1706.03762"), ("https://arxiv.org/abs/1706.03762).", "1706.03762"),
    ("oai:arXiv.org:1706.03762", "1706.03762"), ("abs/1706.03762", "1706.03762"), ("journals/corr/1608.06993", "1608.06993"),
    ("journals/corr/abs-1608-06993", "1608.06993"), ("DBLP:journals/corr/abs-1608-06993", "1608.06993"),
    ("https://dblp.org/rec/journals/corr/abs-1608-06993.html", "1608.06993"), ("journals/corr/abs-0704-0001", "0704.0001"),
    ("journals/corr/cs-AI-0003001", "cs/0003001"), ("journals/corr/abs-cs-0605024", "cs/0605024"),
    ("journals/corr/cs-0605024", "cs/0605024"),
    ("https://shortscience.org/paper?bibtexKey=journals/corr/1608.06993#ada", "1608.06993"),
    ("https://www.shortscience.org/paper?bibtexKey=journals%2Fcorr%2F1608.06993", "1608.06993"),
  ]

  static let others: [(String, PaperScheme, String)] = [
    ("conf/nips/VaswaniSPUJGKP17", .dblp, "conf/nips/VaswaniSPUJGKP17"), ("DBLP:conf/nips/Va-S_17", .dblp, "conf/nips/Va-S_17"),
    ("dblp:journals/corr/HuangLW16a", .dblp, "journals/corr/HuangLW16a"), ("phd/Turing38", .dblp, "phd/Turing38"),
    ("https://dblp.org/rec/conf/nips/X17", .dblp, "conf/nips/X17"),
    ("https://dblp.org/rec/conf/nips/X17.html", .dblp, "conf/nips/X17"),
    ("https://dblp.org/rec/conf/nips/X17.xml", .dblp, "conf/nips/X17"),
    ("https://dblp.org/rec/conf/nips/X17.bib", .dblp, "conf/nips/X17"),
    ("https://dblp.uni-trier.de/rec/bibtex/conf/nips/X17", .dblp, "conf/nips/X17"),
    ("dblp.org/rec/conf/nips/X17", .dblp, "conf/nips/X17"),
    ("https://shortscience.org/paper?bibtexKey=conf/nips/X17", .dblp, "conf/nips/X17"),
    ("pmid:12345678", .pmid, "12345678"), ("PMID: 12345678", .pmid, "12345678"), ("PMID 0123", .pmid, "123"),
    ("https://pubmed.ncbi.nlm.nih.gov/12345678/", .pmid, "12345678"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/12345678", .pmid, "12345678"),
    ("PMC1234567", .pmcid, "PMC1234567"), ("pmc1234567", .pmcid, "PMC1234567"), ("PMCID: PMC1234567", .pmcid, "PMC1234567"),
    ("pmcid:1234567", .pmcid, "PMC1234567"), ("PMC1234567.2", .pmcid, "PMC1234567"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1234567/", .pmcid, "PMC1234567"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/", .pmcid, "PMC1234567"),
    ("978-0-262-03561-3", .isbn, "9780262035613"), ("9780262035613", .isbn, "9780262035613"),
    ("ISBN 978 0 262 03561 3", .isbn, "9780262035613"),
    ("0-262-03561-8", .isbn, "9780262035613"), ("isbn:0262035618", .isbn, "9780262035613"),
    ("ISBN-13: 9780262035613", .isbn, "9780262035613"),
    ("ISBN-10: 0-8044-2957-X", .isbn, "9780804429573"), ("080442957x", .isbn, "9780804429573"),
    ("urn:isbn:0262035618", .isbn, "9780262035613"),
    ("https://openreview.net/forum?id=rJl-b3RcF7", .openreview, "rJl-b3RcF7"),
    ("https://openreview.net/pdf?id=rJl-b3RcF7", .openreview, "rJl-b3RcF7"),
    ("https://openreview.net/forum?id=rJl-b3RcF7&noteId=abc", .openreview, "rJl-b3RcF7"),
    ("openreview:rJl-b3RcF7", .openreview, "rJl-b3RcF7"),
    ("https://openreview.net/attachment?name=pdf&id=rJl_b3RcF7", .openreview, "rJl_b3RcF7"),
    ("https://aclanthology.org/P19-1001", .acl, "P19-1001"), ("https://aclanthology.org/P19-1001/", .acl, "P19-1001"),
    ("https://www.aclanthology.org/P19-1001.pdf", .acl, "P19-1001"),
    ("https://aclanthology.org/P19-1001v2.pdf", .acl, "P19-1001"),
    ("https://aclanthology.org/2022.acl-long.1.bib", .acl, "2022.acl-long.1"),
    ("https://www.aclweb.org/anthology/P19-1001", .acl, "P19-1001"),
    ("http://aclweb.org/anthology/P/P19/P19-1001.pdf", .acl, "P19-1001"), ("acl:p19-1001", .acl, "P19-1001"),
    ("2020.EMNLP-main.5", .acl, "2020.emnlp-main.5"),
    ("https://Example.ORG:443/a/b/?utm_source=x&id=1&utm_medium=y#frag", .url, "https://example.org/a/b?id=1"),
    ("http://example.org", .url, "http://example.org"), ("http://example.org/", .url, "http://example.org"),
    ("http://example.org:8080/a//", .url, "http://example.org:8080/a"),
    ("https://example.org/a?utm_source=x", .url, "https://example.org/a"),
    ("https://example.org/%C3%A9", .url, "https://example.org/%C3%A9"),
    ("https://en.wikipedia.org/wiki/A_(b)", .url, "https://en.wikipedia.org/wiki/A_(b)"),
    ("https://example.org/a/./.", .url, "https://example.org/a"), ("url:https://example.org/a", .url, "https://example.org/a"),
    ("https://arxiv.org/list/cs.LG/recent", .url, "https://arxiv.org/list/cs.LG/recent"),
    ("https://dblp.org/pid/1/2", .url, "https://dblp.org/pid/1/2"),
  ]

  static let refused: [String] = [
    "", " ", "hello", "10.1000", "10.1000/", "10./x", "10.123/x", "10.1234567890/x", "10.1000./x", "11.1000/x", "10.1000/a b",
    "10.1000/é",
    "10.1000/..", "10.1000/a/../b", "doi:", "doi:abc", "https://doi.org/10.1000/", "https://doi.org/10.1000/%zz",
    "https://doi.org/10.1000/%C3%A9",
    "https://doi.org/10.1000/a%20b", "1713.01234", "1700.01234", "1706.0376", "1706.037622", "1412.00001", "1501.0001",
    "0703.0001", "1706.00000", "1706.03762v0",
    "1706.03762v", "1706.03762v12345", "x1706.03762", "1706.03762x", "math/0313136", "math/0300136", "math/0309000",
    "math/030913", "math/9106001",
    "math/0704001", "maths/0309136", "math.G7/0309136", "math./0309136", "math.A.B/0309136", "arXiv:hello",
    "https://arxiv.org/abs/1713.01234", "10.48550/arXiv.1713.01234",
    "https://arxiv.org/abs/hello", "conf/", "conf//x", "conf/nips/a b", "conf/nips/../x", "conf/nips/é", "dblp:foo/bar/baz",
    "https://dblp.org/rec/foo/bar",
    "pmid:", "pmid:abc", "pmid:0", "pmid:1234567890", "12345678", "PMC", "PMCabc", "PMC0", "pmcid:PMC1.x", "978-0-262-03561-4",
    "9770262035613", "0262035619",
    "123456789X1", "isbn:12345", "openreview:abc", "openreview:a b c d e f", "openreview:aaaaaaaaaaaaaaaaaaaaa", "rJl-b3RcF7",
    "acl:P19-10001",
    "P19-100", "1899.acl-long.1", "2022.acl.1", "2022.acl-long.x", "http://", "https:///etc", "https://user@example.org/a",
    "https://a:b@example.org/",
    "https://exa mple.org/", "https://example.org\\@evil.org/", "https://example.org/a b", "https://example.org/é",
    "https://exämple.org/", "https://example.org/%zz",
    "https://example.org/%2", "https://example.org:99999/", "https://example.org:0/", "https://example.org:/", "https://[::1]/a",
    "https://-a.org/", "https://a..org/",
    "https://a.org./", "https://%61.org/", "https://example.org/\"x", "https://example.org/<x", "ftp://example.org/a",
    "javascript:alert(1)", "mailto:a@b.c", "url:hello",
    "example.org/a", "１７０６.03762", "10.1000/x\u{0}", "10.1000/x\ny", "arxiv\u{212A}:1", String(repeating: "a", count: 3000),
    "https://example.org/" + String(repeating: "a", count: 2040),
  ]

  @Test("Every spelling of a DOI is read as its lower-case form", arguments: dois)
  func doi(text: String, value: String) throws {
    guard !value.isEmpty else {
      #expect(throws: DomainError.self) { try PaperIdentifier(parsing: text) }
      return
    }
    let read = try PaperIdentifier(parsing: text)
    #expect(read.scheme == .doi && read.value == value)
    try checkRoundTrips(read)
  }

  @Test("Every spelling of an arXiv number is read without version and subject class", arguments: arxivs)
  func arxiv(text: String, value: String) throws {
    let read = try PaperIdentifier(parsing: text)
    #expect(read.scheme == .arxiv && read.value == value)
    try checkRoundTrips(read)
  }

  @Test("Spellings of the other registries are read as their canonical form", arguments: others)
  func other(text: String, scheme: PaperScheme, value: String) throws {
    let read = try PaperIdentifier(parsing: text)
    #expect(read.scheme == scheme && read.value == value)
    try checkRoundTrips(read)
  }

  @Test("What is no identifier is refused", arguments: refused)
  func refuses(text: String) {
    #expect(throws: DomainError.self) { try PaperIdentifier(parsing: text) }
  }

  private func checkRoundTrips(_ identifier: PaperIdentifier) throws {
    #expect(try PaperIdentifier(parsing: identifier.canonical) == identifier)
    #expect(try PaperIdentifier(parsing: identifier.url) == identifier)
    #expect(try PaperIdentifier(scheme: identifier.scheme, value: identifier.value) == identifier)
    #expect(try ResourceID(parsing: identifier.url).text == identifier.url)
    #expect(identifier.pathComponents.first == identifier.scheme.rawValue)
    #expect(identifier.pathComponents.dropFirst().joined(separator: "/") == identifier.value)
    #expect(identifier.pagePath.hasPrefix("/paper/\(identifier.scheme.rawValue)/"))
    #expect(!identifier.pagePath.contains { "?#<>\"%^ ".contains($0) } || identifier.pagePath.contains("%"))
  }
}
