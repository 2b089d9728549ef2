/// What a record stands for; the raw value is the name in CSL 1.0.2 where there is one.
package enum RecordType: String, Sendable, CaseIterable {
  case article = "article-journal"
  case preprint = "article"
  case inProceedings = "paper-conference"
  case proceedings
  case book
  case chapter
  case entry = "entry-encyclopedia"
  case thesis
  case report
  case dataset
  case software
  case review
  case editorial
  case erratum
  case retraction
  case page = "webpage"
  case other = "document"

  /// Whether such a record speaks about another paper and is never one with it.
  package var speaksOfAnother: Bool {
    switch self {
    case .review, .erratum, .retraction: true
    default: false
    }
  }

  /// Reads the words of the formats: CSL, Crossref, DataCite, DBLP, BibTeX, JATS, OpenAlex.
  package init(word: String) {
    let key = String(decoding: word.utf8.prefix(80).filter(\.isLetter).map(\.lowered), as: UTF8.self)
    self = Self.words[key] ?? .other
  }

  private static let words: [String: RecordType] = {
    let groups: [(RecordType, String)] = [
      (.article, "articlejournal journalarticle article researcharticle jour articlemagazine mgzn datapaper review-article"),
      (.article, "reviewarticle briefreport rapidcommunication casereport letter originalpaper"),
      (.preprint, "preprint postedcontent unpublished unpb unpd submittedmanuscript"),
      (.inProceedings, "inproceedings conference conferencepaper proceedingsarticle paperconference conf cpaper"),
      (.proceedings, "proceedings conferenceproceeding bookseries journalissue proceedingsseries"),
      (.book, "book monograph editedbook referencebook booklet"), (.chapter, "incollection inbook bookchapter chapter chap chap"),
      (.chapter, "booksection bookpart"), (.entry, "referenceentry entryencyclopedia entrydictionary encyc dict inreference"),
      (.thesis, "phdthesis mastersthesis thesis dissertation thes"),
      (.report, "techreport report rprt reportseries standard reportcomponent"), (.dataset, "dataset data collection"),
      (.software, "software comp computationalnotebook"), (.review, "peerreview review bookreview productreview"),
      (.editorial, "editorial introduction"), (.erratum, "erratum correction corrigendum addendum publishederratum"),
      (.retraction, "retraction retractionofpublication"), (.page, "webpage elec online postweblog post www blogposting"),
    ]
    var words: [String: RecordType] = [:]
    for (type, list) in groups {
      for word in list.split(separator: " ") where words[String(word)] == nil { words[String(word)] = type }
    }
    return words
  }()

  /// The entry type of BibTeX.
  package var bibTeX: String {
    switch self {
    case .article: "article"
    case .inProceedings: "inproceedings"
    case .proceedings: "proceedings"
    case .book: "book"
    case .chapter, .entry: "incollection"
    case .thesis: "phdthesis"
    case .report: "techreport"
    default: "misc"
    }
  }

  /// The type word of RIS.
  package var ris: String {
    switch self {
    case .article, .review, .editorial, .erratum, .retraction: "JOUR"
    case .preprint: "UNPB"
    case .inProceedings: "CPAPER"
    case .proceedings: "CONF"
    case .book: "BOOK"
    case .chapter: "CHAP"
    case .entry: "ENCYC"
    case .thesis: "THES"
    case .report: "RPRT"
    case .dataset: "DATA"
    case .software: "COMP"
    case .page: "ELEC"
    case .other: "GEN"
    }
  }

  /// The type word of CSL 1.0.2, which has none for notices.
  package var csl: String {
    switch self {
    case .editorial, .erratum, .retraction: "article-journal"
    case .proceedings: "book"
    default: rawValue
    }
  }
}
