/// What was first published elsewhere: where it stood, the votes it brought along, and who its authors were there.
enum MigrationImports {
  static let statements: [String] = [
    "ALTER TABLE post ADD COLUMN imported_from {text}",
    "ALTER TABLE post ADD COLUMN imported_score {integer} NOT NULL DEFAULT 0",
    """
    CREATE TABLE former_account (
      source {text} NOT NULL,
      name {text} NOT NULL,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      created_at {integer} NOT NULL,
      PRIMARY KEY (source, name)
    )
    """,
    "CREATE INDEX former_account_actor ON former_account (actor_id, source)",
    """
    CREATE TABLE claim_code (
      actor_id {integer} NOT NULL PRIMARY KEY REFERENCES actor (id),
      code_hash {bytes} NOT NULL UNIQUE,
      expires_at {integer} NOT NULL
    )
    """,
  ]
}
