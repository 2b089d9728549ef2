internal import Foundation

/// A text made to break what shows it, of `federation/hostile`.
package struct HostileInput: Sendable, CustomStringConvertible {
  /// Its line in the file, from 1.
  package let number: Int
  /// What it tries.
  package let kind: String
  package let text: String

  package var description: String { "\(number), \(kind): \(text.unicodeScalars.prefix(60))" }

  /// `html.jsonl`: HTML as a stranger's post may hold it.
  package static func html() throws -> [HostileInput] { try read("html.jsonl") }

  /// `formulas.jsonl`: TeX without its dollar signs.
  package static func formulas() throws -> [HostileInput] { try read("formulas.jsonl") }

  private static func read(_ name: String) throws -> [HostileInput] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "federation/hostile/\(name)"))
    return try data.split(separator: UInt8(ascii: "\n")).map { line in
      guard let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
        let number = object["number"] as? Int, let kind = object["class"] as? String
      else { throw TestFault("\(name): not a line of the corpus") }
      if let text = object["input"] as? String { return HostileInput(number: number, kind: kind, text: text) }
      let parts = object["parts"] as? [Any] ?? []
      let text = parts.map { part in
        guard let pair = part as? [Any], let unit = pair.first as? String, let times = pair.last as? Int else {
          return part as? String ?? ""
        }
        return String(repeating: unit, count: times)
      }
      return HostileInput(number: number, kind: kind, text: text.joined())
    }
  }
}
