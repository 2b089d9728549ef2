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
      "message": .string(event.message.description),
    ]
    for (key, value) in metadata where object[key] == nil { object[key] = Self.value(value) }
    return JSONValue.object(object).serializedText()
  }

  private func plain(_ event: LogEvent, _ metadata: [(key: String, value: Logger.Metadata.Value)]) -> String {
    let details = metadata.map { " \($0.key)=\($0.value)" }.joined()
    return Self.printable("\(now().iso8601) \(event.level.rawValue) \(event.message)\(details)")
  }

  private static func value(_ value: Logger.Metadata.Value) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let number as Int): .integer(Int64(number))
    case .stringConvertible(let other): .string(other.description)
    case .array(let items): .array(items.map(Self.value))
    case .dictionary(let members): .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) }))
    }
  }

  /// Without control characters, so that no stranger's text can move the cursor or forge a line.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
  }
}
