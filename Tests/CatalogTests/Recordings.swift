import Foundation
import Testing

@testable import Catalog

/// The recorded answers beside the tests.
enum Recordings {
  struct Missing: Error { let name: String }

  static func bytes(_ name: String) throws -> [UInt8] {
    guard let url = Bundle.module.url(forResource: "Recorded/\(name)", withExtension: nil) else { throw Missing(name: name) }
    return Array(try Data(contentsOf: url))
  }

  static func records(_ name: String) throws -> [BibliographicRecord] {
    try RecordReader.records(in: bytes(name)).records
  }

  /// The only record of a text.
  static func only(_ text: String) throws -> BibliographicRecord {
    let records = try RecordReader.records(in: Array(text.utf8)).records
    try #require(records.count == 1)
    return try #require(records.first)
  }
}

extension BibliographicRecord {
  var names: [String] { authors.map(\.name) }
  var ids: [String] { identifiers.map(\.canonical) }
}
