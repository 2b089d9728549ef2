extension SourceName {
  /// How a source wants to be asked.
  struct Etiquette {
    /// Scheme and authority.
    let base: String
    /// Sources of one queue share their rate: all of arXiv's interfaces are one.
    let queue: String
    /// From the end of one request to the next.
    let interval: Duration
    /// How long an answer is kept.
    let lifetime: Duration
  }

  /// The rates are those the sources state, or below them where none is stated.
  var etiquette: Etiquette {
    func made(_ base: String, _ queue: String, _ interval: Duration, days: Int) -> Etiquette {
      Etiquette(base: base, queue: queue, interval: interval, lifetime: .seconds(days * 86_400))
    }
    return switch self {
    // One request in 3 s and one connection, all interfaces together (info.arxiv.org, terms of use of the API).
    case .arxiv: made("https://export.arxiv.org", "arxiv", .seconds(3), days: 1)
    case .arxivOAI: made("https://oaipmh.arxiv.org", "arxiv", .seconds(3), days: 1)
    // The answer's own headers say what is allowed; this holds until one has come.
    case .crossref: made("https://api.crossref.org", "crossref", .milliseconds(500), days: 7)
    // 1,000 in 5 minutes for those who name themselves.
    case .dataCite: made("https://api.datacite.org", "datacite", .milliseconds(400), days: 7)
    case .doi: made("https://doi.org", "doi", .milliseconds(500), days: 7)
    // One to two seconds apart.
    case .dblp: made("https://dblp.org", "dblp", .seconds(2), days: 7)
    case .bibSonomy: made("https://www.bibsonomy.org", "bibsonomy", .seconds(1), days: 7)
    case .openAlex: made("https://api.openalex.org", "openalex", .milliseconds(200), days: 7)
    // Three a second without a key.
    case .pubMed: made("https://eutils.ncbi.nlm.nih.gov", "pubmed", .milliseconds(400), days: 7)
    case .openReview: made("https://api2.openreview.net", "openreview", .seconds(1), days: 1)
    case .bibTeX, .ris, .cslJSON, .acl, .jats, .oaiPMH, .local: made("", "", .seconds(1), days: 1)
    }
  }
}
