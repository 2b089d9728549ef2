extension PaperIdentifier {
  /// The identifier that an address of a known site names; nil where the site is unknown or the page is no paper's.
  ///
  /// Throws where the page is a paper's and its number is wrong.
  static func recognised(_ address: WebAddress) throws(DomainError) -> PaperIdentifier? {
    let host = address.host.dropping(prefix: "www.").map { String($0) } ?? address.host
    guard let path = percentDecoded(address.path.drop { $0 == "/" }) else {
      guard host != "doi.org", host != "dx.doi.org" else {
        throw DomainError(.identifier, .malformed, "This is not a valid DOI identifier.")
      }
      return nil
    }
    switch host {
    case "doi.org", "dx.doi.org": return path.hasPrefix("10.") ? try read(prose(path), as: .doi) : nil
    case "ar5iv.org", "alphaxiv.org": return try arxivPage(path, bareToo: true)
    case "huggingface.co", "hf.co": return try after("papers/", path, as: .arxiv)
    case "dblp.org", "dblp.uni-trier.de", "dblp.dagstuhl.de": return try dblpPage(path)
    case "pubmed.ncbi.nlm.nih.gov": return path.first?.isNumber == true ? try read(firstPart(path), as: .pmid) : nil
    case "pmc.ncbi.nlm.nih.gov": return try after("articles/", path, as: .pmcid)
    case "ncbi.nlm.nih.gov":
      if let read = try after("pubmed/", path, as: .pmid) { return read }
      return try after("pmc/articles/", path, as: .pmcid)
    case "openreview.net":
      guard ["forum", "pdf", "attachment"].contains(path), let id = address.parameter("id") else { return nil }
      return try read(prose(id), as: .openreview)
    case "aclanthology.org": return acl(firstPart(path))
    case "aclweb.org":
      // Older addresses repeat volume and letter before the id: /anthology/P/P19/P19-1001.
      guard let rest = path.dropping(prefix: "anthology/"), let last = rest.split(separator: "/").last else { return nil }
      return acl(last)
    case "openlibrary.org", "worldcat.org", "search.worldcat.org": return try after("isbn/", path, as: .isbn)
    case "shortscience.org":
      guard path == "paper", let key = address.parameter("bibtexKey") else { return nil }
      return doi(prose(key)) ?? dblp(prose(key))
    case "link.springer.com":
      for kind in ["article/", "chapter/", "book/"] {
        if let rest = path.dropping(prefix: kind), let read = doi(prose(rest)) { return read }
      }
      return nil
    default: return host == "arxiv.org" || host.hasSuffix(".arxiv.org") ? try arxivPage(path, bareToo: false) : publisher(path)
    }
  }

  private static func prose(_ text: some StringProtocol) -> Substring { trimmingProse(text) }

  private static func firstPart(_ path: some StringProtocol) -> Substring {
    String(path.split(separator: "/").first ?? "")[...]
  }

  /// The first part behind a prefix of the path.
  private static func after(_ prefix: String, _ path: String, as scheme: PaperScheme) throws(DomainError) -> PaperIdentifier? {
    guard let rest = path.dropping(prefix: prefix), !rest.isEmpty else { return nil }
    return try read(firstPart(rest), as: scheme)
  }

  private static func arxivPage(_ path: String, bareToo: Bool) throws(DomainError) -> PaperIdentifier? {
    for kind in ["abs/", "pdf/", "html/", "format/", "e-print/", "src/", "ps/", "overview/"] {
      guard let rest = path.dropping(prefix: kind), !rest.isEmpty else { continue }
      let number = rest.last == "/" ? rest.dropLast() : rest
      return try read(prose(number), as: .arxiv)
    }
    return bareToo ? arxiv(path[...]) : nil
  }

  private static func dblpPage(_ path: String) throws(DomainError) -> PaperIdentifier? {
    guard var key = path.dropping(prefix: "rec/") else { return nil }
    for format in ["bibtex/", "html/", "xml/", "bib/"] {
      if let rest = key.dropping(prefix: format) { key = rest }
    }
    for ending in [".html", ".xml", ".bib", ".rdf", ".nt", ".ttl"] {
      if let rest = key.dropping(suffix: ending) { key = rest }
    }
    return try read(key, as: .dblp)
  }

  /// The DOI in a publisher's path, as `/doi/abs/10.1145/1.2`.
  private static func publisher(_ path: String) -> PaperIdentifier? {
    var parts = path.pathParts[...]
    guard let place = parts.firstIndex(where: { $0.dropping(prefix: "doi")?.isEmpty == true }) else { return nil }
    parts = parts[(place + 1)...]
    let views = ["abs", "full", "pdf", "epdf", "pdfdirect", "epub", "reader", "abstract", "book", "pdfplus"]
    if let view = parts.first, views.contains(String(view)) { parts = parts.dropFirst() }
    return doi(trimmingProse(parts.joined(separator: "/")))
  }
}
