internal import Domain
internal import JSON
internal import Logging

/// Writes log entries to standard error: one JSON object a line, or a plain line where a person watches.
struct LineLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let label: String
  private let isPlain: Bool
  private let now: @Sendable () -> Timestamp

  init(label: String, level: Logger.Level, isPlain: Bool, now: @escaping @Sendable () -> Timestamp) {
    self.label = label
    logLevel = level
    self.isPlain = isPlain
    self.now = now
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, last in last }.sorted { $0.key < $1.key }
    Console.complaint(isPlain ? plain(event, all) : json(event, all))
  }

  func json(_ event: LogEvent, _ metadata: [(key: String, value: Logger.Metadata.Value)]) -> String {
    var object: JSONObject = [
      "time": .string(now().iso8601WithMilliseconds), "level": .string(event.level.rawValue), "source": .string(label),
      "message": .string(Self.told(event.message.description)),
    ]
    for (key, value) in metadata where object[key] == nil { object[key] = Self.value(value) }
    return JSONValue.object(object).serializedText()
  }

  private func plain(_ event: LogEvent, _ metadata: [(key: String, value: Logger.Metadata.Value)]) -> String {
    let details = metadata.map { " \($0.key)=\(Self.told($0.value.description))" }.joined()
    return "\(now().iso8601) \(event.level.rawValue) \(Self.told(event.message.description))\(details)"
  }

  private static func value(_ value: Logger.Metadata.Value) -> JSONValue {
    switch value {
    case .string(let text): .string(told(text))
    case .stringConvertible(let number as Int): .integer(Int64(number))
    case .stringConvertible(let other): .string(told(other.description))
    case .array(let items): .array(items.prefix(20).map(Self.value))
    case .dictionary(let members): .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) }))
    }
  }

  /// Bytes of one value; most are the ids of activities, which have at most 2,048 and are mostly under 200.
  static let longestValue = 512

  /// A value as it may stand in a line: short, and without what moves a cursor, turns the direction of writing or ends a line, so
  /// that no stranger's text can forge or hide one.
  static func told(_ text: String) -> String {
    if text.utf8.count <= longestValue, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      length += UTF8.width(scalar)
      guard length <= longestValue else {
        scalars.append("…")
        break
      }
      scalars.append(isPlain(scalar) ? scalar : " ")
    }
    return String(scalars)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: false
    default: true
    }
  }
}
