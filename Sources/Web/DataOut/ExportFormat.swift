internal import Catalog
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// In which form papers go to a reference manager; the raw value ends the address.
enum ExportFormat: String, CaseIterable, Sendable {
  case bibTeX = "bib"
  case ris
  case cslJSON = "json"

  /// For readers.
  var label: String {
    switch self {
    case .bibTeX: "BibTeX"
    case .ris: "RIS"
    case .cslJSON: "CSL-JSON"
    }
  }

  var mediaType: String {
    switch self {
    case .bibTeX: "application/x-bibtex"
    case .ris: "application/x-research-info-systems"
    case .cslJSON: "application/vnd.citationstyles.csl+json"
    }
  }

  /// With the charset, which is JSON's own already.
  var contentType: String { self == .cslJSON ? mediaType : mediaType + "; charset=utf-8" }
}

extension BibliographicRecord {
  /// What is stored of a paper; nil where a rule of papers is broken, which none that was stored breaks.
  ///
  /// - Parameter key: the name of the record in a file; nil lets BibTeX make one that can be read
  init?(_ paper: PaperRow, key: String? = nil) {
    let venue = paper.venueKey.flatMap { try? ActorName($0) }.flatMap { key in
      paper.venueName.flatMap { try? VenueReference(key: key, name: $0) }
    }
    let checked = try? Paper(
      title: paper.title, authors: paper.authors, venue: venue, year: paper.year, abstract: paper.abstract,
      identifiers: paper.identifiers)
    guard let checked else { return nil }
    self.init(paper: checked, key: key)
  }
}

/// Writes papers into one file, some at a time: what holds for the whole file is kept between them.
struct ExportFile {
  let format: ExportFormat
  private var keys: Set<String> = []
  private var isEmpty = true

  init(_ format: ExportFormat) { self.format = format }

  /// The next part of the file.
  mutating func bytes(of papers: [PaperRow]) -> [UInt8] {
    let format = format
    let records = papers.compactMap { Self.record(of: $0, format) }
    return bytes(of: records)
  }

  /// A paper with what a source says beyond what a paper keeps.
  mutating func bytes(of paper: PaperRow, completedFrom source: BibliographicRecord?) -> [UInt8] {
    guard var record = Self.record(of: paper, format) else { return [] }
    if let source { record.complete(from: source) }
    return bytes(of: [record])
  }

  private static func record(of paper: PaperRow, _ format: ExportFormat) -> BibliographicRecord? {
    // The name of a paper's room never changes, and no other has it.
    BibliographicRecord(paper, key: format == .bibTeX ? nil : paper.name)
  }

  private mutating func bytes(of records: [BibliographicRecord]) -> [UInt8] {
    guard !records.isEmpty else { return [] }
    defer { isEmpty = false }
    switch format {
    case .bibTeX:
      let text = BibTeXWriter().text(records, taken: &keys)
      return Array((isEmpty ? text : "\n" + text).utf8)
    case .ris:
      let text = RISWriter.text(records)
      return Array((isEmpty ? text : "\r\n" + text).utf8)
    case .cslJSON:
      var bytes: [UInt8] = isEmpty ? [UInt8(ascii: "[")] : []
      for (index, record) in records.enumerated() {
        if !isEmpty || index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += CSLWriter.object(record)
      }
      return bytes
    }
  }

  /// What stands behind the last part.
  func end() -> [UInt8] { format == .cslJSON ? Array((isEmpty ? "[]" : "]").utf8) : [] }
}

extension Request {
  /// The format of references that the caller wants rather than a page (RFC 9110 section 12.5.1); nil where a page is as welcome.
  var wantedExport: ExportFormat? {
    guard let accept = headers[.accept], accept.utf8.count <= 2_048 else { return nil }
    var page = 0
    var best: (format: ExportFormat, weight: Int)?
    for range in accept.split(separator: ",").prefix(64) {
      let parts = range.split(separator: ";")
      let type = (parts.first ?? "").filter { $0 != " " && $0 != "\t" }.lowercased()
      let weight = parts.dropFirst().lazy.compactMap(Self.weight).first ?? 1_000
      if type.utf8.elementsEqual("text/html".utf8) || type.utf8.elementsEqual("application/xhtml+xml".utf8) {
        page = max(page, weight)
      } else if let format = ExportFormat.allCases.first(where: { type.utf8.elementsEqual($0.mediaType.utf8) }) {
        if weight > best?.weight ?? 0 { best = (format, weight) }
      }
    }
    return best.flatMap { $0.weight > page ? $0.format : nil }
  }

  /// Thousandths of `q=0.8`; nil for another parameter.
  private static func weight(_ parameter: Substring) -> Int? {
    let bytes = parameter.utf8.filter { $0 != 0x20 && $0 != 0x09 }
    guard bytes.count >= 3, bytes.count <= 7, bytes[0] | 0x20 == UInt8(ascii: "q"), bytes[1] == UInt8(ascii: "="),
      (0x30...0x31).contains(bytes[2])
    else { return nil }
    var digits = bytes.dropFirst(4).prefix(3).filter { (0x30...0x39).contains($0) }
    while digits.count < 3 { digits.append(0x30) }
    return min(1_000, digits.reduce(Int(bytes[2]) - 0x30) { $0 * 10 + Int($1) - 0x30 })
  }
}
