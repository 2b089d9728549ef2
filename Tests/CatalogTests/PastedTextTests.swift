import Testing

@testable import Catalog
@testable import Domain

@Suite struct PastedTextTests {
  static let pasted: [(String, String?)] = [
    ("10.1109/CVPR.2016.90", "doi:10.1109/cvpr.2016.90"),
    ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
    ("He et al., CVPR 2016, https://doi.org/10.1109/CVPR.2016.90.", "doi:10.1109/cvpr.2016.90"),
    ("Vaswani, A. (2017). Attention is all you need. arXiv preprint arXiv:1706.03762v5 [cs.CL].", "arxiv:1706.03762"),
    ("math.GT/0309136", "arxiv:math/0309136"), ("see PMID: 12345678 for it", "pmid:12345678"), ("PMC1234567", "pmcid:PMC1234567"),
    ("journals/corr/1608.06993", "arxiv:1608.06993"), ("https://dblp.org/rec/conf/nips/X17.html", "dblp:conf/nips/X17"),
    ("https://openreview.net/forum?id=rJl-b3RcF7&noteId=abc", "openreview:rJl-b3RcF7"),
    ("https://aclanthology.org/P19-1001.pdf", "acl:P19-1001"),
    ("978-0-262-03561-3", "isbn:9780262035613"), ("https://example.org/a?utm_source=x", "url:https://example.org/a"),
    ("look at https://example.org/a", nil), ("hello world", nil), ("", nil), ("2016", nil), ("call 0262035618 now", nil),
    ("https://openalex.org/W2741809807", "openalex:W2741809807"),
    ("https://api.openalex.org/works/w2741809807", "openalex:W2741809807"),
    ("W2741809807", "openalex:W2741809807"), ("CorpusId:13756489", "s2-corpus:13756489"),
    (
      "https://www.semanticscholar.org/paper/Attention/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
      "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776"
    ),
    ("https://www.bibsonomy.org/bibtex/1d6d1bcf9a4f3a0a40c0d1fda1b0f6a5c", "bib-inter:d6d1bcf9a4f3a0a40c0d1fda1b0f6a5c"),
    ("https://www.bibsonomy.org/bibtex/2d6d1bcf9a4f3a0a40c0d1fda1b0f6a5c/ada", "bib-intra:d6d1bcf9a4f3a0a40c0d1fda1b0f6a5c"),
    ("(doi:10.1000/x(1))", "doi:10.1000/x(1)"), ("doi 10.1000/x", "doi:10.1000/x"), ("ISBN 9780262035613", "isbn:9780262035613"),
  ]

  @Test("What people paste is the paper it names", arguments: pasted)
  func paste(text: String, expected: String?) {
    let name: String? =
      switch PastedText.reference(in: text) {
      case .identifier(let identifier): identifier.canonical
      case .alias(let scheme, let value): "\(scheme.rawValue):\(value)"
      case nil: nil
      }
    #expect(name == expected)
  }

  @Test("Every reference of a longer text is found once, in order")
  func several() {
    let found = PastedText.references(in: "1706.03762, then doi:10.1000/x; again arXiv:1706.03762 and 10.1000/y.")
    #expect(
      found.map { if case .identifier(let id) = $0 { id.canonical } else { "" } } == [
        "arxiv:1706.03762", "doi:10.1000/x", "doi:10.1000/y",
      ])
  }
}
