internal import Domain

/// Records of DBLP: its dump, and the answers of `dblp.org/rec/KEY.xml`.
enum DBLPFormat {
  static let shape = XMLShape(records: [
    "article", "inproceedings", "proceedings", "book", "incollection", "phdthesis", "mastersthesis", "data",
  ])

  static func record(_ xml: XMLRecord) -> BibliographicRecord? {
    let node = xml.node
    guard let key = node.attribute("key") else { return nil }
    var record = BibliographicRecord(source: .dblp)
    record.key = key
    record.identify(key, as: .dblp)
    for address in node.all("ee") {
      record.identify(address.flatText)
      record.link(address.flatText)
    }
    record.title = withoutFullStop(node.line("title") ?? "")
    record.authors = node.all("author").prefix(RecordLimits.people).map(author)
    record.editors = node.all("editor").prefix(RecordLimits.people).map(author)
    let stream = key.split(separator: "/").prefix(2).joined(separator: "/")
    record.venue = RecordVenue(
      node.line("journal") ?? node.line("booktitle") ?? node.line("series") ?? node.line("school"), stream: stream)
    record.volume = node.line("volume")
    record.issue = node.line("number")
    record.pages = pageRange(node.line("pages"))
    record.publisher = node.line("publisher")
    record.published = node.line("year").flatMap {
      PartialDate(year: Int($0), month: node.line("month").flatMap(PartialDate.month))
    }
    record.updated = node.attribute("mdate").flatMap { PartialDate(parsing: $0) }
    record.isbns += node.all("isbn").compactMap { (try? PaperIdentifier(parsing: "isbn:" + $0.flatText))?.value }
    record.note = node.line("note")
    record.type = type(node, stream: stream)
    record.isWithdrawn = node.attribute("publtype")?.utf8.elementsEqual("withdrawn".utf8) == true
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : record
  }

  private static func type(_ node: XMLNode, stream: String) -> RecordType {
    switch node.attribute("publtype") ?? "" {
    case "informal", "withdrawn": stream == "journals/corr" ? .preprint : RecordType(word: node.name)
    case "encyclopedia": .entry
    case "data": .dataset
    case "software": .software
    default: RecordType(word: node.name)
    }
  }

  /// A name without the number that tells persons of one name apart: `Manish Singh 0001`.
  static func author(_ node: XMLNode) -> RecordAuthor {
    RecordAuthor(name: withoutNumber(node.flatText), orcid: node.attribute("orcid"))
  }

  static func withoutNumber(_ name: String) -> String {
    let parts = name.split(separator: " ")
    guard parts.count > 1, let last = parts.last, last.utf8.count == 4, last.isDigits else { return name }
    return parts.dropLast().joined(separator: " ")
  }

  /// A title without the full stop that DBLP ends every one with.
  static func withoutFullStop(_ title: String) -> String {
    guard title.hasSuffix("."), !title.hasSuffix("..") else { return title }
    return String(title.dropLast())
  }
}
