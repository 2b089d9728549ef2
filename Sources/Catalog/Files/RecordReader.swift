/// Reads the records of a file chunk by chunk; XML streams, the other formats are read as a whole at the end.
///
/// What was whole before a fault has been handed out. Not to be shared between tasks.
package final class RecordReader {
  /// The format being read.
  package let format: CatalogFormat
  /// What was passed over, the first 200 of it.
  package private(set) var complaints: [CatalogComplaint] = []
  /// How much was passed over.
  package private(set) var complaintCount = 0
  /// What the file says beside its records: the token of a next part, a fault of the protocol.
  package private(set) var remarks = Remarks()

  /// What an answer of OAI-PMH or arXiv says beside its records.
  package struct Remarks: Sendable, Equatable {
    /// Asks for the next part.
    package var resumptionToken: String?
    /// Identifiers of what was deleted at the source.
    package var deleted: [String] = []
    /// A code and what is said with it, where the source refuses.
    package var fault: String?
    /// How many there are in all.
    package var total: Int?
  }

  private let limits: CatalogLimits
  private let parser: XMLRecordParser?
  private var volume = ACLFormat()
  private var whole: [UInt8] = []
  private var taken = 0

  /// A reader of a format.
  package init(_ format: CatalogFormat, limits: CatalogLimits = CatalogLimits()) {
    self.format = format
    self.limits = limits
    parser = Self.shape(format).map { XMLRecordParser($0, limits: limits) }
  }

  /// Takes a chunk and returns the records that ended in it.
  ///
  /// Throws ``CatalogError`` where the file cannot be read on; records that were whole by then are in ``rest()``.
  package func feed(_ bytes: [UInt8]) throws(CatalogError) -> [BibliographicRecord] {
    taken += bytes.count
    guard let parser else {
      guard taken <= limits.wholeBytes else {
        throw .tooLarge("\(limits.wholeBytes >> 20) MiB of a file that is read as a whole")
      }
      whole += bytes
      return []
    }
    guard taken <= limits.streamBytes else { throw .tooLarge("\(limits.streamBytes >> 20) MiB of a file") }
    return records(try parser.feed(bytes))
  }

  /// Ends the file and returns the last records.
  package func finish() throws(CatalogError) -> [BibliographicRecord] {
    if let parser { return records(try parser.finish()) }
    defer { whole = [] }
    let outcome =
      switch format {
      case .bibTeX: BibTeXFormat.records(in: whole)
      case .ris: RISFormat.records(in: whole)
      default: try CSLFormat.records(in: whole)
      }
    for complaint in outcome.complaints { complain(complaint) }
    return outcome.records
  }

  /// After a fault: the records that were whole before it.
  package func rest() -> [BibliographicRecord] { parser.map { records($0.drain()) } ?? [] }

  /// The records of a whole text; faults become complaints.
  package static func records(
    in bytes: [UInt8], as format: CatalogFormat? = nil, limits: CatalogLimits = CatalogLimits()
  ) throws(CatalogError) -> (records: [BibliographicRecord], complaints: [CatalogComplaint]) {
    guard let format = format ?? CatalogFormat.detect(bytes) else { throw .unknownFormat }
    let reader = RecordReader(format, limits: limits)
    var records: [BibliographicRecord] = []
    do throws(CatalogError) {
      records += try reader.feed(bytes)
      records += try reader.finish()
    } catch {
      records += reader.rest()
      guard !records.isEmpty else { throw error }
      reader.complain(CatalogComplaint(line: nil, message: error.description))
    }
    return (records, reader.complaints)
  }

  private func complain(_ complaint: CatalogComplaint) {
    complaintCount += 1
    if complaints.count < limits.complaints { complaints.append(complaint) }
  }

  private static func shape(_ format: CatalogFormat) -> XMLShape? {
    switch format {
    case .bibTeX, .ris, .cslJSON: nil
    case .dblp: DBLPFormat.shape
    case .acl: ACLFormat.shape
    case .jats: JATSFormat.shape
    case .oaiPMH: OAIFormat.shape
    case .atom: AtomFormat.shape
    case .pubMed: PubMedFormat.shape
    case .bibSonomy: BibSonomyFormat.shape
    }
  }

  private func records(_ found: [XMLRecord]) -> [BibliographicRecord] {
    found.compactMap { xml in
      switch format {
      case .dblp: return DBLPFormat.record(xml) ?? passOver(xml)
      case .acl: return volume.record(xml) ?? (xml.node.name == "meta" ? nil : passOver(xml))
      case .jats: return JATSFormat.record(xml) ?? passOver(xml)
      case .pubMed: return PubMedFormat.record(xml) ?? passOver(xml)
      case .bibSonomy: return BibSonomyFormat.record(xml) ?? passOver(xml)
      case .atom: return atom(xml)
      case .oaiPMH: return item(xml)
      case .bibTeX, .ris, .cslJSON: return nil
      }
    }
  }

  private func passOver(_ xml: XMLRecord) -> BibliographicRecord? {
    complain(CatalogComplaint(line: parser?.line, message: "\(line(xml.node.name)) without title or identifier"))
    return nil
  }

  private func atom(_ xml: XMLRecord) -> BibliographicRecord? {
    if xml.node.name == "totalResults" {
      remarks.total = Int(xml.node.flatText)
      return nil
    }
    switch AtomFormat.entry(xml) {
    case .record(let record): return record
    case .fault(let message): remarks.fault = message
    case nil: return passOver(xml)
    }
    return nil
  }

  private func item(_ xml: XMLRecord) -> BibliographicRecord? {
    switch OAIFormat.item(xml) {
    case .record(let record): return record
    case .deleted(let id): if remarks.deleted.count < 10_000 { remarks.deleted.append(id) }
    case .next(let token): remarks.resumptionToken = token
    case .fault(let code, let message): remarks.fault = "\(code): \(message)"
    case nil: if xml.node.name == "record" { return passOver(xml) }
    }
    return nil
  }
}
