/// The statements a connection keeps compiled, the least recently used going first.
///
/// A statement that runs is not given out, so that the same SQL can run inside its own row closure on a second one.
struct StatementCache {
  /// A statement's text, hashed by its length and ends: texts are long, and the hash is taken at every execution.
  private struct Key: Hashable {
    let sql: String

    static func == (left: Key, right: Key) -> Bool { left.sql == right.sql }

    func hash(into hasher: inout Hasher) {
      var sql = sql
      sql.withUTF8 { bytes in
        let bytes = UnsafeRawBufferPointer(bytes)
        hasher.combine(bytes.count)
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(40)))
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.suffix(40)))
      }
    }
  }

  private var kept: [Key: SQLiteStatement] = [:]
  private var clock = 0
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { kept.count }

  mutating func take(_ sql: String) -> SQLiteStatement? {
    guard let statement = kept[Key(sql: sql)], !statement.isTaken else { return nil }
    clock += 1
    statement.isTaken = true
    statement.lastUse = clock
    return statement
  }

  mutating func put(_ statement: SQLiteStatement) {
    statement.isTaken = false
    guard !statement.isKept, kept[Key(sql: statement.sql)] == nil else { return }
    clock += 1
    statement.lastUse = clock
    statement.isKept = true
    kept[Key(sql: statement.sql)] = statement
    // The search is linear, and happens only where there is more SQL than room, that is almost never.
    if kept.count > limit, let oldest = kept.filter({ !$0.value.isTaken }).min(by: { $0.value.lastUse < $1.value.lastUse }) {
      oldest.value.isKept = false
      kept.removeValue(forKey: oldest.key)
    }
  }

  mutating func removeAll() { kept = [:] }
}
