internal import Domain
internal import Forms
internal import Store

/// A paper as reference managers read it out of a page.
struct PaperMetadata: Sendable {
  let paper: PaperRow

  /// Highwire's tags, which Zotero and Google Scholar read: what the paper is, with the paper's own addresses and none of ours.
  var highwire: [MetaView] {
    var metas = [MetaView("citation_title", paper.title)]
    metas += paper.authors.map { MetaView("citation_author", $0) }
    if let year = paper.year { metas.append(MetaView("citation_publication_date", String(year))) }
    if let venue = paper.venueName { metas.append(MetaView("citation_journal_title", venue)) }
    for identifier in paper.identifiers {
      switch identifier.scheme {
      case .doi: metas.append(MetaView("citation_doi", identifier.value))
      case .arxiv: metas.append(MetaView("citation_arxiv_id", identifier.value))
      case .pmid: metas.append(MetaView("citation_pmid", identifier.value))
      case .isbn: metas.append(MetaView("citation_isbn", identifier.value))
      default: break
      }
    }
    if let address = paper.bestIdentifier?.url { metas.append(MetaView("citation_public_url", address)) }
    if let address = Self.pdf(of: paper) { metas.append(MetaView("citation_pdf_url", address)) }
    // A long one would weigh more than the page; the exports have it.
    if let abstract = paper.abstract, abstract.utf8.count <= 5_000 { metas.append(MetaView("citation_abstract", abstract)) }
    return metas
  }

  /// A context object for lists of papers (ANSI/NISO Z39.88, COinS).
  func coins(host: String) -> String {
    var pairs = [
      ("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"), ("rfr_id", "info:sid/\(host):scholion"),
      ("rft.genre", paper.venueName == nil ? "preprint" : "article"), ("rft.atitle", paper.title),
    ]
    if let venue = paper.venueName { pairs.append(("rft.jtitle", venue)) }
    if let year = paper.year { pairs.append(("rft.date", String(year))) }
    pairs += paper.authors.prefix(50).map { ("rft.au", $0) }
    for identifier in paper.identifiers.prefix(10) {
      switch identifier.scheme {
      case .doi: pairs.append(("rft_id", "info:doi/\(identifier.value)"))
      case .pmid: pairs.append(("rft_id", "info:pmid/\(identifier.value)"))
      default: pairs.append(("rft_id", identifier.url))
      }
    }
    return pairs.map { "\($0.0)=\(PercentCoding.encoded($0.1))" }.joined(separator: "&")
  }

  /// The paper itself, where its registry gives it to everybody.
  static func pdf(of paper: PaperRow) -> String? {
    paper.identifiers.first { $0.scheme == .arxiv }.map { "https://arxiv.org/pdf/\($0.value)" }
  }
}

/// A name and a value in the head of a page.
struct MetaView: Sendable {
  var name: String
  var content: String

  init(_ name: String, _ content: String) {
    self.name = name
    self.content = content
  }
}
