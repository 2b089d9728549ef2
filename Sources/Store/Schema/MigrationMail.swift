/// Mail: what waits to be sent, links that work once, and what each person wants to be told of.
enum MigrationMail {
  static let statements: [String] = [
    // Whoever was here before mail was sent is not asked.
    "ALTER TABLE account ADD COLUMN unconfirmed {integer} NOT NULL DEFAULT 0",
    // No words of a message are kept: they are written when it is sent, of what is true by then. Without a person a row is nobody's,
    // and nothing is sent.
    """
    CREATE TABLE mail (
      id {id},
      actor_id {integer} REFERENCES actor (id),
      kind {text} NOT NULL
        CHECK (kind IN ('confirm', 'recover', 'new_address', 'address_changed', 'approved', 'notices', 'digest')),
      address {text},
      thread_id {integer} NOT NULL DEFAULT 0,
      since {integer} NOT NULL DEFAULT 0,
      attempts {integer} NOT NULL DEFAULT 0,
      due_at {integer} NOT NULL,
      next_attempt_at {integer} NOT NULL,
      leased_until {integer} NOT NULL DEFAULT 0,
      lease {integer} NOT NULL DEFAULT 0,
      last_error {text}
    )
    """,
    "CREATE INDEX mail_next ON mail (next_attempt_at, id)",
    "CREATE INDEX mail_due ON mail (due_at)",
    "CREATE INDEX mail_actor ON mail (actor_id)",
    "CREATE INDEX mail_leased ON mail (lease) WHERE leased_until > 0",
    "CREATE UNIQUE INDEX mail_bundle ON mail (actor_id, kind, thread_id) WHERE kind IN ('notices', 'digest')",
    """
    CREATE TABLE mail_token (
      token_hash {bytes} NOT NULL PRIMARY KEY,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      kind {text} NOT NULL CHECK (kind IN ('confirm', 'recover', 'new_address')),
      address {text} NOT NULL,
      expires_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX mail_token_actor ON mail_token (actor_id, kind)",
    "CREATE INDEX mail_token_expiry ON mail_token (expires_at)",
    """
    CREATE TABLE mail_choice (
      actor_id {integer} NOT NULL PRIMARY KEY REFERENCES actor (id),
      replies {integer} NOT NULL CHECK (replies IN (0, 1)),
      mentions {integer} NOT NULL CHECK (mentions IN (0, 1)),
      papers {integer} NOT NULL CHECK (papers IN (0, 1)),
      digest {text} NOT NULL CHECK (digest IN ('off', 'daily', 'weekly')),
      digest_at {integer}
    )
    """,
    "CREATE INDEX mail_choice_digest ON mail_choice (digest_at) WHERE digest_at IS NOT NULL",
  ]
}
