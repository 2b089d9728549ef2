internal import Domain

/// RIS: lines of a tag of two characters, two spaces, a dash and a space.
enum RISFormat {
  /// Records of a text; broken spacing, missing ends and lines that go on are borne with.
  static func records(in bytes: [UInt8]) -> (records: [BibliographicRecord], complaints: [CatalogComplaint]) {
    var records: [BibliographicRecord] = []
    var complaints: [CatalogComplaint] = []
    var fields: [(tag: String, value: String)] = []
    var rows: [Substring] = []
    var start = 1
    func close() {
      defer {
        fields = []
        rows = []
      }
      guard !fields.isEmpty else { return }
      if var record = record(fields) {
        record.raw = Array(rows.joined(separator: "\n").utf8)
        record.rawType = "application/x-research-info-systems"
        records.append(record)
      } else {
        complaints.append(CatalogComplaint(line: start, message: "the record has neither title nor identifier"))
      }
    }
    let text = decodedText(bytes)
    let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
    for (index, scalars) in lines.enumerated() {
      var row = Substring(scalars)
      if row.unicodeScalars.last == "\r" { row.unicodeScalars.removeLast() }
      guard let (tag, value) = field(row) else {
        // A line without a tag goes on with the field before it.
        if !row.isEmpty, !fields.isEmpty, fields[fields.count - 1].value.utf8.count < RecordLimits.text {
          fields[fields.count - 1].value += "\n" + row
          rows.append(row)
        }
        continue
      }
      if tag == "TY" {
        close()
        start = index + 1
      }
      rows.append(row)
      if tag == "ER" {
        close()
      } else if fields.isEmpty, tag != "TY" {
        if rows.count == 1 { complaints.append(CatalogComplaint(line: index + 1, message: "a record must begin with TY")) }
      } else if fields.count < 20_000 {
        fields.append((tag, String(value)))
      }
    }
    close()
    return (records, complaints)
  }

  /// Tag and value of a line; nil where it has none.
  private static func field(_ row: Substring) -> (String, Substring)? {
    let bytes = row.utf8
    guard let first = bytes.first, 0x41...0x5A ~= first, let second = bytes.dropFirst().first,
      0x41...0x5A ~= second || second.isDigit
    else { return nil }
    let rest = bytes.dropFirst(2)
    guard let dash = rest.firstIndex(where: { $0 != 0x20 }), bytes[dash] == UInt8(ascii: "-"), rest.prefix(upTo: dash).count <= 3
    else { return nil }
    let value = row[bytes.index(after: dash)...]
    // "TY -  BOOK" is as good as "TY  - BOOK"; a word such as "A-priori" is no tag.
    guard rest.startIndex < dash || value.isEmpty else { return nil }
    return (String(row[..<rest.startIndex]), value.drop { $0 == " " })
  }

  private static func record(_ fields: [(tag: String, value: String)]) -> BibliographicRecord? {
    func all(_ tags: String...) -> [String] {
      fields.filter { tags.contains($0.tag) }.map { tidied($0.value) }.filter { !$0.isEmpty }
    }
    /// The first tag of the list that has a value.
    func first(_ tags: String...) -> String? {
      for tag in tags {
        if let value = fields.first(where: { $0.tag == tag && !$0.value.utf8.allSatisfy(\.isBlank) })?.value {
          return tidied(value)
        }
      }
      return nil
    }
    var record = BibliographicRecord(source: .ris)
    record.type = RecordType(word: first("TY") ?? "")
    record.title = first("TI", "T1", "CT") ?? ""
    record.authors = all("AU", "A1").prefix(RecordLimits.people).map(author)
    record.editors = all("ED", "A2").prefix(RecordLimits.people).map(author)
    record.abstract = (fields.first { $0.tag == "AB" } ?? fields.first { $0.tag == "N2" }).flatMap { paragraphs(of: $0.value) }
    if record.type == .thesis {
      record.subtitle = first("T2")
      record.venue = RecordVenue(first("T3"))
    } else {
      record.venue = RecordVenue(
        first("T2", "JO", "JF", "BT", "JA", "J2"), short: first("JA", "J2"), issns: all("SN").filter(isISSN))
    }
    for number in all("SN") where !isISSN(number) { record.identify("isbn:" + number) }
    record.volume = first("VL")
    record.issue = first("IS")
    record.pages = pageRange(first("SP").map { start in first("EP").map { "\(start)-\($0)" } ?? start })
    record.publisher = first("PB")
    record.published = first("DA", "PY", "Y1").flatMap { PartialDate(parsing: $0) }
    record.language = first("LA")
    record.note = first("N1")
    record.keywords = Array(all("KW").prefix(RecordLimits.words))
    record.key = first("ID", "AN")
    for doi in all("DO") { record.identify(doi.hasPrefix("10.") ? "doi:" + doi : doi) }
    for text in all("M3", "UR", "L1", "L2", "LK") where text.hasPrefix("10.") || isWebAddress(text) { record.identify(text) }
    if let preprint = first("C1", "M1"), preprint.dropping(prefix: "arxiv:") != nil { record.identify(preprint) }
    return record.title.isEmpty && record.identifiers.isEmpty ? nil : record
  }

  private static func isISSN(_ text: String) -> Bool { text.utf8.filter { $0.isDigit || $0.lowered == 0x78 }.count == 8 }

  /// The name in `Lovelace, Ada, Jr.` taken apart.
  private static func author(_ text: String) -> RecordAuthor {
    let parts = text.split(separator: ",", maxSplits: 2).map { String($0) }
    guard parts.count > 1, let family = parts.first else { return RecordAuthor(name: text) }
    return RecordAuthor(given: parts[1], family: family, suffix: parts.count > 2 ? parts[2] : nil)
  }

  /// The records as one text.
  static func text(_ records: [BibliographicRecord]) -> String {
    records.map(text).joined(separator: "\r\n")
  }

  private static func text(_ record: BibliographicRecord) -> String {
    var rows = ["TY  - \(record.type.ris)"]
    func add(_ tag: String, _ value: String?) {
      // A value is one line.
      if let value = value.map({ tidied($0) }), !value.isEmpty { rows.append("\(tag)  - \(value)") }
    }
    add("ID", record.key)
    add("TI", record.subtitle.map { "\(record.title): \($0)" } ?? record.title)
    for author in record.authors { add("AU", author.inverted) }
    for editor in record.editors { add("ED", editor.inverted) }
    add(record.type == .thesis ? "T3" : "T2", record.venue?.name)
    add("JA", record.venue?.short)
    add("VL", record.volume)
    add("IS", record.issue)
    let pages = record.pages?.split(separator: "–").map { String($0) } ?? []
    add("SP", pages.first)
    add("EP", pages.dropFirst().first)
    add("PB", record.publisher)
    add("PY", record.published.map { String($0.year) })
    add("DA", record.published?.month.flatMap { _ in record.published?.iso.split(separator: "-").joined(separator: "/") })
    add("DO", record.identifiers.first { $0.scheme == .doi }?.value)
    for id in record.identifiers where id.scheme != .doi { add("UR", id.url) }
    for link in record.links { add(link.kind == .pdf ? "L1" : "UR", link.url) }
    for number in record.isbns + (record.venue?.issns ?? []) { add("SN", number) }
    for word in record.keywords { add("KW", word) }
    add("LA", record.language)
    add("AB", record.abstract)
    rows.append("ER  - ")
    return rows.joined(separator: "\r\n") + "\r\n"
  }
}

/// Records as RIS.
package enum RISWriter {
  /// The records as one file, lines ended by CR LF.
  package static func text(_ records: [BibliographicRecord]) -> String { RISFormat.text(records) }
}
