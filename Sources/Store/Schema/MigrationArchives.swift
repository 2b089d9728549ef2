/// People take all that is theirs away, and bring it here from elsewhere.
enum MigrationArchives {
  static let statements: [String] = [
    """
    CREATE TABLE archive_job (
      actor_id {integer} NOT NULL REFERENCES actor (id),
      kind {text} NOT NULL CHECK (kind IN ('in', 'out')),
      state {text} NOT NULL CHECK (state IN ('wanted', 'working', 'done', 'failed')),
      file {text} NOT NULL,
      report {text} NOT NULL,
      created_at {integer} NOT NULL,
      finished_at {integer},
      PRIMARY KEY (actor_id, kind)
    )
    """,
    "CREATE INDEX archive_job_wanted ON archive_job (state, created_at)",
    "CREATE INDEX archive_job_finished ON archive_job (state, finished_at)",
    """
    CREATE TABLE actor_alias (
      actor_id {integer} NOT NULL REFERENCES actor (id),
      uri {text} NOT NULL,
      PRIMARY KEY (actor_id, uri)
    )
    """,
  ]
}
