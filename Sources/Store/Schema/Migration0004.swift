internal import SQL

/// Search: the words of papers, summaries and people, each engine in its own way, and how far what was stored before is indexed.
enum Migration0004 {
  /// The folding of words that this migration begins with is number 1; a later one is noticed and begins anew.
  static func statements(for dialect: SQLDialect) -> [String] {
    dialect.makeSearchTables() + [
      """
      CREATE TABLE search_progress (
        section {text} NOT NULL PRIMARY KEY,
        version {integer} NOT NULL,
        next_id {integer}
      )
      """,
      // Who wrote a summary that is found; notes are not in it and cost nothing.
      "CREATE INDEX post_writer ON post (actor_id, visibility) WHERE kind = 'summary'",
      "INSERT INTO search_progress SELECT 'papers', 1, CASE WHEN EXISTS (SELECT 1 FROM paper) THEN 0 END",
      "INSERT INTO search_progress SELECT 'summaries', 1, CASE WHEN EXISTS (SELECT 1 FROM post) THEN 0 END",
      "INSERT INTO search_progress SELECT 'people', 1, CASE WHEN EXISTS (SELECT 1 FROM actor) THEN 0 END",
    ]
  }
}
