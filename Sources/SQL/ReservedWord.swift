/// The words that begin statements only the database itself may run, whatever the engine.
enum ReservedWord {
  private static let all: Set<String> = [
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PRAGMA", "SET", "ATTACH", "DETACH", "VACUUM",
    "PREPARE", "EXECUTE", "DEALLOCATE", "DISCARD", "LISTEN", "UNLISTEN", "NOTIFY", "RESET", "LOCK", "COPY", "CALL", "DO",
  ]

  /// The first word of a statement in capitals, if it is one of them; space and comments before it are passed over.
  static func leading(_ sql: String) -> String? {
    let word = beginning(sql).prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    guard word.count <= 10 else { return nil }
    let capitals = String(decoding: word.map { $0 & 0xdf }, as: UTF8.self)
    return all.contains(capitals) ? capitals : nil
  }

  /// Whether there is no statement in a text.
  static func isBlank(_ sql: String) -> Bool { beginning(sql).isEmpty }

  /// A text from its first statement on.
  private static func beginning(_ sql: String) -> ArraySlice<UInt8> {
    var rest = Array(sql.utf8)[...]
    while let byte = rest.first {
      if byte <= UInt8(ascii: " ") || byte == UInt8(ascii: ";") {
        rest = rest.dropFirst()
      } else if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != UInt8(ascii: "\n") }
      } else if rest.starts(with: "/*".utf8) {
        rest = afterBlock(rest.dropFirst(2))
      } else {
        break
      }
    }
    return rest
  }

  private static func afterBlock(_ comment: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = comment
    while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
    return rest.dropFirst(2)
  }
}
