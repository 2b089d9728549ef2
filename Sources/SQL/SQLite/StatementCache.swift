/// The statements a connection keeps compiled, the least recently used going first.
///
/// A statement is taken out while it runs, so that the same SQL can run inside its own row closure on a second one.
struct StatementCache {
  private var kept: [String: (statement: SQLiteStatement, lastUse: Int)] = [:]
  private var clock = 0
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { kept.count }

  mutating func take(_ sql: String) -> SQLiteStatement? {
    kept.removeValue(forKey: sql)?.statement
  }

  mutating func put(_ statement: SQLiteStatement) {
    clock += 1
    kept[statement.sql] = (statement, clock)
    // The search is linear, and happens only where there is more SQL than room, that is almost never.
    if kept.count > limit, let oldest = kept.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      kept.removeValue(forKey: oldest.key)
    }
  }

  mutating func removeAll() { kept = [:] }
}
