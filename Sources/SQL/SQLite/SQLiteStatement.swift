internal import CSQLite

/// A compiled statement, and the row it stands on.
final class SQLiteStatement: EngineRow {
  let sql: String
  let handle: OpaquePointer
  private(set) var generation = 0
  /// What the cache notes: whether it runs, whether it is kept, and when it was used last.
  var isTaken = true
  var isKept = false
  var lastUse = 0
  let columnCount: Int
  /// For each parameter of SQLite, in its order, the place of its argument.
  private let places: [Int]
  private let argumentCount: Int

  /// Takes over a handle, also when it throws: `.misuse` if a parameter is not `$n`, or one of `$1...$n` is not used.
  init(_ sql: String, _ handle: OpaquePointer) throws(SQLError) {
    self.sql = sql
    self.handle = handle
    columnCount = Int(sqlite3_column_count(handle))
    let numbers = (0..<sqlite3_bind_parameter_count(handle)).map { Self.number(of: sqlite3_bind_parameter_name(handle, $0 + 1)) }
    places = numbers.map { ($0 ?? 0) - 1 }
    argumentCount = (places.max() ?? -1) + 1
    // All is set from here on, so that throwing runs `deinit`, which gives the handle back.
    guard numbers.allSatisfy({ $0 != nil }) else { throw SQLError(.misuse, "parameters are written $1 to $n: \(sql)") }
    guard Set(places).count == argumentCount else {
      throw SQLError(.misuse, "not every parameter from $1 to $\(argumentCount) is used: \(sql)")
    }
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// The number in `$7`.
  ///
  /// SQLite takes a cast that follows for a part of the name, as in `$7::bigint`.
  private static func number(of name: UnsafePointer<CChar>?) -> Int? {
    guard let name else { return nil }
    let bytes = String(cString: name).utf8
    guard bytes.first == UInt8(ascii: "$") else { return nil }
    let digits = bytes.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    let rest = bytes.dropFirst(1 + digits.count)
    guard rest.isEmpty || rest.starts(with: "::".utf8), digits.first != UInt8(ascii: "0") else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// Gives every parameter its argument.
  func bind(_ arguments: [any SQLBindable]) throws(SQLError) {
    guard arguments.count == argumentCount else {
      throw SQLError(.misuse, "\(arguments.count) arguments for \(argumentCount) parameters: \(sql)")
    }
    for (index, place) in places.enumerated() {
      let code = try bind(arguments[place].sqlValue, to: Int32(index + 1), place)
      guard code == SQLITE_OK else { throw SQLError(sqlite: code, "argument $\(place + 1): \(sql)") }
    }
  }

  private func bind(_ value: SQLValue, to parameter: Int32, _ place: Int) throws(SQLError) -> Int32 {
    switch value {
    case .null:
      return sqlite3_bind_null(handle, parameter)
    case .integer(let integer):
      return sqlite3_bind_int64(handle, parameter, integer)
    case .double(let double):
      // SQLite would store NULL.
      if double.isNaN { throw SQLError(.misuse, "argument $\(place + 1) is not a number: \(sql)") }
      return sqlite3_bind_double(handle, parameter, double)
    case .text(var text):
      let code: Int32? = text.withUTF8 { bytes in
        if bytes.contains(0) { return nil }
        return scholion_sqlite_bind_text(handle, parameter, bytes.baseAddress, UInt64(bytes.count))
      }
      guard let code else { throw SQLError(.misuse, "argument $\(place + 1) has U+0000 in it: \(sql)") }
      return code
    case .blob(let blob):
      return blob.withUnsafeBytes { scholion_sqlite_bind_blob(handle, parameter, $0.baseAddress, UInt64($0.count)) }
    }
  }

  /// Moves to the next row.
  func step() -> Int32 {
    generation &+= 1
    return sqlite3_step(handle)
  }

  /// Ends the run and forgets the arguments; what failed was reported by `step`.
  func reset() {
    generation &+= 1
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func type(at column: Int) -> ColumnType {
    switch sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .double
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  func integer(at column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  func double(at column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

  func text(at column: Int) throws(SQLError) -> String {
    guard let start = sqlite3_column_text(handle, Int32(column)) else {
      throw SQLError(.outOfMemory, "column \(column) could not be read")
    }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SQLError(.decode, "column \(column) is not valid UTF-8")
    }
    return text
  }

  func blob(at column: Int) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
  }
}
