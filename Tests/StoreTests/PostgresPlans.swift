import SQL
import Testing

/// The plans of PostgreSQL, judged as those of SQLite are.
enum PostgresPlans {
  /// A step that is allowed, what the statement holds, and the bound of the rows read.
  static let allowed: [(step: String, statement: String, bound: String)] = [
    ("Seq Scan on schema_migration", "FROM schema_migration", "one row for each migration"),
    ("Index Only Scan using actor_key_sealed on actor_key", "LIMIT 1", "the first row of the index of our own keys"),
    ("Index Scan Backward using venue_rank on venue v", "LIMIT 500", "the 500 venues at the head of the index"),
    ("Seq Scan on erasure", "erasure", "one row for each actor being erased just now"),
    ("WorkTable Scan on below b", "RECURSIVE below", "the posts of one thread"),
    ("CTE Scan on below", "RECURSIVE below", "the posts of one thread"),
    ("Seq Scan on delivery", "LIMIT 100000) waiting", "at most 100,000 rows, for the operator"),
    ("Bitmap Index Scan on inbox_item_due", "LIMIT 100000) waiting", "at most 100,000 entries, for the operator"),
    ("Index Only Scan using inbox_item_due on inbox_item", "LIMIT 100000) waiting", "the same"),
    ("Index Only Scan using inbox_sender_next on inbox_sender s", "LIMIT 1", "the actors whose batch is under way, and one"),
    ("Index Scan using inbox_item_pkey on inbox_item", "ORDER BY id LIMIT 1", "items finished before the oldest that waits"),
    ("Bitmap Index Scan on peer_queued (queued = 1)", "ORDER BY next_attempt_at", "the hosts that something waits for"),
    ("Bitmap Index Scan on inbox_item_leased", "leased_until > 0", "what is leased just now"),
    ("Bitmap Index Scan on delivery_leased", "leased_until > 0", "what is leased just now"),
    ("Index Only Scan using delivery_leased on delivery", "leased_until > 0", "what is leased just now"),
    ("Index Scan using delivery_leased on delivery", "leased_until > 0", "what is leased just now"),
    ("Index Scan using inbox_item_leased on inbox_item", "leased_until > 0", "what is leased just now"),
    ("Bitmap Index Scan on mail_leased", "leased_until > 0", "what is leased just now"),
    ("Index Only Scan using mail_leased on mail", "leased_until > 0", "what is leased just now"),
    ("Index Scan using mail_leased on mail", "leased_until > 0", "what is leased just now"),
    ("Seq Scan on account", "SELECT count(*)", "people here; asked now and then"),
    ("Seq Scan on account", "LIMIT 100", "those who moderate, at most 100"),
    ("Bitmap Index Scan on post_local (kind = 'reply'::text)", "SELECT count(*)", "posts of ours; asked now and then"),
    ("Bitmap Index Scan on post_one_summary", "SELECT count(*)", "the same"),
    ("Bitmap Index Scan on post_local (kind = 'summary'::text)", "SELECT count(*)", "the same"),
    ("Index Scan using account_role on account ((role = 'x'::text) AND (state = 'approved'::text))", "LIMIT 100", "the same"),
    ("Bitmap Index Scan on peer_blocked", "DELETE FROM delivery", "blocked hosts"),
    ("Index Only Scan using peer_blocked on peer h", "DELETE FROM delivery", "blocked hosts"),
    ("Index Scan using peer_queued on peer (queued = 1)", "LIMIT 1", "one row"),
    ("Bitmap Index Scan on peer_queued (queued = 1)", "SET next_attempt_at = 0", "hosts that something waits for"),
    ("Index Scan using actor_instance on actor a", "LIMIT 1", "one row"),
    ("Values Scan on \"*VALUES*\"", "WITH asked", "what is asked, at most 100"),
    ("Index Scan using archive_job_wanted on archive_job (state = 'wanted'::text)", "LIMIT 1", "one row"),
    ("Seq Scan on search_progress", "search_progress", "three rows"),
  ]

  /// Whether a step reads a table or an index from one end to the other, or finds rows by coarse columns alone.
  static func isWide(_ step: String, coarse: Set<Substring>) -> Bool {
    // What it reads is a step of its own.
    if step.hasPrefix("Subquery Scan ") || step.hasPrefix("Bitmap Heap Scan ") { return false }
    guard step.hasPrefix("Index ") || step.hasPrefix("Bitmap Index "), let open = step.firstIndex(of: "(") else { return true }
    let columns = conditions(step[open...]).map { condition in
      condition.drop { $0 == "(" }.prefix { $0.isLetter || $0 == "_" }
    }
    return columns.allSatisfy { coarse.contains($0) }
  }

  private static func conditions(_ text: Substring) -> [Substring] {
    var rest = text
    var found: [Substring] = []
    while let place = rest.firstRange(of: ") AND (") {
      found.append(rest[..<place.lowerBound])
      rest = rest[place.upperBound...]
    }
    return found + [rest]
  }
}

@Suite struct PostgresPlansTests {
  @Test(
    arguments: [
      ("Seq Scan on post", true), ("Index Only Scan using post_actor on post", true), ("CTE Scan on below", true),
      ("Index Scan using post_recent on post s ((kind = 'summary'::text) AND (visibility = 'public'::text))", true),
      ("Index Scan using post_recent on post s ((kind = 'summary'::text) AND (id < $1))", false),
      ("Index Scan using post_pkey on post s (id = $1)", false), ("Subquery Scan on n", false),
    ])
  func `A step that reads much is told from one that looks something up`(step: String, isWide: Bool) {
    #expect(PlanList.isWide(step, .postgres) == isWide)
  }
}
