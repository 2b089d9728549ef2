/// One row of a result, valid only inside the closure it is given to; columns count from 0.
///
/// Types are strict, as the engines' own are: an integer is not read as text, nor NULL as anything. Every getter throws
/// `.decode` when the column is of another type, is NULL (the `optional` ones give nil) or is not there.
package struct SQLRow {
  private let source: any EngineRow
  private let generation: Int

  init(_ source: any EngineRow) {
    self.source = source
    generation = source.generation
  }

  /// How many columns the row has.
  package var columnCount: Int { source.columnCount }

  /// A 64-bit integer.
  package func integer(_ i: Int) throws(SQLError) -> Int64 {
    try expect(.integer, i)
    return source.integer(at: i)
  }

  /// A 64-bit integer or NULL.
  package func optionalInteger(_ i: Int) throws(SQLError) -> Int64? { try isNull(i) ? nil : integer(i) }

  /// Text, whose bytes must be valid UTF-8.
  package func text(_ i: Int) throws(SQLError) -> String {
    try expect(.text, i)
    return try source.text(at: i)
  }

  /// Text or NULL.
  package func optionalText(_ i: Int) throws(SQLError) -> String? { try isNull(i) ? nil : text(i) }

  /// A floating-point number; an integer is not one.
  package func double(_ i: Int) throws(SQLError) -> Double {
    try expect(.double, i)
    return source.double(at: i)
  }

  /// A floating-point number or NULL.
  package func optionalDouble(_ i: Int) throws(SQLError) -> Double? { try isNull(i) ? nil : double(i) }

  /// Bytes.
  package func blob(_ i: Int) throws(SQLError) -> [UInt8] {
    try expect(.blob, i)
    return source.blob(at: i)
  }

  /// Bytes or NULL.
  package func optionalBlob(_ i: Int) throws(SQLError) -> [UInt8]? { try isNull(i) ? nil : blob(i) }

  /// A truth value, stored as the integer 0 or 1.
  package func bool(_ i: Int) throws(SQLError) -> Bool {
    switch try integer(i) {
    case 0: return false
    case 1: return true
    default: throw SQLError(.decode, "column \(i) is neither 0 nor 1")
    }
  }

  /// Whether the column is NULL.
  package func isNull(_ i: Int) throws(SQLError) -> Bool { try type(i) == .null }

  /// The column as whatever it is.
  package func value(_ i: Int) throws(SQLError) -> SQLValue {
    switch try type(i) {
    case .null: .null
    case .integer: .integer(source.integer(at: i))
    case .double: .double(source.double(at: i))
    case .text: .text(try source.text(at: i))
    case .blob: .blob(source.blob(at: i))
    }
  }

  private func type(_ i: Int) throws(SQLError) -> ColumnType {
    guard source.generation == generation else { throw SQLError(.misuse, "a row was used after its closure") }
    guard i >= 0, i < source.columnCount else { throw SQLError(.decode, "there is no column \(i)") }
    return source.type(at: i)
  }

  private func expect(_ expected: ColumnType, _ i: Int) throws(SQLError) {
    let found = try type(i)
    guard found == expected else { throw SQLError(.decode, "column \(i) is \(found), not \(expected)") }
  }
}
