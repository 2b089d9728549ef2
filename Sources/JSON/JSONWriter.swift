extension JSONValue {
  /// The value as compact JSON in UTF-8; a double that is not finite is written as `null`.
  package func serialized() -> [UInt8] {
    var writer = JSONWriter()
    writer.write(self)
    return writer.bytes
  }

  /// The value as compact JSON text.
  package func serializedText() -> String {
    String(decoding: serialized(), as: UTF8.self)
  }
}

/// Appends JSON to bytes, escaping only what RFC 8259 section 7 demands.
struct JSONWriter {
  var bytes: [UInt8] = []

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: writeASCII("null")
    case .bool(let truth): writeASCII(truth ? "true" : "false")
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    // Swift writes the shortest digits that read back as the same number, always with a point or an exponent.
    case .double(let number): bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
    case .string(let text): writeString(text)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(item)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        writeString(member.key)
        bytes.append(UInt8(ascii: ":"))
        write(member.value)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  mutating func writeASCII(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { source in
      var copied = 0
      for (index, byte) in source.enumerated() where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: source[copied..<index])
        writeEscape(byte)
        copied = index + 1
      }
      bytes.append(contentsOf: source[copied...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): writeASCII("\\\"")
    case UInt8(ascii: "\\"): writeASCII("\\\\")
    case 0x08: writeASCII("\\b")
    case 0x09: writeASCII("\\t")
    case 0x0A: writeASCII("\\n")
    case 0x0C: writeASCII("\\f")
    case 0x0D: writeASCII("\\r")
    default:
      writeASCII(byte < 0x10 ? "\\u000" : "\\u001")
      bytes.append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
    }
  }
}
