internal import Domain

/// Answers of arXiv's query interface.
enum AtomFormat {
  static let shape = XMLShape(records: ["entry", "totalResults"])

  /// What an entry stands for: a paper, or why there is none.
  enum Entry {
    case record(BibliographicRecord)
    /// An entry that is a message of the interface.
    case fault(String)
  }

  static func entry(_ xml: XMLRecord) -> Entry? {
    let node = xml.node
    guard node.name == "entry" else { return nil }
    let id = node.line("id") ?? ""
    // Whoever overlooks the status would take this for a paper called "Error".
    if id.range(ofASCII: "/api/errors") != nil { return .fault(node.line("summary") ?? "arXiv reports an error") }
    var record = BibliographicRecord(source: .arxiv)
    record.identify(id)
    guard let number = record.identifiers.first, number.scheme == .arxiv else { return nil }
    record.key = number.version.map { "\(number.value)v\($0)" } ?? number.value
    for doi in node.all("doi") {
      for part in doi.flatText.split(whereSeparator: { ",; ".contains($0) }) { record.identify(String(part), as: .doi) }
    }
    record.title = node.line("title") ?? ""
    record.authors = node.all("author").prefix(RecordLimits.people).compactMap { $0.line("name").map { RecordAuthor(name: $0) } }
    record.abstract = node.first("summary").flatMap { paragraphs(of: $0.rawText) }
    record.published = node.line("published").flatMap { PartialDate(parsing: $0) }
    record.updated = node.line("updated").flatMap { PartialDate(parsing: $0) }
    record.type = .preprint
    if let version = number.version { record.versions = [RecordVersion(number: version, date: record.updated)] }
    record.note = [node.line("comment"), node.line("journal_ref")].compactMap(\.self).joined(separator: "; ")
    if record.note?.isEmpty == true { record.note = nil }
    let codes = ([node.first("primary_category")].compactMap(\.self) + node.all("category")).compactMap { $0.attribute("term") }
    for code in codes.prefix(RecordLimits.words) where !record.categories.contains(code) { record.categories.append(line(code)) }
    for link in node.all("link") {
      record.link(link.attribute("href") ?? "", link.attribute("title").map { $0 == "pdf" ? .pdf : .page } ?? .page)
    }
    record.isWithdrawn = ArXivWords.saysWithdrawn(node.line("comment"))
    record.raw = xml.raw
    record.rawType = "application/atom+xml"
    return .record(record)
  }
}

/// What arXiv says in its free texts.
enum ArXivWords {
  /// Whether the authors say in the remarks that the paper has been withdrawn.
  static func saysWithdrawn(_ comment: String?) -> Bool {
    guard let words = comment?.lowercased() else { return false }
    return words.range(ofASCII: "withdrawn") != nil && words.range(ofASCII: "not withdrawn") == nil
  }
}
