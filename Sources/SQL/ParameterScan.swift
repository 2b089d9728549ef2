/// Finds the parameters of a statement for an engine that does not name them itself.
enum ParameterScan {
  /// How many arguments a statement takes; throws `.misuse` unless `$1` to `$n` are all used and nothing else is a parameter.
  ///
  /// Strings, quoted names and comments are passed over; dollar-quoted text is none of ours.
  static func count(_ sql: String) throws(SQLError) -> Int {
    var numbers: Set<Int> = []
    var largest = 0
    let bytes = Array(sql.utf8)
    var place = 0
    var previous: UInt8 = 0
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        place = end(ofQuoted: bytes, from: place)
      case UInt8(ascii: "-") where follows(bytes, place, UInt8(ascii: "-")):
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
      case UInt8(ascii: "/") where follows(bytes, place, UInt8(ascii: "*")):
        place += 2
        while place < bytes.count, !(bytes[place] == UInt8(ascii: "*") && follows(bytes, place, UInt8(ascii: "/"))) { place += 1 }
        place += 2
      case UInt8(ascii: "$"):
        guard let (number, next) = number(bytes, after: place), !isWord(previous) else { throw refusal(sql) }
        numbers.insert(number)
        largest = max(largest, number)
        place = next
      case UInt8(ascii: "@") where follows(bytes, place, byte):
        // The operator that searches a text is written with two.
        place += 2
      case UInt8(ascii: "?"), UInt8(ascii: "@"):
        throw refusal(sql)
      case UInt8(ascii: ":"):
        // A cast is written with two.
        guard follows(bytes, place, byte) else { throw refusal(sql) }
        place += 2
      default:
        place += 1
      }
      previous = byte
    }
    guard numbers.count == largest else {
      throw SQLError(.misuse, "not every parameter from $1 to $\(largest) is used: \(sql)")
    }
    return largest
  }

  private static func refusal(_ sql: String) -> SQLError { SQLError(.misuse, "parameters are written $1 to $n: \(sql)") }

  private static func follows(_ bytes: [UInt8], _ place: Int, _ byte: UInt8) -> Bool {
    place + 1 < bytes.count && bytes[place + 1] == byte
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
      || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  /// The number behind a `$` and the place after it; nil if it is none from 1 to 65,535, or a letter follows.
  private static func number(_ bytes: [UInt8], after dollar: Int) -> (Int, Int)? {
    var place = dollar + 1
    var number = 0
    while place < bytes.count, isDigit(bytes[place]) {
      number = number * 10 + Int(bytes[place] - UInt8(ascii: "0"))
      guard number > 0, number <= 65_535 else { return nil }
      place += 1
    }
    guard number > 0, place == bytes.count || !isWord(bytes[place]) else { return nil }
    return (number, place)
  }

  private static func end(ofQuoted bytes: [UInt8], from start: Int) -> Int {
    var place = start + 1
    while place < bytes.count {
      if bytes[place] == bytes[start] {
        // Doubled, it stands for itself.
        guard follows(bytes, place, bytes[start]) else { return place + 1 }
        place += 1
      }
      place += 1
    }
    return place
  }
}
