import Foundation
import Judging
import TestSupport
import Testing

/// The inputs kept for one property: what the fuzzer found, and texts that were made by hand.
private enum KeptInputs {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()

  static func findings(_ name: String) throws -> [(String, [UInt8])] {
    try files(in: root.appending(path: "Findings/\(name)"))
  }

  /// Every sample document, vector and hostile text of the repository, for whichever property.
  static func texts() throws -> [(String, [UInt8])] {
    let federation = root.deletingLastPathComponent().deletingLastPathComponent().appending(path: "federation")
    let recorded = root.deletingLastPathComponent().appending(path: "CatalogTests/Recorded")
    let hostile = try HostileInput.html() + HostileInput.formulas()
    return try files(in: federation.appending(path: "samples")) + files(in: federation.appending(path: "vectors"))
      + files(in: recorded) + hostile.map { ("\($0)", Array($0.text.utf8)) }
  }

  private static func files(in folder: URL) throws -> [(String, [UInt8])] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else {
      return []
    }
    return try walk.compactMap { $0 as? URL }.filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
      .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
  }
}

@Suite("What must hold of any input", .timeLimit(.minutes(5)))
struct KeptInputTests {
  @Test("Every input that once broke a property is kept, and holds now", arguments: Property.all.map(\.name))
  func findings(_ name: String) async throws {
    let property = try #require(Property.all.first { $0.name == name })
    for (file, bytes) in try KeptInputs.findings(name) {
      let complaint = await property.complaint(bytes)
      #expect(complaint == nil, "\(file)")
    }
  }

  @Test("Every sample, vector and hostile text holds for every property, also cut short", arguments: Property.all.map(\.name))
  func texts(_ name: String) async throws {
    let property = try #require(Property.all.first { $0.name == name })
    for (file, bytes) in try KeptInputs.texts() {
      for length in [bytes.count, bytes.count / 2, bytes.count * 9 / 10] {
        let complaint = await property.complaint(Array(bytes.prefix(length)))
        #expect(complaint == nil, "\(file), \(length) bytes")
      }
    }
  }
}
