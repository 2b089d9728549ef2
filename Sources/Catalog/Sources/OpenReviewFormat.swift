internal import Domain
internal import JSON

/// Notes of OpenReview, of both generations of its interface: fields are values, or objects with a `value`.
enum OpenReviewFormat {
  static func record(_ note: JSONValue) -> BibliographicRecord? {
    guard let forum = note["forum"]?.string ?? note["id"]?.string else { return nil }
    // A note that is no forum's first is a review or a comment.
    if let id = note["id"]?.string, !id.utf8.elementsEqual(forum.utf8) { return nil }
    let content = note["content"]
    func field(_ name: String) -> JSONValue? { content?[name].map { $0["value"] ?? $0 } }
    var record = BibliographicRecord(source: .openReview)
    record.key = line(forum)
    record.identify(forum, as: .openreview)
    record.title = CSLFormat.text(field("title")) ?? ""
    record.authors = (field("authors")?.array ?? []).prefix(RecordLimits.people).compactMap {
      CSLFormat.text($0).map { RecordAuthor(name: $0) }
    }
    record.abstract = field("abstract")?.string.flatMap { paragraphs(of: $0) }
    record.keywords = CSLFormat.words(field("keywords"))
    record.venue = RecordVenue(CSLFormat.text(field("venue")))
    record.published = (note["pdate"] ?? note["cdate"])?.integer.flatMap(date)
    record.updated = (note["mdate"] ?? note["tmdate"])?.integer.flatMap(date)
    record.type = .inProceedings
    let venue = record.venue?.name.lowercased() ?? ""
    if venue.range(ofASCII: "submitted") != nil || venue.range(ofASCII: "reject") != nil || venue.isEmpty {
      record.type = .preprint
    }
    record.isWithdrawn = venue.range(ofASCII: "withdrawn") != nil
    record.link("https://openreview.net/forum?id=" + record.identifiers.map(\.value).joined())
    if let pdf = field("pdf")?.string { record.link(pdf.hasPrefix("/") ? "https://openreview.net" + pdf : pdf, .pdf) }
    if let license = note["license"]?.string { record.license(license) }
    for name in ["html", "arxiv", "_bibtex"] {
      if name != "_bibtex", let address = field(name)?.string, isWebAddress(address) { record.identify(address) }
    }
    record.raw = note.serialized()
    record.rawType = "application/json"
    return record.title.isEmpty || record.identifiers.isEmpty ? nil : record
  }

  private static func date(_ milliseconds: Int64) -> PartialDate? {
    PartialDate(parsing: Timestamp(milliseconds: milliseconds).isoDay)
  }
}

/// Hits of DBLP's search.
enum DBLPSearchFormat {
  static func record(_ hit: JSONValue) -> BibliographicRecord? {
    guard let info = hit["info"], let key = info["key"]?.string else { return nil }
    var record = BibliographicRecord(source: .dblp)
    record.key = line(key)
    record.identify(key, as: .dblp)
    if let doi = info["doi"]?.string { record.identify(doi, as: .doi) }
    for address in list(info["ee"]).compactMap(\.string) {
      record.identify(address)
      record.link(address)
    }
    record.title = DBLPFormat.withoutFullStop(CSLFormat.text(info["title"]) ?? "")
    // One author is an object, several are an array of them.
    record.authors = list(info["authors"]?["author"]).prefix(RecordLimits.people).compactMap { author in
      CSLFormat.text(author["text"] ?? author).map {
        RecordAuthor(name: DBLPFormat.withoutNumber($0), orcid: author["@orcid"]?.string)
      }
    }
    let stream = key.split(separator: "/").prefix(2).joined(separator: "/")
    record.venue = RecordVenue(CSLFormat.text(info["venue"]), stream: line(stream))
    record.volume = info["volume"].flatMap(CSLFormat.word)
    record.issue = info["number"].flatMap(CSLFormat.word)
    record.pages = pageRange(info["pages"].flatMap(CSLFormat.word))
    record.published = info["year"].flatMap(CSLFormat.word).flatMap { PartialDate(parsing: $0) }
    record.type = type(info["type"]?.string ?? "")
    record.isWithdrawn = info["type"]?.string == "Withdrawn Items"
    record.raw = hit.serialized()
    record.rawType = "application/json"
    return record.title.isEmpty ? nil : record
  }

  private static func list(_ value: JSONValue?) -> [JSONValue] { value?.array ?? value.map { [$0] } ?? [] }

  private static func type(_ word: String) -> RecordType {
    switch word {
    case "Conference and Workshop Papers": .inProceedings
    case "Journal Articles": .article
    case "Informal and Other Publications", "Informal Publications": .preprint
    case "Books and Theses": .book
    case "Editorship": .proceedings
    case "Parts in Books or Collections": .chapter
    case "Reference Works": .entry
    case "Data and Artifacts": .dataset
    default: .other
    }
  }
}
