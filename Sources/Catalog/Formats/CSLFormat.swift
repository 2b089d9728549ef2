internal import Domain
internal import JSON

/// CSL-JSON 1.0.2: files, and the answers of doi.org, whose fields may be arrays as Crossref's are.
enum CSLFormat {
  /// The records of a file: one object, an array of them, or an object with `items`.
  static func records(in bytes: [UInt8]) throws(CatalogError) -> (records: [BibliographicRecord], complaints: [CatalogComplaint])
  {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes, limits: .own)
    } catch {
      throw .malformed(error.description, line: nil)
    }
    let items = value.array ?? value["items"]?.array ?? [value]
    var records: [BibliographicRecord] = []
    var complaints: [CatalogComplaint] = []
    for (index, item) in items.enumerated() {
      if let record = record(item) {
        records.append(record)
      } else {
        complaints.append(CatalogComplaint(line: nil, message: "item \(index + 1) has neither title nor identifier"))
      }
    }
    return (records, complaints)
  }

  static func record(_ item: JSONValue, source: SourceName = .cslJSON) -> BibliographicRecord? {
    guard item.object != nil else { return nil }
    var record = BibliographicRecord(source: source)
    record.key = (item["id"] ?? item["citation-key"]).flatMap(word)
    record.type = RecordType(word: item["type"]?.string ?? "")
    record.title = text(item["title"]) ?? ""
    record.subtitle = text(item["subtitle"])
    record.authors = people(item["author"])
    record.editors = people(item["editor"])
    record.abstract = item["abstract"]?.string.flatMap(MarkupText.abstract)
    record.venue = RecordVenue(
      text(item["container-title"]) ?? text(item["event-title"]), short: text(item["container-title-short"]),
      issns: words(item["ISSN"]))
    record.volume = item["volume"].flatMap(word)
    record.issue = item["issue"].flatMap(word)
    record.pages = pageRange(item["page"].flatMap(word))
    record.publisher = text(item["publisher"])
    record.published = date(item["issued"]) ?? date(item["published"])
    record.language = text(item["language"])
    record.note = text(item["note"])
    record.keywords =
      words(item["categories"]) + (text(item["keyword"])?.split(separator: ",").map { tidied(String($0)) } ?? [])
    for (name, scheme) in [("DOI", PaperScheme.doi), ("PMID", .pmid), ("PMCID", .pmcid)] {
      if let value = item[name].flatMap(word) { record.identify(value, as: scheme) }
    }
    for number in words(item["ISBN"]) { record.identify(number.utf8.contains(UInt8(ascii: "/")) ? number : "isbn:" + number) }
    if let number = item["number"]?.string, number.dropping(prefix: "arxiv:") != nil { record.identify(number) }
    // A bare id may be any word; an address of an identifier is one.
    for name in ["id", "URL"] {
      if let address = item[name]?.string, isWebAddress(address) { record.identify(address) }
    }
    record.raw = item.serialized()
    record.rawType = "application/vnd.citationstyles.csl+json"
    return record.title.isEmpty && record.identifiers.isEmpty ? nil : record
  }

  /// A text, or the first of an array, without mark-up.
  static func text(_ value: JSONValue?) -> String? {
    let found = value?.string ?? value?.array?.first { $0.string?.isEmpty == false }?.string
    return found.map(MarkupText.line).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A text or a number.
  static func word(_ value: JSONValue) -> String? {
    let text =
      value.string.map { line($0) } ?? value.integer.map { String($0) } ?? value.array?.first.flatMap(\.string).map { line($0) }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The texts of an array, or one text.
  static func words(_ value: JSONValue?) -> [String] {
    let all = value?.array?.compactMap(\.string) ?? value?.string.map { [$0] } ?? []
    return all.prefix(RecordLimits.words).map { line($0) }.filter { !$0.isEmpty }
  }

  static func people(_ value: JSONValue?) -> [RecordAuthor] {
    (value?.array ?? []).prefix(RecordLimits.people).compactMap { person in
      let orcid = person["ORCID"]?.string
      if let family = person["family"]?.string {
        let particles = [person["dropping-particle"], person["non-dropping-particle"]].compactMap { $0?.string }
        return RecordAuthor(
          given: person["given"]?.string.map(MarkupText.line),
          family: MarkupText.line((particles + [family]).joined(separator: " ")), suffix: person["suffix"]?.string, orcid: orcid)
      }
      let name = person["literal"]?.string ?? person["name"]?.string ?? person["given"]?.string ?? person.string
      return name.map(MarkupText.line).flatMap { $0.isEmpty ? nil : RecordAuthor(name: $0, orcid: orcid) }
    }
  }

  /// `{"date-parts": [[2016, 5]]}`, whose numbers may be texts, or `{"raw": "…"}`.
  static func date(_ value: JSONValue?) -> PartialDate? {
    guard let value else { return nil }
    if let parts = value["date-parts"]?.array?.first?.array {
      let numbers = parts.map { $0.integer.flatMap { Int(exactly: $0) } ?? $0.string.flatMap { Int($0) } }
      return PartialDate(
        year: numbers.first.flatMap(\.self), month: numbers.dropFirst().first.flatMap(\.self),
        day: numbers.dropFirst(2).first.flatMap(\.self))
    }
    return (value["raw"]?.string ?? value["literal"]?.string ?? value.string).flatMap { PartialDate(parsing: $0) }
  }
}

/// Records as CSL-JSON.
package enum CSLWriter {
  /// An array of items, for a list; a program may need more than one.
  package static func array(_ records: [BibliographicRecord]) -> [UInt8] {
    JSONValue.array(records.enumerated().map { item($1, number: $0 + 1) }).serialized()
  }

  /// One item, for the page of one paper.
  package static func object(_ record: BibliographicRecord) -> [UInt8] { item(record, number: 1).serialized() }

  private static func item(_ record: BibliographicRecord, number: Int) -> JSONValue {
    var item = JSONObject()
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { item[name] = .string(text) }
    }
    add("id", record.key ?? record.identifiers.first?.canonical ?? "item-\(number)")
    add("type", record.type.csl)
    add("title", record.subtitle.map { "\(record.title): \($0)" } ?? record.title)
    if !record.authors.isEmpty { item["author"] = .array(record.authors.map(person)) }
    if !record.editors.isEmpty { item["editor"] = .array(record.editors.map(person)) }
    add("container-title", record.venue?.name)
    add("container-title-short", record.venue?.short)
    add("volume", record.volume)
    add("issue", record.issue)
    add("page", record.pages?.split(separator: "–").joined(separator: "-"))
    add("publisher", record.publisher)
    if let date = record.published {
      let parts = [date.year, date.month, date.day].compactMap(\.self).map { JSONValue.integer(Int64($0)) }
      item["issued"] = ["date-parts": .array([.array(parts)])]
    }
    for id in record.identifiers {
      switch id.scheme {
      case .doi: add("DOI", id.value)
      case .pmid: add("PMID", id.value)
      case .pmcid: add("PMCID", id.value)
      case .arxiv: add("number", "arXiv:" + id.value)
      default: break
      }
    }
    add("ISBN", record.isbns.first)
    add("ISSN", record.venue?.issns.first)
    add("URL", record.links.first?.url ?? record.identifiers.first?.url)
    add("language", record.language)
    add("keyword", record.keywords.joined(separator: ", "))
    add("abstract", record.abstract)
    return .object(item)
  }

  private static func person(_ author: RecordAuthor) -> JSONValue {
    var person = JSONObject()
    if let family = author.family {
      person["family"] = .string(family)
      person["given"] = author.given.map { .string($0) }
      person["suffix"] = author.suffix.map { .string($0) }
    } else {
      person["literal"] = .string(author.name)
    }
    person["ORCID"] = author.orcid.map { .string("https://orcid.org/" + $0) }
    return .object(person)
  }
}
