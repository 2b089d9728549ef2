/// Why a file, an answer or a record is not taken.
package enum CatalogError: Error, Equatable, Sendable {
  /// Not a format known here.
  case unknownFormat
  /// More bytes, levels or nodes than allowed; the word says of what.
  case tooLarge(String)
  /// The text breaks the rules of its format, from this line on where it is known.
  case malformed(String, line: Int?)
  /// The file declares entities of its own (a bomb, or a way to read files).
  case declaredEntities
  /// An encoding other than UTF-8, ISO-8859-1 and Windows-1252.
  case encoding(String)
  /// A file that cannot be read.
  case unreadable(String)
}

extension CatalogError: CustomStringConvertible {
  /// A sentence for the person who gave the file.
  package var description: String {
    switch self {
    case .unknownFormat: "this is no format known here (BibTeX, RIS, CSL-JSON, or XML of DBLP, ACL, JATS, OAI-PMH, arXiv, PubMed)"
    case .tooLarge(let what): "there is too much of it: \(what)"
    case .malformed(let what, let line): line.map { "line \($0): \(what)" } ?? what
    case .declaredEntities: "the file declares entities of its own, which is not allowed"
    case .encoding(let name): "the encoding \(name) is not read here; convert the file to UTF-8"
    case .unreadable(let what): "the file cannot be read: \(what)"
    }
  }
}

/// How much a file may hold before it is refused.
package struct CatalogLimits: Sendable {
  /// Bytes of a file that streams: XML.
  package var streamBytes = 8 << 30
  /// Bytes of a file that is read as a whole: BibTeX, RIS, CSL-JSON.
  package var wholeBytes = 64 << 20
  /// Bytes of one record.
  package var recordBytes = 4 << 20
  /// Elements within each other.
  package var depth = 100
  /// Elements and texts of one record.
  package var nodes = 100_000
  /// Attributes of one element.
  package var attributes = 100
  /// Complaints kept; the rest is only counted.
  package var complaints = 200

  /// The house's limits.
  package init() {}
}
