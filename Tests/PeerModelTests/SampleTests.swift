import Foundation
import JSON
import Testing

/// The samples among `federation/samples/scholion` show what we send: the same keys in the same order, with the same types.
@Suite("Samples and what is really sent")
struct SampleTests {
  /// What communities will send; there are none yet.
  static let notSentYet = ["group"]

  @Test("Every sample has its real document, and they are of one shape")
  func samplesAreReal() async throws {
    let documents = try await OurDocuments.shared.all()
    var differences: [String] = []
    for name in try Self.names() where !Self.notSentYet.contains(name) {
      guard let real = documents.first(where: { $0.name == name }) else {
        differences.append("\(name): nothing like it is sent")
        continue
      }
      if let found = SampleShape.difference(real.value, try Self.sample(name)) { differences.append("\(name)\(found)") }
    }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  @Test("The comparison sees a missing key, another order, another type, another kind of tag and another context")
  func comparisonSees() throws {
    let one: JSONValue = ["@context": ["a"], "id": "x", "tag": [["type": "Mention", "href": "y"]], "n": 1]
    #expect(SampleShape.difference(one, one) == nil)
    for other: JSONValue in [
      ["@context": ["a"], "id": "x", "tag": [["type": "Mention", "href": "y"]]],
      ["@context": ["a"], "id": "x", "n": 1, "tag": [["type": "Mention", "href": "y"]]],
      ["@context": ["a"], "id": "x", "tag": [["type": "Mention", "href": "y"]], "n": "1"],
      ["@context": ["a"], "id": "x", "tag": [["type": "Hashtag", "href": "y"]], "n": 1],
      ["@context": ["b"], "id": "x", "tag": [["type": "Mention", "href": "y"]], "n": 1],
      ["@context": ["a"], "id": "x", "tag": [], "n": 1],
    ] {
      #expect(SampleShape.difference(one, other) != nil, "\(other.serializedText())")
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "federation/samples/scholion")

  private static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  private static func sample(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(try Data(contentsOf: folder.appending(path: "\(name).json"))), limits: .own)
  }
}

/// Compares two documents without regard to their values; contexts have to be the same.
enum SampleShape {
  /// The first place where they are of another shape; nil when they are of one.
  static func difference(_ real: JSONValue, _ sample: JSONValue, at path: String = "") -> String? {
    switch (real, sample) {
    case (.object(let one), .object(let other)):
      if one.keys != other.keys { return "\(path): sent \(one.keys), shown \(other.keys)" }
      for (key, value) in one.members {
        guard let shown = other[key] else { continue }
        if key == "@context" {
          if value != shown { return "\(path).@context is another" }
        } else if let found = difference(value, shown, at: "\(path).\(key)") {
          return found
        }
      }
      return nil
    case (.array(let one), .array(let other)): return difference(ofLists: one, other, at: path)
    default: return kind(real) == kind(sample) ? nil : "\(path): sent \(real.serializedText()), shown \(sample.serializedText())"
    }
  }

  /// Of lists each kind of item has to be in both, and one of each is compared.
  private static func difference(ofLists real: [JSONValue], _ sample: [JSONValue], at path: String) -> String? {
    let (sent, shown) = (kinds(of: real), kinds(of: sample))
    if Set(sent.keys) != Set(shown.keys) { return "\(path): sent \(sent.keys.sorted()), shown \(shown.keys.sorted())" }
    for (kind, item) in sent.sorted(by: { $0.key < $1.key }) {
      if let other = shown[kind], let found = difference(item, other, at: "\(path)[\(kind)]") { return found }
    }
    return nil
  }

  private static func kinds(of items: [JSONValue]) -> [String: JSONValue] {
    Dictionary(items.map { (kind($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func kind(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "truth value"
    case .integer, .double: "number"
    case .string: "text"
    case .array: "list"
    case .object(let object): object["type"]?.string ?? object["rel"]?.string ?? "object"
    }
  }
}
