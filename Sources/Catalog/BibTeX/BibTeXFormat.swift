internal import Domain

/// Entries of BibTeX to records.
enum BibTeXFormat {
  /// What a reader came to: the records, and a line for each entry that was passed over.
  static func records(in bytes: [UInt8]) -> (records: [BibliographicRecord], complaints: [CatalogComplaint]) {
    var parser = BibTeXParser(decodedText(bytes))
    var entries: [BibTeXEntry] = []
    var complaints: [CatalogComplaint] = []
    while let outcome = parser.next() {
      switch outcome {
      case .success(let entry): entries.append(entry)
      case .failure(let fault): complaints.append(CatalogComplaint(line: fault.line, message: fault.message))
      }
    }
    // A parent may stand before or behind its children; keys differ by case alone to nobody.
    var parents: [[UInt8]: Int] = [:]
    for (place, entry) in entries.enumerated() where !entry.key.isEmpty {
      let key = Array(entry.key.asciiLowered.utf8)
      if parents[key] == nil { parents[key] = place }
    }
    let records = entries.compactMap { entry in
      let parent = entry.field("crossref").flatMap { parents[Array(tidied($0).asciiLowered.utf8)] }
      return record(entry, parent: parent.map { entries[$0] })
    }
    return (records, complaints)
  }

  private static func record(_ entry: BibTeXEntry, parent: BibTeXEntry?) -> BibliographicRecord? {
    func spelt(_ name: String) -> String? {
      if let own = entry.field(name) { return own }
      guard let parent, !["title", "author", "pages", "abstract", "key", "doi", "url"].contains(name) else { return nil }
      return parent.field(name) ?? (name == "booktitle" ? parent.field("title") : nil)
    }
    func field(_ names: String...) -> String? {
      for name in names {
        if let text = spelt(name).map({ line(LaTeXText.plain($0)) }), !text.isEmpty { return text }
      }
      return nil
    }
    var record = BibliographicRecord(source: .bibTeX)
    record.key = entry.key.isEmpty ? nil : entry.key
    record.title = tidied(LaTeXText.plain(entry.field("title") ?? ""))
    record.subtitle = field("subtitle")
    record.authors = BibTeXNames.read(entry.field("author") ?? "").people
    record.editors = BibTeXNames.read(spelt("editor") ?? "").people
    record.abstract = entry.field("abstract").flatMap { paragraphs(of: LaTeXText.plain($0)) }
    record.type = type(entry)
    record.venue = RecordVenue(
      field("journal", "journaltitle", "booktitle") ?? (record.type == .book ? nil : field("series", "school", "institution")),
      issns: field("issn").map { [$0] } ?? [])
    record.volume = field("volume")
    record.issue = field("number", "issue")
    record.pages = pageRange(field("pages"))
    record.publisher = field("publisher", "organization")
    record.published =
      PartialDate(
        year: field("year").flatMap { Int($0.filter(\.isNumber).prefix(4)) },
        month: field("month").flatMap { Int($0) ?? PartialDate(parsing: "2000 \($0)")?.month },
        day: field("day").flatMap { Int($0) })
      ?? field("date").flatMap { PartialDate(parsing: $0) }
    record.language = field("language", "langid")
    record.note = field("note")
    record.keywords = (field("keywords") ?? "").split(whereSeparator: { $0 == "," || $0 == ";" }).prefix(RecordLimits.words)
      .map { tidied(String($0)) }
    identify(&record, entry, field)
    record.raw = entry.raw
    record.rawType = "application/x-bibtex"
    return record.title.isEmpty && record.identifiers.isEmpty ? nil : record
  }

  private static func identify(
    _ record: inout BibliographicRecord, _ entry: BibTeXEntry, _ field: (String...) -> String?
  ) {
    if let doi = field("doi") {
      let isBare = doi.hasPrefix("10.")
      record.identify(doi, as: isBare ? .doi : nil)
    }
    let archive = field("archiveprefix", "eprinttype")?.asciiLowered
    if let eprint = field("eprint") {
      if archive == nil || archive == "arxiv" { record.identify(eprint, as: .arxiv) }
      if archive == "pubmed" { record.identify(eprint, as: .pmid) }
      if archive == "openreview" { record.identify(eprint, as: .openreview) }
    }
    if let pmid = field("pmid") { record.identify(pmid, as: .pmid) }
    if let isbn = field("isbn") {
      for part in isbn.split(whereSeparator: { $0 == "," || $0 == ";" }) { record.identify("isbn:" + tidied(String(part))) }
    }
    // Keys of DBLP say so; ShortScience's are those keys without the word.
    record.identify(record.key?.hasPrefix("DBLP:") == true || record.key?.contains("/") == true ? record.key ?? "" : "")
    for name in ["url", "ee", "biburl", "howpublished"] {
      guard let text = entry.field(name).map({ line(LaTeXText.plain($0)) }) else { continue }
      if let at = text.range(ofASCII: "http") { record.identify(String(text[at.lowerBound...].prefix { $0 != " " })) }
    }
    // arXiv's own export has the number only in "arXiv preprint arXiv:1706.03762".
    if let at = record.venue?.name.range(ofASCII: "arXiv:"), let name = record.venue?.name {
      record.identify(String(name[at.lowerBound...].prefix { $0 != " " && $0 != "," }))
    }
    if let license = field("copyright", "license") { record.license(license) }
    if let pdf = field("pdf") { record.link(pdf, .pdf) }
  }

  private static func type(_ entry: BibTeXEntry) -> RecordType {
    if entry.type == "misc" || entry.type == "online" || entry.type == "unpublished" {
      return entry.field("eprint") != nil || entry.type == "unpublished" ? .preprint : .other
    }
    let isCoRR = entry.field("journal").map { $0 == "CoRR" || $0.dropping(prefix: "arXiv") != nil } ?? false
    return isCoRR ? .preprint : RecordType(word: entry.type)
  }
}
