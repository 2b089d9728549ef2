internal import Domain

/// Posts of BibSonomy: every field is an attribute.
enum BibSonomyFormat {
  static let shape = XMLShape(records: ["post", "error"])

  static func record(_ xml: XMLRecord) -> BibliographicRecord? {
    guard let node = xml.node.first("bibtex") else { return nil }
    func field(_ name: String) -> String? {
      node.attribute(name).map { line(LaTeXText.plain($0)) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    var record = BibliographicRecord(source: .bibSonomy)
    record.key = node.attribute("bibtexKey").map { line($0) }
    // Most keys are those of DBLP.
    record.identify(record.key ?? "")
    for (name, scheme) in [("interhash", "bib-inter"), ("intrahash", "bib-intra")] {
      guard let hash = node.attribute(name), hash.utf8.count == 32 else { continue }
      record.aliases.append("\(scheme):\(hash.asciiLowered)")
    }
    record.title = field("title") ?? ""
    record.authors = BibTeXNames.read(node.attribute("author") ?? "").people
    record.editors = BibTeXNames.read(node.attribute("editor") ?? "").people
    record.abstract = node.attribute("bibtexAbstract").flatMap { paragraphs(of: LaTeXText.plain($0)) }
    record.venue = RecordVenue(field("journal") ?? field("booktitle"))
    record.volume = field("volume")
    record.issue = field("number")
    record.pages = pageRange(field("pages"))
    record.publisher = field("publisher")
    record.published = field("year").flatMap {
      PartialDate(year: Int($0), month: field("month").flatMap { Int($0) ?? PartialDate.month(named: $0) })
    }
    record.type = RecordType(word: node.attribute("entrytype") ?? "")
    if let url = node.attribute("url") { record.identify(url) }
    // The rest of the fields, as BibTeX.
    for part in BibTeXParser.fields(in: node.attribute("misc") ?? "") {
      switch part.name {
      case "doi": record.identify(LaTeXText.plain(part.value), as: .doi)
      case "ee", "url": record.identify(LaTeXText.plain(part.value))
      default: break
      }
    }
    record.keywords = xml.node.all("tag").compactMap { $0.attribute("name") }.prefix(RecordLimits.words).map { line($0) }
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : record
  }
}
