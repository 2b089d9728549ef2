/// The types of PostgreSQL that values of ours become and are made of (pg_type.dat), in the binary format.
enum PostgresType {
  static let bool: UInt32 = 16
  static let bytes: UInt32 = 17
  static let character: UInt32 = 18
  static let name: UInt32 = 19
  static let integer: UInt32 = 20
  static let small: UInt32 = 21
  static let medium: UInt32 = 23
  static let text: UInt32 = 25
  static let object: UInt32 = 26
  static let float: UInt32 = 700
  static let double: UInt32 = 701
  static let unknown: UInt32 = 705
  static let padded: UInt32 = 1_042
  static let varying: UInt32 = 1_043
  static let numeric: UInt32 = 1_700

  /// What a column of a type is read as.
  static func column(_ type: UInt32) -> ColumnType {
    switch type {
    case bool, integer, small, medium, object, numeric: .integer
    case float, double: .double
    case text, name, character, unknown, padded, varying: .text
    default: .blob
    }
  }

  /// The type an argument is sent as; nil lets the statement decide, as it does for NULL.
  static func argument(_ value: SQLValue) -> UInt32? {
    switch value {
    case .null: nil
    case .integer: integer
    case .double: double
    case .text: text
    case .blob: bytes
    }
  }
}

extension SQLValue {
  /// The bytes of an argument, nil for NULL.
  ///
  /// Throws `.misuse` for what one engine or the other cannot keep.
  func wireBytes(of place: Int, in sql: String) throws(SQLError) -> [UInt8]? {
    switch self {
    case .null: return nil
    case .integer(let integer): return Self.bigEndian(UInt64(bitPattern: integer))
    case .double(let double):
      if double.isNaN { throw SQLError(.misuse, "argument $\(place + 1) is not a number: \(sql)") }
      // SQLite keeps no sign of zero.
      return Self.bigEndian(double == 0 ? 0 : double.bitPattern)
    case .text(let text):
      let bytes = Array(text.utf8)
      if bytes.contains(0) { throw SQLError(.misuse, "argument $\(place + 1) has U+0000 in it: \(sql)") }
      return bytes
    case .blob(let blob): return blob
    }
  }

  private static func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
  }
}

/// Numbers in network order.
enum WireNumber {
  static func unsigned(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A whole number of 1, 2, 4 or 8 bytes.
  static func signed(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let number = unsigned(bytes)
    switch bytes.count {
    case 2: return Int64(Int16(truncatingIfNeeded: number))
    case 4: return Int64(Int32(truncatingIfNeeded: number))
    default: return Int64(bitPattern: number)
    }
  }

  /// A numeric, such as a sum of integers, if it is whole and fits 64 bits: groups of four digits (numeric_send).
  static func whole(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard bytes.count >= 8 else { return nil }
    func word(_ index: Int) -> Int { Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1]) }
    let (digits, sign) = (word(0), word(2))
    let weight = Int(Int16(truncatingIfNeeded: word(1)))
    guard bytes.count == 8 + 2 * digits, sign == 0 || sign == 0x4000, weight < 5, digits <= max(0, weight + 1) else { return nil }
    guard digits > 0 else { return 0 }
    var number: Int64 = 0
    for group in 0...weight {
      let (product, overflows) = number.multipliedReportingOverflow(by: 10_000)
      let digit = Int64(group < digits ? word(4 + group) : 0)
      let (sum, runsOver) = product.subtractingReportingOverflow(digit)
      guard !overflows, !runsOver else { return nil }
      number = sum
    }
    // Counted downwards, since the smallest number has no positive twin.
    return sign == 0x4000 ? number : number == .min ? nil : -number
  }
}
