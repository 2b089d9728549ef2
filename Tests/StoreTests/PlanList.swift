import LocalPostgres
import SQL
import Testing

/// The statements that may read much of a table, and why that is little.
enum PlanList {
  /// A step of a plan that is allowed, what the statement holds, and the bound of the rows read.
  static let allowed: [(step: String, statement: String, bound: String)] = [
    ("SCAN schema_migration", "FROM schema_migration", "one row for each migration"),
    ("SCAN actor_key USING INDEX actor_key_sealed", "LIMIT 1", "the first row of the index of our own keys"),
    ("SCAN v USING INDEX venue_rank", "FROM venue v", "the 500 venues at the head of the index"),
    ("SCAN erasure", "ORDER BY actor_id LIMIT 1", "one row for each actor being erased just now"),
    ("SCAN erasure", "LIMIT 1000) gone", "the same, at most 1,000"),
    ("SCAN gone", "LIMIT 1000) gone", "the same"),
    ("SCAN waiting", "LIMIT 100000) waiting", "at most 100,000 index entries, for the operator"),
    ("SCAN unread", "LIMIT 100) unread", "at most 100 index entries"),
    ("SCAN s USING COVERING INDEX inbox_sender_next", "LIMIT 1", "the actors whose batch is under way, and one"),
    ("SCAN b", "RECURSIVE below", "the posts of one thread"),
    ("SCAN below", "RECURSIVE below", "the posts of one thread"),
    ("SEARCH inbox_item USING COVERING INDEX inbox_item_leased", "min(leased_until)", "what is leased just now"),
    ("SEARCH inbox_item USING COVERING INDEX inbox_item_finished (state=?)", "LIMIT 100000) waiting", "at most 100,000 entries"),
    ("SCAN inbox_item USING INDEX inbox_item_leased", "SELECT DISTINCT lease", "what is leased just now"),
    ("SCAN delivery USING INDEX delivery_leased", "SELECT DISTINCT lease", "what is leased just now"),
    ("SCAN mail USING INDEX mail_leased", "SELECT DISTINCT lease", "what is leased just now"),
    ("SCAN mail USING COVERING INDEX mail_leased", "SELECT DISTINCT lease", "what is leased just now"),
    ("SCAN mail USING INDEX mail_leased", "SET leased_until = 0 WHERE", "what the last server had leased"),
    ("SCAN mail USING COVERING INDEX mail_leased", "SET leased_until = 0 WHERE", "the same"),
    ("SCAN due", "LIMIT 100000) due", "at most 100,000 index entries, for the operator"),
    ("SCAN inbox_item USING INDEX inbox_item_leased", "SET leased_until = 0 WHERE", "what the last server had leased"),
    ("SCAN inbox_item USING INDEX inbox_item_leased", "SET attempts = attempts - 1 WHERE", "the same"),
    ("SEARCH peer USING INDEX peer_queued (queued=?)", "ORDER BY next_attempt_at", "hosts that are waited for, once a start"),
    ("SEARCH account USING COVERING INDEX account_state (state=?)", "SELECT count(*)", "people here; asked now and then"),
    ("SEARCH account USING COVERING INDEX account_role (role=? AND state=?)", "LIMIT 100", "those who moderate, at most 100"),
    ("SEARCH post USING COVERING INDEX post_local (kind=? AND local=?)", "SELECT count(*)", "posts of ours; asked now and then"),
    ("SEARCH peer USING INDEX peer_queued (queued=?)", "LIMIT 1", "one row"),
    ("SEARCH peer USING INDEX peer_queued (queued=?)", "SET next_attempt_at = 0", "hosts that something waits for"),
    ("SEARCH h USING COVERING INDEX peer_blocked (blocked=?)", "DELETE FROM delivery", "blocked hosts"),
    ("SEARCH a USING INDEX actor_instance (kind=?)", "LIMIT 1", "one row"),
    ("SCAN 10 CONSTANT ROWS", "WITH asked", "what is asked, at most 10"),
    ("SCAN 100 CONSTANT ROWS", "WITH asked", "the same, at most 100"),
    ("SCAN q", "WITH asked", "the same"),
    ("SCAN x", "SELECT DISTINCT c.post_id", "at most 200 summaries that cite one paper"),
    ("SCAN f VIRTUAL TABLE INDEX 192:M9", "search_", "what holds the words, the newest first, until there are enough"),
    ("SCAN c", "search_", "at most 600 that were found"),
    ("SCAN v", "LIMIT 500) v", "at most 500 papers of a venue"),
    ("SEARCH archive_job USING INDEX archive_job_wanted (state=?)", "LIMIT 1", "one row"),
    ("SCAN search_progress", "version <> $1", "three rows"),
  ]

  /// Columns of few values: an index that is searched by nothing else gives out a large part of the table.
  static let coarse: Set<Substring> = [
    "kind", "visibility", "state", "local", "role", "queued", "blocked", "listed", "value",
  ]

  /// Explains every statement prepared so far.
  static func check(_ database: Database) async throws {
    // Copying an instance reads everything, in the order of keys.
    let statements = database.preparedStatements.filter { !$0.hasSuffix("-- test") && !$0.hasSuffix("-- copy") }
    switch database.dialect {
    case .sqlite: for statement in statements { judge(try await database.explain(statement), of: statement, allowed, .sqlite) }
    case .postgres:
      for statement in await GrownDatabase.one.fresh(statements) {
        judge(try await GrownDatabase.one.plan(of: statement), of: statement, PostgresPlans.allowed, .postgres)
      }
    }
  }

  private static func judge(
    _ steps: [String], of statement: String, _ list: [(step: String, statement: String, bound: String)], _ dialect: SQLDialect
  ) {
    for step in steps where isWide(step, dialect) {
      let isAllowed = list.contains { step == $0.step && statement.contains($0.statement) }
      #expect(isAllowed, "\(step) in:\n\(statement)")
    }
  }

  /// Whether a step reads a table, an index or a subquery from one end to the other, or finds rows by coarse columns alone.
  static func isWide(_ step: String, _ dialect: SQLDialect = .sqlite) -> Bool {
    if dialect == .postgres { return PostgresPlans.isWide(step, coarse: coarse) }
    // FTS5 says so of a row that is looked up by its id.
    if step.hasSuffix(" VIRTUAL TABLE INDEX 0:=") { return false }
    if step.hasPrefix("SCAN ") { return step != "SCAN CONSTANT ROW" }
    guard step.hasPrefix("SEARCH "), let open = step.lastIndex(of: "(") else {
      // `SEARCH table` alone is the largest or smallest row id.
      return step.hasPrefix("SEARCH ") && step.contains(" INDEX ")
    }
    let columns = step[open...].dropFirst().split(separator: " ").filter { $0 != "AND" }
      .map { $0.prefix { $0 != "=" && $0 != "<" && $0 != ">" } }
    return columns.allSatisfy { coarse.contains($0) }
  }
}

@Suite struct PlanListTests {
  @Test(
    arguments: [
      ("SCAN post", true), ("SCAN post USING COVERING INDEX post_actor", true), ("SCAN CONSTANT ROW", false),
      ("SEARCH post", false), ("SCAN search_paper VIRTUAL TABLE INDEX 0:=", false), ("SCAN f VIRTUAL TABLE INDEX 0:M9", true),
      ("SEARCH s USING INDEX post_recent (kind=? AND visibility=?)", true),
      ("SEARCH s USING INDEX post_recent (kind=? AND visibility=? AND id<?)", false),
      ("SEARCH s USING INTEGER PRIMARY KEY (rowid=?)", false), ("USE TEMP B-TREE FOR ORDER BY", false),
    ])
  func `A step that reads much is told from one that looks something up`(step: String, isWide: Bool) {
    #expect(PlanList.isWide(step) == isWide)
  }

  @Test(arguments: Engine.allCases)
  func `A scan of a statement is seen`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let statement = "SELECT 1 FROM post WHERE html = $1"
      let steps =
        engine == .sqlite ? try await scratch.database.explain(statement) : try await GrownDatabase.one.plan(of: statement)
      #expect(steps.contains { PlanList.isWide($0, scratch.database.dialect) })
    }
  }
}
