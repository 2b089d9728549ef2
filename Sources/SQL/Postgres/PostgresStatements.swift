internal import CPostgres

/// A statement of one connection, with the types its arguments are sent as.
struct PostgresStatement {
  let sql: String
  let name: String
  private(set) var types: [UInt32]
  private(set) var isPrepared = false
  var lastUse = 0

  init(sql: String, name: String, types: [UInt32]) {
    self.sql = sql
    self.name = name
    self.types = types
  }

  /// Whether values can be sent as these types; NULL can be sent as any.
  func takes(_ values: [SQLValue]) -> Bool {
    zip(types, values).allSatisfy { type, value in PostgresType.argument(value).map { $0 == type } ?? true }
  }

  func bytes(of values: [SQLValue]) throws(SQLError) -> [[UInt8]?] {
    var all: [[UInt8]?] = []
    for (place, value) in values.enumerated() { all.append(try value.wireBytes(of: place, in: sql)) }
    return all
  }

  /// Lets the server compile it, and learns the types that were left to it.
  mutating func prepare(on link: PostgresLink) throws(SQLError) {
    try link.prepare(name, sql, types)
    if types.contains(0) { types = try link.parameterTypes(of: name) }
    isPrepared = true
  }
}

/// The statements a connection keeps prepared, the least recently used going first.
struct PostgresStatements {
  private var kept: [String: [PostgresStatement]] = [:]
  private var counts: [String: Int] = [:]
  private var count = 0
  private var clock = 0
  private let ledger: Ledger
  private let limit: Int

  init(ledger: Ledger, limit: Int) {
    self.ledger = ledger
    self.limit = limit
  }

  /// The statement for a text and values, prepared or still to be; throws `.misuse` if the arguments do not fit it.
  mutating func take(_ sql: String, _ values: [SQLValue]) throws(SQLError) -> PostgresStatement {
    let known = kept[sql] ?? []
    if let index = known.firstIndex(where: { $0.types.count == values.count && $0.takes(values) }) { return known[index] }
    if known.isEmpty {
      guard !ReservedWord.isBlank(sql) else { throw SQLError(.misuse, "there is no statement in: \(sql)") }
      if let word = ReservedWord.leading(sql) {
        throw SQLError(.misuse, "\(word) belongs to the database, not to a closure: \(sql)")
      }
    }
    let wanted = if let first = known.first { first.types.count } else { try ParameterScan.count(sql) }
    guard wanted == values.count else {
      throw SQLError(.misuse, "\(values.count) arguments for \(wanted) parameters: \(sql)")
    }
    clock += 1
    return PostgresStatement(sql: sql, name: "s\(clock)", types: values.map { PostgresType.argument($0) ?? 0 })
  }

  /// Keeps a prepared statement; gives the name of one that has to go for it.
  mutating func put(_ statement: PostgresStatement) -> String? {
    clock += 1
    var statement = statement
    statement.lastUse = clock
    if let index = kept[statement.sql]?.firstIndex(where: { $0.name == statement.name }) {
      kept[statement.sql]?[index] = statement
      return nil
    }
    if !statement.sql.hasSuffix("-- own") { ledger.notePrepared(statement.sql, types: statement.types) }
    kept[statement.sql, default: []].append(statement)
    count += 1
    // The search is linear, and happens only where there is more SQL than room, that is almost never.
    guard count > limit, let oldest = kept.values.joined().min(by: { $0.lastUse < $1.lastUse }) else { return nil }
    count -= 1
    kept[oldest.sql]?.removeAll { $0.name == oldest.name }
    if kept[oldest.sql]?.isEmpty == true { kept[oldest.sql] = nil }
    return oldest.name
  }

  /// The types a text was last prepared with on any connection.
  func types(of sql: String) -> [UInt32] { ledger.types(of: sql) }
}
