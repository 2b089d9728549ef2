/// Where a record comes from: a source that is asked over the network, or a format of file.
package enum SourceName: String, Sendable, CaseIterable {
  case arxiv
  case arxivOAI = "arxiv-oai"
  case crossref
  case dataCite = "datacite"
  case doi
  case dblp
  case bibSonomy = "bibsonomy"
  case openAlex = "openalex"
  case pubMed = "pubmed"
  case openReview = "openreview"
  case bibTeX = "bibtex"
  case ris
  case cslJSON = "csl-json"
  case acl
  case jats
  case oaiPMH = "oai-pmh"
  /// What people of this server say.
  case local

  /// The sources that are asked over the network, in the order in which they are asked.
  package static let networked: [SourceName] = [
    .arxiv, .crossref, .dataCite, .doi, .dblp, .openReview, .pubMed, .openAlex, .bibSonomy, .arxivOAI,
  ]

  /// Whose word about a paper counts more: the lowest is shown (`Documentation/decisions/many-records.md`).
  ///
  /// Publishers and those who check by hand come first, then preprints, then what was gathered or typed.
  package var rank: Int {
    switch self {
    case .crossref, .acl, .pubMed: 10
    case .dblp, .openReview: 12
    case .doi, .dataCite, .jats: 15
    case .arxiv: 20
    case .arxivOAI, .oaiPMH: 21
    case .openAlex: 30
    case .local: 40
    case .cslJSON, .ris, .bibTeX: 45
    case .bibSonomy: 50
    }
  }

  /// The name for readers.
  package var label: String {
    switch self {
    case .arxiv: "arXiv"
    case .arxivOAI: "arXiv (OAI-PMH)"
    case .crossref: "Crossref"
    case .dataCite: "DataCite"
    case .doi: "doi.org"
    case .dblp: "DBLP"
    case .bibSonomy: "BibSonomy"
    case .openAlex: "OpenAlex"
    case .pubMed: "PubMed"
    case .openReview: "OpenReview"
    case .bibTeX: "BibTeX"
    case .ris: "RIS"
    case .cslJSON: "CSL-JSON"
    case .acl: "ACL Anthology"
    case .jats: "JATS"
    case .oaiPMH: "OAI-PMH"
    case .local: "this server"
    }
  }
}
