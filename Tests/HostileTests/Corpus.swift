import Foundation
import JSON
import TestSupport

/// One row of the threat table with its cases, as a file of `federation/hostile` holds it.
struct HostileRow: Sendable, CustomStringConvertible {
  /// `A01`.
  let id: String
  let name: String
  /// What the server holds to.
  let rule: String
  let cases: [HostileCase]

  var description: String { "\(id) \(name)" }
}

/// One malicious request or document with its verdict.
struct HostileCase: Sendable {
  let row: String
  /// What was made otherwise than a fair peer makes it.
  let part: String
  /// `inbox` unless it says otherwise.
  let kind: String
  /// The status and the word of the answer, or what came of it after 202.
  let verdict: String
  /// Everything else, placeholders not yet filled in.
  let fields: JSONValue

  /// The class of the threat table.
  var threatClass: String { String(row.prefix(1)) }
  /// Published advisories that this case plays.
  var advisories: [String] { fields["advisories"]?.array?.compactMap(\.string) ?? [] }
  /// The step of the verifier that alone holds it.
  var check: String? { fields["check"]?.string }
}

/// The corpus of `federation/hostile`.
enum Corpus {
  static let folder: URL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "federation/hostile")

  /// Every row that has cases, in order.
  static let rows: [HostileRow] = {
    do { return try read() } catch { return [HostileRow(id: "unreadable", name: "\(error)", rule: "", cases: [])] }
  }()

  static var cases: [HostileCase] { rows.flatMap(\.cases) }

  static func document(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: name))), limits: .own)
  }

  private static func read() throws -> [HostileRow] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".json") && $0.first?.isUppercase == true }.map { name in
      do { return try row(document(name), file: name) } catch { throw TestFault("\(name): \(error)") }
    }
  }

  private static func row(_ value: JSONValue, file: String) throws -> HostileRow {
    guard let name = value["row"]?.string, let rule = value["rule"]?.string, let cases = value["cases"]?.array else {
      throw TestFault("a row has a name, a rule and cases")
    }
    let id = String(file.prefix { $0 != "-" })
    let shared = value["shared"]?.object ?? [:]
    return HostileRow(
      id: id, name: name, rule: rule, cases: try cases.flatMap { try expanded($0, shared: shared, row: id) })
  }

  /// A line of a file is one case, or with `each` one for each value, which stands wherever the line says `$`.
  private static func expanded(_ line: JSONValue, shared: JSONObject, row: String) throws -> [HostileCase] {
    guard var object = line.object, let part = object["part"]?.string else { throw TestFault("a case names its part") }
    for (key, value) in shared.members where object[key] == nil { object[key] = value }
    guard let each = object["each"] else { return [try single(object, part, row)] }
    object["each"] = nil
    let values: [(String, JSONValue)] =
      switch each {
      case .object(let named): named.members.map { ($0.key, $0.value) }
      case .array(let items): items.map { ($0.string ?? $0.serializedText(), $0) }
      default: []
      }
    return try values.map { name, value in
      guard let filled = replaced(in: .object(object), by: value).object else { throw TestFault("no object") }
      return try single(filled, "\(part): \(name.prefix(120))", row)
    }
  }

  private static func single(_ object: JSONObject, _ part: String, _ row: String) throws -> HostileCase {
    guard let verdict = object["expect"]?.string else { throw TestFault("\(part) has no verdict") }
    return HostileCase(
      row: row, part: part, kind: object["kind"]?.string ?? "inbox", verdict: verdict, fields: .object(object))
  }

  /// `$` alone stands for the value, within a text for its text.
  private static func replaced(in value: JSONValue, by other: JSONValue) -> JSONValue {
    switch value {
    case .string("$"): return other
    case .string(let text):
      guard let inner = other.string, text.utf8.contains(UInt8(ascii: "$")) else { return value }
      return .string(text.replacingOccurrences(of: "$", with: inner))
    case .array(let items): return .array(items.map { replaced(in: $0, by: other) })
    case .object(let object):
      let name = other.string
      return .object(
        JSONObject(
          object.members.map { member in
            (name.map { member.key.replacingOccurrences(of: "$", with: $0) } ?? member.key, replaced(in: member.value, by: other))
          }))
    default: return value
    }
  }
}

extension JSONValue {
  /// Every text with its placeholders filled in.
  func filled(_ names: [String: String]) -> JSONValue {
    switch self {
    case .string(let text): .string(Placeholders.filled(text, names))
    case .array(let items): .array(items.map { $0.filled(names) })
    case .object(let object):
      .object(JSONObject(object.members.map { (Placeholders.filled($0.key, names), $0.value.filled(names)) }))
    default: self
    }
  }
}

/// `{eve}` and the like; `{rep|TEXT|COUNT}` for a text so many times, `{keys|COUNT}` and `{foreign|COUNT}` for members of an object.
enum Placeholders {
  static func filled(_ text: String, _ names: [String: String]) -> String {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
        out.append(byte)
        continue
      }
      let name = String(decoding: rest[..<end], as: UTF8.self)
      guard let value = names[name] ?? repeated(name) else {
        out.append(byte)
        continue
      }
      out += value.utf8
      rest = rest[(end + 1)...]
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func repeated(_ name: String) -> String? {
    // By bytes: a mark after the stroke would be one character with it.
    let parts = name.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    if parts.count == 2, let count = Int(parts[1]) {
      let filler = String(repeating: "\u{436}", count: parts[0] == "foreign" ? 80 : 0)
      guard ["keys", "foreign"].contains(parts[0]) else { return nil }
      return (0..<count).map { "\"k\($0)\(filler)\":0" }.joined(separator: ",")
    }
    guard parts.count == 3, parts.first == "rep", let count = Int(parts[2]) else { return nil }
    return String(repeating: parts[1], count: count)
  }
}
