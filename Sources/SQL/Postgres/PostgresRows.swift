internal import CPostgres

/// The rows of a result, and the one it stands on.
final class PostgresRows: EngineRow {
  private(set) var generation = 0
  let columnCount: Int
  let rowCount: Int
  private let result: OpaquePointer
  private let types: [UInt32]
  private var row: Int32 = 0

  /// Takes over a result.
  init(_ result: OpaquePointer) {
    self.result = result
    rowCount = Int(PQntuples(result))
    columnCount = Int(PQnfields(result))
    types = (0..<PQnfields(result)).map { PQftype(result, $0) }
  }

  deinit { PQclear(result) }

  func stand(on row: Int) {
    generation &+= 1
    self.row = Int32(clamping: row)
  }

  /// Rows handed out are refused from here on.
  func retire() { generation &+= 1 }

  func type(at column: Int) -> ColumnType {
    if PQgetisnull(result, row, Int32(column)) != 0 { return .null }
    let type = types[column]
    // A sum that is no whole number of 64 bits is none of ours, and is not read as one.
    if type == PostgresType.numeric, withBytes(column, WireNumber.whole) == nil { return .blob }
    return PostgresType.column(type)
  }

  func integer(at column: Int) -> Int64 {
    withBytes(column) { bytes in
      switch types[column] {
      case PostgresType.numeric: WireNumber.whole(bytes) ?? 0
      case PostgresType.object: Int64(bitPattern: WireNumber.unsigned(bytes))
      case PostgresType.bool: Int64(bytes.first ?? 0)
      default: WireNumber.signed(bytes)
      }
    }
  }

  func double(at column: Int) -> Double {
    withBytes(column) { bytes in
      let number = WireNumber.unsigned(bytes)
      return bytes.count == 4 ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: number))) : Double(bitPattern: number)
    }
  }

  func text(at column: Int) throws(SQLError) -> String {
    guard let text = withBytes(column, { String(validating: $0, as: UTF8.self) }) else {
      throw SQLError(.decode, "column \(column) is not valid UTF-8")
    }
    return text
  }

  func blob(at column: Int) -> [UInt8] { withBytes(column) { Array($0) } }

  private func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let length = Int(PQgetlength(result, row, Int32(column)))
    return body(UnsafeRawBufferPointer(start: PQgetvalue(result, row, Int32(column)), count: length))
  }
}
