internal import JSON

extension BibliographicRecord {
  /// What a source gave, read once more; nil where that cannot be read by itself.
  ///
  /// - Parameters:
  ///   - raw: the record as the source gave it
  ///   - type: its media type
  ///   - source: the name of the source
  package static func reading(raw: [UInt8], type: String, of source: String) -> BibliographicRecord? {
    guard let source = SourceName(rawValue: source) else { return nil }
    switch type {
    case "application/json", "application/vnd.citationstyles.csl+json":
      guard let value = try? JSONValue(parsing: raw, limits: SourceDesk.answerLimits) else { return nil }
      return reading(value, of: source)
    case "application/x-bibtex": return reading(raw, as: .bibTeX)
    case "application/x-research-info-systems": return reading(raw, as: .ris)
    case "application/xml": return format(ofPartsOf: source).flatMap { reading(raw, as: $0) }
    default: return nil
    }
  }

  private static func reading(_ value: JSONValue, of source: SourceName) -> BibliographicRecord? {
    switch source {
    case .crossref: CrossrefFormat.record(value)
    case .dataCite: DataCiteFormat.record(value)
    case .openAlex: OpenAlexFormat.record(value)
    case .openReview: OpenReviewFormat.record(value)
    case .dblp: DBLPSearchFormat.record(value)
    case .doi, .cslJSON: CSLFormat.record(value, source: source)
    default: nil
    }
  }

  private static func reading(_ raw: [UInt8], as format: CatalogFormat) -> BibliographicRecord? {
    (try? RecordReader.records(in: raw, as: format))?.records.first
  }

  /// The format of files whose parts stand by themselves.
  private static func format(ofPartsOf source: SourceName) -> CatalogFormat? {
    switch source {
    case .dblp: .dblp
    case .pubMed: .pubMed
    case .jats: .jats
    case .bibSonomy: .bibSonomy
    default: nil
    }
  }

  /// Takes over what a paper does not keep: its place in the volume, the publisher, the day, and what it is.
  package mutating func complete(from other: BibliographicRecord) {
    (volume, issue, pages, publisher) = (other.volume, other.issue, other.pages, other.publisher)
    if let date = other.published, date.year == published?.year { published = date }
    switch other.type {
    case .article, .inProceedings, .proceedings, .book, .chapter, .entry, .thesis, .report, .dataset, .software:
      type = other.type
    default: break
    }
  }
}
