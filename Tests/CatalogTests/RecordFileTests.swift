import Glibc
import Testing

@testable import Catalog

@Suite struct RecordFileTests {
  /// A file of these bytes for the time of a call.
  static func with(_ bytes: [UInt8], _ body: (String) async throws -> Void) async throws {
    var name = Array("/tmp/scholion-records-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    try #require(descriptor >= 0)
    let path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { unlink(path) }
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    try await body(path)
  }

  @Test("A file is read in pieces that say how far it is, and complaints come at the end")
  func pieces() async throws {
    var text = "<dblp>"
    for index in 0..<2_000 {
      text += "<article key=\"journals/x/K\(index)\"><author>A B</author><title>T&uuml; \(index).</title></article>"
    }
    text += "<article key=\"journals/x/none\"/></dblp>"
    try await Self.with(Array(text.utf8)) { path in
      let file = try RecordFile(path: path)
      #expect(file.format == .dblp && file.size == text.utf8.count)
      var titles: [String] = []
      var places: [Int] = []
      let complaints = try await file.read { piece in
        titles += piece.records.map(\.title)
        places.append(piece.bytesRead)
      }
      #expect(titles.count == 2_000 && titles.first == "Tü 0" && titles.last == "Tü 1999")
      #expect(places == places.sorted() && places.last == file.size && places.count > 2 && complaints.count == 1)
    }
  }

  @Test("A file that is cut off hands over what was whole, then fails")
  func cutOff() async throws {
    let text = "<dblp><article key=\"journals/x/K\"><title>Whole.</title></article><article key=\"journals/x/L\"><title>Ha"
    try await Self.with(Array(text.utf8)) { path in
      var titles: [String] = []
      await #expect(throws: CatalogError.self) {
        _ = try await RecordFile(path: path).read { titles += $0.records.map(\.title) }
      }
      #expect(titles == ["Whole"])
    }
  }

  @Test("What is no file, is not there, or has no known format is refused with its reason")
  func refused() async throws {
    #expect(throws: CatalogError.unreadable("it is no file")) { try RecordFile(path: "/tmp") }
    #expect(throws: CatalogError.unreadable("No such file or directory")) { try RecordFile(path: "/tmp/scholion-is-not-there") }
    try await Self.with(Array("nothing known".utf8)) { path in
      #expect(throws: CatalogError.unknownFormat) { try RecordFile(path: path) }
    }
  }
}
