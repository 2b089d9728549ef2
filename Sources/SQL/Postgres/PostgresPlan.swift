internal import CPostgres

/// Asks the server how it would run a statement.
enum PostgresPlan {
  /// One line for each step that reads a table, with the condition by which an index is searched.
  ///
  /// Joins that read both sides whole are left out, since they are cheapest as long as one side is small. The plan is the one for
  /// tables of the size they have; every number is taken to be 100, as a limit would be, every text to be one of many.
  static func lines(of sql: String, types: [UInt32], on link: PostgresLink) throws(SQLError) -> [String] {
    let settings = ["plan_cache_mode = force_custom_plan", "enable_hashjoin = off", "enable_mergejoin = off"]
    PQclear(try link.run(settings.map { "SET LOCAL \($0)" }.joined(separator: ";")))
    let name = "scholion_plan"
    try link.prepare(name, sql, types)
    let parameters = try link.parameterTypes(of: name)
    let arguments = parameters.isEmpty ? "" : "(" + parameters.map(Self.sample).joined(separator: ", ") + ")"
    let lines = try link.words("EXPLAIN (COSTS OFF) EXECUTE \(name)\(arguments)")
    PQclear(try link.run("DEALLOCATE \(name)"))
    return folded(lines)
  }

  private static func sample(_ type: UInt32) -> String {
    switch PostgresType.column(type) {
    case .text: "'x'"
    case .blob: "'\\x00'"
    default: "100"
    }
  }

  /// Puts an index condition behind the step it belongs to, and leaves out what reads nothing.
  static func folded(_ lines: [String]) -> [String] {
    var steps: [String] = []
    for line in lines {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("Index Cond: "), let last = steps.popLast() {
        steps.append("\(last) \(text.dropFirst("Index Cond: ".count))")
      } else if text.contains(" Scan ") {
        steps.append(String(text.hasPrefix("->") ? text.dropFirst(2).drop { $0 == " " } : text))
      }
    }
    return steps
  }
}
