internal import Domain

/// Answers of PubMed's E-utilities.
enum PubMedFormat {
  static let shape = XMLShape(
    records: ["PubmedArticle"], skipped: ["MeshHeadingList", "ChemicalList", "ReferenceList", "GrantList"])
  /// Answers of esearch.
  static let hits = XMLShape(records: ["IdList", "ErrorList", "Count"])

  static func record(_ xml: XMLRecord) -> BibliographicRecord? {
    guard let citation = xml.node.first("MedlineCitation"), let article = citation.first("Article") else { return nil }
    var record = BibliographicRecord(source: .pubMed)
    record.key = citation.line("PMID")
    record.identify(record.key ?? "", as: .pmid)
    for id in xml.node.first("PubmedData", "ArticleIdList")?.all("ArticleId") ?? [] {
      switch id.attribute("IdType") ?? "" {
      case "doi": record.identify(id.flatText, as: .doi)
      case "pmc": record.identify(id.flatText, as: .pmcid)
      default: break
      }
    }
    for id in article.all("ELocationID") where id.attribute("EIdType")?.dropping(prefix: "doi") != nil {
      record.identify(id.flatText, as: .doi)
    }
    record.title = DBLPFormat.withoutFullStop(article.line("ArticleTitle") ?? "")
    record.authors = (article.first("AuthorList")?.all("Author") ?? []).prefix(RecordLimits.people).map(author)
    record.abstract = article.first("Abstract")?.blockText
    let journal = article.first("Journal")
    record.venue = RecordVenue(
      journal?.line("Title"), short: journal?.line("ISOAbbreviation"), issns: journal?.all("ISSN").map(\.flatText) ?? [])
    let issue = journal?.first("JournalIssue")
    record.volume = issue?.line("Volume")
    record.issue = issue?.line("Issue")
    let last = article.line("Pagination", "EndPage").map { "-\($0)" } ?? ""
    record.pages = pageRange(
      article.line("Pagination", "StartPage").map { $0 + last } ?? article.line("Pagination", "MedlinePgn"))
    record.published = date(issue?.first("PubDate")) ?? date(article.first("ArticleDate"))
    record.updated = date(citation.first("DateRevised"))
    record.language = article.line("Language")
    record.keywords = citation.all("KeywordList").flatMap { $0.all("Keyword") }.prefix(RecordLimits.words).map(\.flatText)
    record.type = type(article.first("PublicationTypeList")?.all("PublicationType").map(\.flatText) ?? [])
    if record.type == .article, article.first("PublicationTypeList")?.rawText.range(ofASCII: "Retracted Publication") != nil {
      record.isWithdrawn = true
    }
    for part in citation.first("CommentsCorrectionsList")?.all("CommentsCorrections") ?? [] { relate(part, &record) }
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : record
  }

  private static func author(_ node: XMLNode) -> RecordAuthor {
    if let group = node.line("CollectiveName") { return RecordAuthor(name: group) }
    return RecordAuthor(
      given: node.line("ForeName") ?? node.line("Initials"), family: node.line("LastName"), suffix: node.line("Suffix"),
      orcid: node.all("Identifier").first { $0.attribute("Source")?.dropping(prefix: "ORCID") != nil }?.flatText)
  }

  private static func type(_ words: [String]) -> RecordType {
    for word in words {
      switch word {
      case "Retraction of Publication": return .retraction
      case "Published Erratum": return .erratum
      case "Editorial": return .editorial
      case "Preprint": return .preprint
      default: continue
      }
    }
    return .article
  }

  private static func relate(_ part: XMLNode, _ record: inout BibliographicRecord) {
    let kind: RecordRelation.Kind
    switch part.attribute("RefType") ?? "" {
    case "RetractionIn": kind = .isRetractedBy
    case "RetractionOf": kind = .retracts
    case "ErratumIn", "CorrectedandRepublishedIn": kind = .isCorrectedBy
    case "ErratumFor", "CorrectedandRepublishedFrom": kind = .corrects
    case "ExpressionOfConcernIn": kind = .isWarnedOfBy
    case "ExpressionOfConcernFor": kind = .warnsOf
    case "CommentIn": kind = .isCommentedBy
    case "CommentOn": kind = .commentsOn
    case "UpdateOf": kind = .hasPreprint
    case "UpdateIn": kind = .isPreprintOf
    default: return
    }
    record.relate(kind, part.line("PMID").map { "pmid:" + $0 }, note: part.line("RefSource"))
  }

  private static func date(_ node: XMLNode?) -> PartialDate? {
    guard let node else { return nil }
    if let medline = node.line("MedlineDate") { return PartialDate(parsing: medline) }
    return PartialDate(
      year: node.line("Year").flatMap { Int($0) },
      month: node.line("Month").flatMap { Int($0) ?? PartialDate.month(named: $0) }, day: node.line("Day").flatMap { Int($0) })
  }
}
