package import Domain

/// The sources behind one desk: looking up an identifier, and searching.
package struct PaperSources: Sendable {
  let desk: SourceDesk

  /// The sources behind a desk.
  package init(desk: SourceDesk) { self.desk = desk }

  /// Drops the oldest kept answers beyond the limit; returns how many files went.
  package func sweep() -> Int { desk.sweep() }

  /// What came of asking several sources.
  package struct Findings: Sendable {
    /// In the order in which they were asked.
    package var records: [BibliographicRecord] = []
    /// Why others gave none.
    package var failures: [SourceError] = []
  }

  /// The enabled sources that know such identifiers, the best first.
  package func sources(for identifier: PaperIdentifier) -> [SourceName] {
    let able: [SourceName] =
      switch identifier.scheme {
      case .arxiv: [.arxiv, .arxivOAI]
      case .doi: [.crossref, .dataCite, .doi, .openAlex]
      case .dblp: [.dblp]
      case .openreview: [.openReview]
      case .pmid: [.pubMed, .openAlex]
      case .pmcid: [.pubMed]
      case .acl: [.crossref, .doi]
      case .isbn, .url: []
      }
    return able.filter(desk.isEnabled)
  }

  /// The enabled sources that can be searched.
  package var searchable: [SourceName] {
    [SourceName.dblp, .crossref, .arxiv, .openAlex, .pubMed, .dataCite, .openReview, .bibSonomy].filter(desk.isEnabled)
  }

  /// Asks one source for a paper; an empty list means that it knows none of that identifier.
  package func lookUp(_ identifier: PaperIdentifier, at source: SourceName) async throws(SourceError) -> [BibliographicRecord] {
    guard desk.isEnabled(source) else { throw .disabled(source) }
    switch (source, identifier.scheme) {
    case (.arxiv, .arxiv): return try await arxiv(identifier)
    case (.arxivOAI, .arxiv): return try await arxivOAI(identifier)
    case (.crossref, .doi): return try await crossref(identifier.value)
    case (.crossref, .acl), (.doi, .acl): return try await anthology(identifier.value, at: source)
    case (.dataCite, .doi): return try await dataCite(identifier.value)
    case (.doi, .doi): return try await negotiated(identifier.value)
    case (.dblp, .dblp): return try await dblp(identifier)
    case (.openReview, .openreview): return try await openReview(identifier)
    case (.pubMed, .pmid), (.pubMed, .pmcid): return try await pubMed(identifier)
    case (.openAlex, .doi), (.openAlex, .pmid): return try await openAlex("\(identifier.scheme.rawValue):\(identifier.value)")
    default: throw .unsupported(source)
    }
  }

  /// Asks the sources for a paper one after the other, until one knows it, or all of them.
  package func lookUp(_ identifier: PaperIdentifier, all: Bool = false) async -> Findings {
    var findings = Findings()
    for source in sources(for: identifier) {
      do throws(SourceError) {
        findings.records += try await lookUp(identifier, at: source)
      } catch {
        findings.failures.append(error)
      }
      if !all, !findings.records.isEmpty { break }
    }
    return findings
  }

  /// Searches one source for words of title and names; at most 50 records, `page` counts from 0.
  package func search(
    _ words: String, at source: SourceName, limit: Int = 20, page: Int = 0
  ) async throws(SourceError) -> [BibliographicRecord] {
    let text = tidied(words, limit: 300)
    guard !text.isEmpty else { return [] }
    let query = SourceQuery(words: text, limit: min(max(limit, 1), 50), page: min(max(page, 0), 100))
    switch source {
    case .arxiv: return try await arxiv(query)
    case .crossref: return try await crossref(query)
    case .dataCite: return try await dataCite(query)
    case .dblp: return try await dblp(query)
    case .bibSonomy: return try await bibSonomy(query)
    case .openAlex: return try await openAlex(query)
    case .pubMed: return try await pubMed(query)
    case .openReview: return try await openReview(query)
    default: throw .unsupported(source)
    }
  }

  /// A paper of the ACL Anthology by the DOIs that it may have.
  private func anthology(_ id: String, at source: SourceName) async throws(SourceError) -> [BibliographicRecord] {
    for doi in Self.dois(ofAnthology: id) {
      let records: [BibliographicRecord]
      if source == .crossref { records = try await crossref(doi) } else { records = try await negotiated(doi) }
      if !records.isEmpty { return records }
    }
    return []
  }

  /// Ids like `P05-1033` are of a year; up to 2015, in which both are met, DOIs began otherwise.
  private static func dois(ofAnthology id: String) -> [String] {
    let name = id.asciiLowered
    let later = "10.18653/v1/" + name
    guard name.utf8.count == 8, let year = Int(name.dropFirst().prefix(2)), year <= 15 || year >= 60 else { return [later] }
    return ["10.3115/v1/" + name, later]
  }
}

/// What is searched for.
struct SourceQuery: Sendable {
  let words: String
  let limit: Int
  let page: Int

  var encoded: String { encodedForURL(words) }
  var start: Int { page * limit }
}

/// Text for a part of a path or a query; slashes only where they may stand.
func encodedForURL(_ text: String, keepingSlashes: Bool = false) -> String {
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    if byte.isLetter || byte.isDigit || "-._~".utf8.contains(byte) || keepingSlashes && byte == UInt8(ascii: "/") {
      bytes.append(byte)
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += Array("%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
