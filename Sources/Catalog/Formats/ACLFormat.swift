internal import Domain

/// Volumes of the ACL Anthology, in the form of 2019 (`P17-1001`) and that of 2022 (`2022.acl-long.1`).
struct ACLFormat {
  static let shape = XMLShape(records: ["meta", "paper"])

  private var meta = XMLNode("meta")

  /// The record of a paper; nil for what the volume says of itself, which is kept for its papers.
  mutating func record(_ xml: XMLRecord) -> BibliographicRecord? {
    guard xml.node.name == "paper" else {
      meta = xml.node
      return nil
    }
    let node = xml.node
    guard let id = Self.id(node, xml.ancestors) else { return nil }
    var record = BibliographicRecord(source: .acl)
    record.key = id
    record.identify(id, as: .acl)
    if let doi = node.line("doi") { record.identify(doi, as: .doi) }
    record.title = node.line("title") ?? ""
    record.authors = Self.people(node, "author")
    record.editors = Self.people(meta, "editor")
    record.abstract = node.first("abstract")?.blockText
    let code = meta.line("venue") ?? id.prefix(1).uppercased()
    record.venue = RecordVenue(
      node.line("journal") ?? node.line("booktitle") ?? meta.line("booktitle") ?? meta.line("journal-title"),
      short: meta.line("venue").map { $0.uppercased() } ?? Self.letters[code])
    record.volume = meta.line("journal-volume")
    record.issue = node.line("issue") ?? meta.line("journal-issue")
    record.pages = pageRange(node.line("pages"))
    record.publisher = meta.line("publisher")
    let dated = node.first("year") == nil ? meta : node
    record.published = PartialDate(
      year: dated.line("year").flatMap { Int($0) }, month: dated.line("month").flatMap { Self.month($0) })
    record.type = id.first == "J" || id.first == "Q" || ["cl", "tacl"].contains(code) ? .article : .inProceedings
    record.link("https://aclanthology.org/" + id)
    record.link("https://aclanthology.org/\(id).pdf", .pdf)
    for name in ["pwccode", "software"] { record.link(node.first(name)?.attribute("url") ?? "", .code) }
    for part in node.all("revision").prefix(RecordLimits.versions) {
      guard let number = part.attribute("id").flatMap({ Int($0) }) else { continue }
      let date = part.attribute("date").flatMap { PartialDate(parsing: $0) }
      record.versions.append(RecordVersion(number: number, date: date, note: part.flatText))
    }
    for part in node.all("erratum") { record.relate(.isCorrectedBy, nil, note: "erratum " + part.flatText) }
    if let part = node.first("retracted") {
      record.isWithdrawn = true
      record.relate(
        .isRetractedBy, nil, note: part.flatText.isEmpty ? "retracted" : part.flatText,
        date: part.attribute("date").flatMap { PartialDate(parsing: $0) })
    }
    record.language = node.line("language")
    record.raw = xml.raw
    record.rawType = "application/xml"
    return record.title.isEmpty ? nil : record
  }

  /// The first month of `May`, `June-July`.
  private static func month(_ text: String) -> Int? {
    text.split(whereSeparator: { !$0.isLetter }).first.flatMap { PartialDate.month(named: String($0)) }
  }

  /// The id of a paper: what its address says, else the numbers of collection, volume and paper together.
  private static func id(_ node: XMLNode, _ ancestors: [XMLNode]) -> String? {
    if let url = node.line("url"), let read = try? PaperIdentifier(parsing: "acl:" + url) { return read.value }
    guard let collection = ancestors.first?.attribute("id"), let number = node.attribute("id"),
      let volume = ancestors.last?.attribute("id")
    else { return nil }
    if collection.utf8.count == 3 {
      let width = collection.first == "W" ? 2 : 3
      let padded = String(repeating: "0", count: max(0, width - number.utf8.count)) + number
      return (try? PaperIdentifier(parsing: "acl:\(collection)-\(volume)\(padded)"))?.value
    }
    return (try? PaperIdentifier(parsing: "acl:\(collection)-\(volume).\(number)"))?.value
  }

  private static func people(_ node: XMLNode, _ name: String) -> [RecordAuthor] {
    node.all(name).prefix(RecordLimits.people).map { person in
      guard person.first("last") != nil else { return RecordAuthor(name: person.flatText) }
      return RecordAuthor(given: person.line("first"), family: person.line("last"), orcid: person.attribute("orcid"))
    }
  }

  /// What the first letter of an old id stands for.
  private static let letters = [
    "C": "COLING", "D": "EMNLP", "E": "EACL", "J": "CL", "K": "CoNLL", "N": "NAACL", "P": "ACL", "Q": "TACL", "S": "*SEM",
  ]
}
