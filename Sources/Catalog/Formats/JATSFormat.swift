internal import Domain

/// Articles in JATS: what stands in front of the text; also the answers of PubMed Central.
enum JATSFormat {
  static let shape = XMLShape(
    records: ["article"], skipped: ["body", "back", "floats-group", "sub-article", "response", "ref-list", "trans-abstract"])

  static func record(_ xml: XMLRecord) -> BibliographicRecord? {
    guard let front = xml.node.first("front"), let meta = front.first("article-meta") else { return nil }
    var record = BibliographicRecord(source: .jats)
    for id in meta.all("article-id") {
      switch id.attribute("pub-id-type") ?? "" {
      case "doi": record.identify(id.flatText, as: .doi)
      case "pmid": record.identify(id.flatText, as: .pmid)
      case "pmc", "pmcid": record.identify(id.flatText, as: .pmcid)
      case "arxiv": record.identify(id.flatText, as: .arxiv)
      case "publisher-id": record.key = id.flatText
      default: break
      }
    }
    let titles = meta.first("title-group")
    record.title = titles?.line("article-title") ?? ""
    record.subtitle = titles?.line("subtitle")
    record.authors = people(meta, "author")
    record.editors = people(meta, "editor")
    // Of several abstracts the one without a type is the abstract.
    let abstracts = meta.all("abstract")
    record.abstract = (abstracts.first { $0.attribute("abstract-type") == nil } ?? abstracts.first)?.blockText
    let journal = front.first("journal-meta")
    record.venue = RecordVenue(
      journal?.line("journal-title-group", "journal-title") ?? journal?.line("journal-title"),
      short: journal?.line("journal-title-group", "abbrev-journal-title"), issns: journal?.all("issn").map(\.flatText) ?? [])
    record.publisher = journal?.line("publisher", "publisher-name")
    record.volume = meta.line("volume")
    record.issue = meta.line("issue")
    let last = meta.line("lpage").map { "-\($0)" } ?? ""
    record.pages = pageRange(meta.line("fpage").map { $0 + last } ?? meta.line("elocation-id"))
    record.published = meta.all("pub-date").compactMap { date($0) }.min { $0.iso < $1.iso }
    record.type = type(xml.node.attribute("article-type") ?? "")
    record.language = xml.node.attribute("xml:lang")
    for license in meta.first("permissions")?.all("license") ?? [] {
      record.license(license.attribute("xlink:href") ?? "")
      for reference in license.descendants("license_ref") { record.license(reference.flatText) }
    }
    record.keywords = meta.all("kwd-group").flatMap { $0.all("kwd") }.prefix(RecordLimits.words).map(\.flatText)
    for related in meta.all("related-article") { relate(related, &record) }
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : record
  }

  private static func type(_ word: String) -> RecordType {
    switch word {
    case "correction", "addendum", "corrected-article": .erratum
    case "retraction", "partial-retraction": .retraction
    case "editorial", "introduction": .editorial
    case "book-review", "product-review", "reviewer-report": .review
    default: .article
    }
  }

  private static func relate(_ related: XMLNode, _ record: inout BibliographicRecord) {
    let kind: RecordRelation.Kind
    switch related.attribute("related-article-type") ?? "" {
    case "corrected-article", "addendum", "corrigendum-to": kind = .corrects
    case "retracted-article", "partial-retraction": kind = .retracts
    case "retraction-forward": kind = .isRetractedBy
    case "correction-forward", "erratum": kind = .isCorrectedBy
    case "object-of-concern": kind = .warnsOf
    case "commentary-article", "commentary": kind = .commentsOn
    case "preprint": kind = .hasPreprint
    default: return
    }
    let target = related.attribute("xlink:href") ?? ""
    let isDOI = related.attribute("ext-link-type")?.utf8.elementsEqual("doi".utf8) == true
    record.relate(kind, isDOI ? "doi:" + target : target, note: related.flatText)
  }

  private static func date(_ node: XMLNode) -> PartialDate? {
    if node.attribute("pub-type")?.utf8.elementsEqual("pmc-release".utf8) == true { return nil }
    let month = node.line("month")
    return PartialDate(
      year: node.line("year").flatMap { Int($0) }, month: month.flatMap { Int($0) ?? PartialDate.month(named: $0) },
      day: node.line("day").flatMap { Int($0) }) ?? node.attribute("iso-8601-date").flatMap { PartialDate(parsing: $0) }
  }

  private static func people(_ meta: XMLNode, _ role: String) -> [RecordAuthor] {
    let people = meta.all("contrib-group").flatMap { $0.all("contrib") }.filter { person in
      (person.attribute("contrib-type") ?? "author").utf8.elementsEqual(role.utf8)
    }
    return people.prefix(RecordLimits.people).compactMap { person in
      let orcid = person.all("contrib-id").first { $0.attribute("contrib-id-type")?.dropping(prefix: "orcid") != nil }?.flatText
      if let name = person.first("name") ?? person.first("name-alternatives", "name") {
        return RecordAuthor(
          given: name.line("given-names"), family: name.line("surname"), suffix: name.line("suffix"), orcid: orcid)
      }
      return (person.line("collab") ?? person.line("string-name")).map { RecordAuthor(name: $0, orcid: orcid) }
    }
  }
}
