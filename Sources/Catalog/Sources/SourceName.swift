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
