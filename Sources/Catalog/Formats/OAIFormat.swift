internal import Domain

/// Answers and dumps of OAI-PMH 2.0 with the metadata `arXiv`, `arXivRaw` or `oai_dc`.
enum OAIFormat {
  static let shape = XMLShape(records: ["record", "error", "resumptionToken"])

  enum Item {
    case record(BibliographicRecord)
    /// The identifier of what was deleted.
    case deleted(String)
    /// The token that asks for the next part.
    case next(String)
    /// A code of the protocol and what is said with it; it comes with HTTP 200.
    case fault(code: String, message: String)
  }

  static func item(_ xml: XMLRecord) -> Item? {
    let node = xml.node
    switch node.name {
    case "error": return .fault(code: line(node.attribute("code") ?? ""), message: node.flatText)
    case "resumptionToken": return node.flatText.isEmpty ? nil : .next(node.flatText)
    default: break
    }
    let header = node.first("header")
    let id = header?.line("identifier") ?? ""
    guard header?.attribute("status")?.utf8.elementsEqual("deleted".utf8) != true else { return id.isEmpty ? nil : .deleted(id) }
    guard let metadata = node.first("metadata")?.elements.first else { return nil }
    var record: BibliographicRecord
    switch metadata.name {
    case "arXiv", "arXivRaw": record = arXiv(metadata)
    case "dc": record = dublinCore(metadata)
    default: return nil
    }
    record.key = record.key ?? id
    record.updated = record.updated ?? header?.line("datestamp").flatMap { PartialDate(parsing: $0) }
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : .record(record)
  }

  private static func arXiv(_ node: XMLNode) -> BibliographicRecord {
    var record = BibliographicRecord(source: .arxivOAI)
    record.key = node.line("id")
    record.identify(node.line("id") ?? "", as: .arxiv)
    // The field may hold several.
    for doi in (node.line("doi") ?? "").split(whereSeparator: { ",; ".contains($0) }) { record.identify(String(doi), as: .doi) }
    record.title = node.line("title") ?? ""
    if let authors = node.first("authors"), authors.elements.isEmpty {
      record.authors = names(authors.flatText)
    } else {
      record.authors = (node.first("authors")?.all("author") ?? []).prefix(RecordLimits.people).map {
        RecordAuthor(given: $0.line("forenames"), family: $0.line("keyname"), suffix: $0.line("suffix"))
      }
    }
    record.abstract = node.first("abstract").flatMap { indentedParagraphs($0.rawText) }
    record.categories = (node.line("categories") ?? "").split(separator: " ").prefix(RecordLimits.words).map { String($0) }
    record.license(node.line("license") ?? "")
    record.note = [node.line("comments"), node.line("journal-ref")].compactMap(\.self).joined(separator: "; ")
    if record.note?.isEmpty == true { record.note = nil }
    record.type = .preprint
    record.versions = node.all("version").prefix(RecordLimits.versions).compactMap { version in
      guard let number = version.attribute("version").flatMap({ Int($0.dropFirst()) }) else { return nil }
      return RecordVersion(number: number, date: version.line("date").flatMap { PartialDate(parsing: $0) })
    }
    record.published = node.line("created").flatMap { PartialDate(parsing: $0) } ?? record.versions.first?.date
    record.updated = node.line("updated").flatMap { PartialDate(parsing: $0) } ?? record.versions.last?.date
    record.isWithdrawn = ArXivWords.saysWithdrawn(node.line("comments"))
    return record
  }

  /// arXiv indents the first line of each paragraph but the first of the text.
  private static func indentedParagraphs(_ text: String) -> String? {
    var parts: [String] = []
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if parts.isEmpty || row.hasPrefix("  ") || row.utf8.allSatisfy(\.isBlank) {
        parts.append(String(row))
      } else {
        parts[parts.count - 1] += "\n" + row
      }
    }
    return paragraphs(parts)
  }

  /// Names in one text, as `arXivRaw` has them: `A. Author, B. Author and C. Author (Institute)`.
  private static func names(_ text: String) -> [RecordAuthor] {
    var plain = ""
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if depth == 0 { plain.append(character) }
      if character == ")" { depth = max(0, depth - 1) }
    }
    var parts: [String] = [""]
    for word in plain.split(separator: " ") {
      if word == "and" {
        parts.append("")
      } else if word.hasSuffix(",") {
        parts[parts.count - 1] += " " + word.dropLast()
        parts.append("")
      } else {
        parts[parts.count - 1] += " " + word
      }
    }
    return parts.map { line($0) }.filter { !$0.isEmpty }.prefix(RecordLimits.people).map { RecordAuthor(name: $0) }
  }

  private static func dublinCore(_ node: XMLNode) -> BibliographicRecord {
    var record = BibliographicRecord(source: .oaiPMH)
    record.title = node.line("title") ?? ""
    for id in node.all("identifier") { record.identify(id.flatText) }
    for id in node.all("relation") {
      let text = id.flatText
      if let rest = text.dropping(prefix: "info:eu-repo/semantics/altIdentifier/doi/") { record.identify(String(rest), as: .doi) }
    }
    record.authors = node.all("creator").prefix(RecordLimits.people).map { creator in
      let parts = creator.flatText.split(separator: ",", maxSplits: 1)
      guard let family = parts.first, parts.count == 2, let given = parts.last else {
        return RecordAuthor(name: creator.flatText)
      }
      return RecordAuthor(given: String(given), family: String(family))
    }
    record.abstract = node.first("description")?.blockText
    record.published = node.all("date").compactMap { PartialDate(parsing: $0.flatText) }.first
    record.publisher = node.line("publisher")
    record.venue = RecordVenue(node.line("source"))
    record.language = node.line("language")
    record.keywords = node.all("subject").prefix(RecordLimits.words).map(\.flatText)
    for right in node.all("rights") { record.license(right.flatText) }
    record.type =
      node.all("type").map { RecordType(word: String($0.flatText.split(separator: "/").last ?? "")) }.first { $0 != .other }
      ?? .other
    return record
  }
}
