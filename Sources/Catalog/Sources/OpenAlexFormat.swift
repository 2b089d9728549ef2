internal import Domain
internal import JSON

/// Works of OpenAlex.
enum OpenAlexFormat {
  static func record(_ work: JSONValue) -> BibliographicRecord? {
    guard let id = work["id"]?.string.flatMap({ $0.split(separator: "/").last }), id.first == "W" else { return nil }
    var record = BibliographicRecord(source: .openAlex)
    record.key = line(String(id))
    record.aliases = ["openalex:" + line(String(id))]
    for (name, scheme) in [("doi", PaperScheme?.none), ("pmid", nil), ("pmcid", nil)] {
      if let value = (work["ids"]?[name] ?? work[name])?.string { record.identify(value, as: scheme) }
    }
    let places = work["locations"]?.array ?? []
    for place in places {
      // Only where a place is the paper at arXiv is its address an identifier of it.
      if let page = place["landing_page_url"]?.string, page.range(ofASCII: "arxiv.org/abs/") != nil { record.identify(page) }
      record.license(place["license_id"]?.string ?? "")
    }
    record.title = CSLFormat.text(work["title"]) ?? CSLFormat.text(work["display_name"]) ?? ""
    record.authors = (work["authorships"]?.array ?? []).prefix(RecordLimits.people).compactMap { entry in
      CSLFormat.text(entry["author"]?["display_name"]).map { RecordAuthor(name: $0, orcid: entry["author"]?["orcid"]?.string) }
    }
    record.abstract = abstract(work["abstract_inverted_index"])
    let first = work["primary_location"]
    let source = first?["source"]
    record.venue = RecordVenue(CSLFormat.text(source?["display_name"]), issns: CSLFormat.words(source?["issn"]))
    record.publisher = CSLFormat.text(source?["host_organization_name"])
    record.volume = work["biblio"]?["volume"].flatMap(CSLFormat.word)
    record.issue = work["biblio"]?["issue"].flatMap(CSLFormat.word)
    let last = work["biblio"]?["last_page"].flatMap(CSLFormat.word).map { "-\($0)" } ?? ""
    record.pages = pageRange(work["biblio"]?["first_page"].flatMap(CSLFormat.word).map { $0 + last })
    record.published =
      work["publication_date"]?.string.flatMap { PartialDate(parsing: $0) }
      ?? PartialDate(year: work["publication_year"]?.integer.flatMap { Int(exactly: $0) })
    record.updated = work["updated_date"]?.string.flatMap { PartialDate(parsing: $0) }
    record.type = RecordType(word: work["type"]?.string ?? "")
    record.language = CSLFormat.text(work["language"])
    record.isWithdrawn = work["is_retracted"]?.bool == true
    record.keywords = (work["keywords"]?.array ?? []).prefix(RecordLimits.words).compactMap { CSLFormat.text($0["display_name"]) }
    record.link(first?["landing_page_url"]?.string ?? "")
    record.link(first?["pdf_url"]?.string ?? "", .pdf)
    record.raw = work.serialized()
    record.rawType = "application/json"
    return record.title.isEmpty ? nil : record
  }

  /// The text of an index of words to their places.
  static func abstract(_ index: JSONValue?) -> String? {
    guard let members = index?.object?.members else { return nil }
    var words: [(place: Int64, word: String)] = []
    for (word, places) in members {
      for place in places.array ?? [] {
        guard let place = place.integer, 0...50_000 ~= place, words.count < 50_000 else { continue }
        words.append((place, word))
      }
    }
    return paragraphs(of: words.sorted { $0.place < $1.place }.map(\.word).joined(separator: " "))
  }
}
