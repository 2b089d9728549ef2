/// When sources are asked again about papers that were summarised.
enum MigrationRefreshes {
  static let statements: [String] = [
    """
    CREATE TABLE paper_refresh (
      paper_id {integer} NOT NULL PRIMARY KEY REFERENCES paper (id),
      due_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX paper_refresh_due ON paper_refresh (due_at)",
    // 30 days after a source last said something new.
    """
    INSERT INTO paper_refresh (paper_id, due_at)
    SELECT p.id, COALESCE((SELECT max(r.stored_at) FROM paper_record r WHERE r.paper_id = p.id), p.created_at) + 2592000000
    FROM paper p WHERE EXISTS (SELECT 1 FROM post s WHERE s.paper_id = p.id AND s.kind = 'summary')
    """,
  ]
}
