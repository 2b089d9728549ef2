internal import Domain
internal import JSON

/// The attributes of a DOI as DataCite gives them.
enum DataCiteFormat {
  static func record(_ data: JSONValue) -> BibliographicRecord? {
    let work = data["attributes"] ?? data
    guard let doi = work["doi"]?.string else { return nil }
    var record = BibliographicRecord(source: .dataCite)
    record.key = line(doi)
    record.identify(doi, as: .doi)
    for other in (work["identifiers"]?.array ?? []) + (work["alternateIdentifiers"]?.array ?? []) {
      let kind = other["identifierType"]?.string ?? other["alternateIdentifierType"]?.string ?? ""
      guard let value = other["identifier"]?.string ?? other["alternateIdentifier"]?.string else { continue }
      switch kind.asciiLowered {
      case "arxiv": record.identify(value, as: .arxiv)
      case "pmid": record.identify(value, as: .pmid)
      default: break
      }
    }
    let titles = work["titles"]?.array ?? []
    record.title = CSLFormat.text((titles.first { $0["titleType"]?.string == nil } ?? titles.first)?["title"]) ?? ""
    record.subtitle = CSLFormat.text(titles.first { $0["titleType"]?.string == "Subtitle" }?["title"])
    record.authors = people(work["creators"])
    record.editors = people(work["contributors"], role: "Editor")
    let texts = work["descriptions"]?.array ?? []
    record.abstract = texts.first { $0["descriptionType"]?.string == "Abstract" }?["description"]?.string
      .flatMap(MarkupText.abstract)
    let container = work["container"]
    record.publisher = CSLFormat.text(work["publisher"]) ?? CSLFormat.text(work["publisher"]?["name"])
    record.venue = RecordVenue(CSLFormat.text(container?["title"]))
    record.volume = container?["volume"].flatMap(CSLFormat.word)
    record.issue = container?["issue"].flatMap(CSLFormat.word)
    record.pages = pageRange(container?["firstPage"].flatMap(CSLFormat.word))
    let dates = work["dates"]?.array ?? []
    func date(_ kind: String) -> PartialDate? {
      dates.first { $0["dateType"]?.string == kind }?["date"]?.string.flatMap { PartialDate(parsing: $0) }
    }
    record.published = date("Issued") ?? work["publicationYear"].flatMap(CSLFormat.word).flatMap { PartialDate(parsing: $0) }
    record.updated = date("Updated")
    record.isWithdrawn = date("Withdrawn") != nil
    let types = work["types"]
    let general = RecordType(word: types?["resourceTypeGeneral"]?.string ?? "")
    record.type = general == .other ? RecordType(word: types?["citeproc"]?.string ?? "") : general
    if doi.dropping(prefix: "10.48550/") != nil { record.type = .preprint }
    for right in work["rightsList"]?.array ?? [] { record.license(right["rightsUri"]?.string ?? "") }
    record.keywords = (work["subjects"]?.array ?? []).prefix(RecordLimits.words).compactMap { CSLFormat.text($0["subject"]) }
    record.language = CSLFormat.text(work["language"])
    record.link(work["url"]?.string ?? "")
    for related in work["relatedIdentifiers"]?.array ?? [] { relate(related, &record) }
    record.raw = data.serialized()
    record.rawType = "application/json"
    return record.title.isEmpty ? nil : record
  }

  private static let kinds: [String: RecordRelation.Kind] = [
    "IsVersionOf": .isVersionOf, "HasVersion": .hasVersion, "IsPreprintOf": .isPreprintOf, "IsIdenticalTo": .isIdenticalTo,
    "IsPreviousVersionOf": .hasVersion, "IsNewVersionOf": .isVersionOf, "IsPartOf": .isPartOf, "Reviews": .reviews,
    "IsReviewedBy": .isReviewedBy, "Obsoletes": .isVersionOf, "IsObsoletedBy": .hasVersion,
  ]

  private static func relate(_ related: JSONValue, _ record: inout BibliographicRecord) {
    guard let kind = kinds[related["relationType"]?.string ?? ""], let id = related["relatedIdentifier"]?.string else { return }
    switch related["relatedIdentifierType"]?.string ?? "" {
    case "DOI": record.relate(kind, isWebAddress(id) ? id : "doi:" + id)
    case "arXiv": record.relate(kind, "arxiv:" + (id.dropping(prefix: "arxiv:") ?? id[...]))
    case "PMID": record.relate(kind, "pmid:" + id)
    default: break
    }
  }

  private static func people(_ value: JSONValue?, role: String? = nil) -> [RecordAuthor] {
    let all = (value?.array ?? []).filter { person in role.map { person["contributorType"]?.string == $0 } ?? true }
    return all.prefix(RecordLimits.people).compactMap { person in
      let ids = person["nameIdentifiers"]?.array ?? []
      let orcid = ids.first { $0["nameIdentifierScheme"]?.string == "ORCID" }?["nameIdentifier"]?.string ?? person["id"]?.string
      if let family = person["familyName"]?.string {
        return RecordAuthor(given: person["givenName"]?.string, family: family, orcid: orcid)
      }
      return CSLFormat.text(person["name"]).map { RecordAuthor(name: $0, orcid: orcid) }
    }
  }
}
