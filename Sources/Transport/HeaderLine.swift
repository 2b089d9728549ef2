/// Lines of an HTTP header: those received, read strictly, and those sent, checked before libcurl sees them (RFC 9110, 5.5).
enum HeaderLine {
  /// Fields the client writes itself.
  private static let owned = [
    "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect",
    "accept-encoding", "user-agent", "proxy-connection",
  ]

  /// Lower-case name and trimmed value; nil if it is no clean field line.
  static func field(in line: UnsafeRawBufferPointer) -> (String, String)? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isToken) else { return nil }
    let value = trimmed(line[(colon + 1)...])
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
    return (String(decoding: line[..<colon].map(lowerCase), as: UTF8.self), String(decoding: value, as: UTF8.self))
  }

  /// Whether the line is the empty one after the fields.
  static func isEnd(_ line: UnsafeRawBufferPointer) -> Bool { line.allSatisfy { $0 == 0x0D || $0 == 0x0A } }

  /// The line libcurl is given, nil for a `Host` that says what libcurl will say; throws for what must not be sent.
  static func toSend(_ field: (String, String), authority: String) throws(TransportError) -> String? {
    let name = Array(field.0.utf8)
    guard (1...128).contains(name.count), name.allSatisfy(isToken) else { throw .invalidRequest(.field) }
    guard field.1.utf8.count <= 8_192, field.1.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw .invalidRequest(.field)
    }
    let lowered = name.map(lowerCase)
    if owned.contains(where: { lowered.elementsEqual($0.utf8) }) {
      guard lowered.elementsEqual("host".utf8), field.1.utf8.elementsEqual(authority.utf8) else {
        throw .invalidRequest(.field)
      }
      return nil
    }
    let value = trimmed(Array(field.1.utf8)[...])
    // An empty value: libcurl drops a line that ends in a colon, and sends one for a semicolon.
    return value.isEmpty ? field.0 + ";" : field.0 + ": " + String(decoding: value, as: UTF8.self)
  }

  private static func trimmed<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
    let start = bytes.drop(while: isBlank)
    guard let end = start.lastIndex(where: { !isBlank($0) }) else { return start }
    return start[...end]
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

  private static func isToken(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
  }

  private static func lowerCase(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
