import Foundation
import JSON
import Testing

@testable import scholion

/// The corpus of hostile requests and documents against the server as it is served.
@Suite("Hostile peers: the corpus") struct CorpusTests {
  @Test("Every case of a row meets its verdict, changes no row, and makes no request beyond those listed", arguments: Corpus.rows)
  func row(_ row: HostileRow) async throws {
    #expect(!row.cases.isEmpty)
    for played in try await CorpusRun.shared.row(row) { #expect(played.complaint == nil) }
  }

  @Test("There are 600 cases and more, eight and more of a row, and no two alike in class, part and verdict")
  func size() {
    #expect(Corpus.cases.count >= 600)
    for row in Corpus.rows { #expect(row.cases.count >= 8, "\(row)") }
    var seen: Set<[String]> = []
    for line in Corpus.cases {
      #expect(seen.insert([line.threatClass, line.part, line.verdict]).inserted, "\(line.row) \(line.part)")
    }
  }

  @Test("Every row of the threat table has cases, or a reason why not")
  func rows() throws {
    let table = try #require(try Corpus.document("rows.json").object)
    for (id, entry) in table.members {
      let row = Corpus.rows.first { $0.id == id }
      #expect((row == nil) == (entry["without"]?.string != nil), "\(id)")
      if let row { #expect(row.name == entry["row"]?.string) }
    }
    #expect(Set(Corpus.rows.map(\.id)).isSubset(of: Set(table.keys)))
  }

  @Test("Every advisory that applies is played, and has a test with its id in the name")
  func advisories() throws {
    let table = try #require(try Corpus.document("advisories.json").object)
    let played = Set(Corpus.cases.flatMap(\.advisories))
    let file = Corpus.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Tests/HostileTests/AdvisoryTests.swift")
    let tests = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    for (id, entry) in table.members where entry["without"] == nil {
      #expect(played.contains(id) || entry["alone"] != nil, "\(id) is played by no case")
      #expect(tests.contains("@Test(\"\(id): "), "\(id) has no test")
    }
    #expect(played.isSubset(of: Set(table.keys)))
  }
}
