/// The first schema.
///
/// A shipped migration is never edited; a change is a new file.
///
/// `{id}`, `{integer}`, `{real}`, `{text}` and `{bytes}` are the type words that differ between the engines. `{short NAME}` is a
/// column in an index beside another long one: PostgreSQL takes 2,704 bytes an entry, and an id may have 2,048.
/// Times are milliseconds since 1970, flags are 0 or 1.
enum Migration0001 {
  static let statements: [String] = accounts + papers + posts + relations + queues

  private static let accounts = [
    """
    CREATE TABLE setting (
      name {text} NOT NULL PRIMARY KEY,
      value {text} NOT NULL
    )
    """,
    """
    CREATE TABLE actor (
      id {id},
      uri {text} NOT NULL UNIQUE,
      host {text} NOT NULL,
      local {integer} NOT NULL CHECK (local IN (0, 1)),
      kind {text} NOT NULL CHECK (kind IN ('person', 'instance', 'paper', 'venue', 'topic', 'community', 'service')),
      name {text} NOT NULL,
      display_name {text} NOT NULL,
      bio_source {text} NOT NULL DEFAULT '',
      bio_html {text} NOT NULL DEFAULT '',
      url {text} NOT NULL,
      inbox {text} NOT NULL,
      shared_inbox {text},
      outbox {text},
      followers_uri {text},
      manually_approves {integer} NOT NULL DEFAULT 0,
      state {text} NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'deleted')),
      created_at {integer} NOT NULL,
      updated_at {integer} NOT NULL,
      fetched_at {integer} NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX actor_local_name ON actor (name) WHERE local = 1",
    "CREATE UNIQUE INDEX actor_instance ON actor (kind) WHERE kind = 'instance' AND local = 1",
    "CREATE INDEX actor_host_name ON actor (host, name)",
    "CREATE INDEX actor_inbox ON actor (inbox) WHERE local = 0",
    "CREATE INDEX actor_shared_inbox ON actor (shared_inbox) WHERE local = 0",
    """
    CREATE TABLE actor_key (
      id {id},
      actor_id {integer} NOT NULL REFERENCES actor (id),
      key_uri {text} NOT NULL UNIQUE,
      algorithm {text} NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
      public_key {text} NOT NULL,
      sealed_private {text},
      created_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX actor_key_actor ON actor_key (actor_id)",
    "CREATE INDEX actor_key_sealed ON actor_key (created_at) WHERE sealed_private IS NOT NULL",
    """
    CREATE TABLE account (
      actor_id {integer} NOT NULL PRIMARY KEY REFERENCES actor (id),
      email {text} NOT NULL UNIQUE,
      password_hash {text} NOT NULL,
      role {text} NOT NULL CHECK (role IN ('member', 'moderator', 'admin')),
      state {text} NOT NULL CHECK (state IN ('pending', 'approved', 'suspended')),
      reason {text} NOT NULL DEFAULT '',
      created_at {integer} NOT NULL,
      approved_at {integer}
    )
    """,
    "CREATE INDEX account_state ON account (state, actor_id)",
    "CREATE INDEX account_role ON account (role, state)",
    """
    CREATE TABLE session (
      token_hash {bytes} NOT NULL PRIMARY KEY,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      created_at {integer} NOT NULL,
      expires_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX session_actor ON session (actor_id)",
    "CREATE INDEX session_expiry ON session (expires_at)",
    """
    CREATE TABLE access_token (
      token_hash {bytes} NOT NULL PRIMARY KEY,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      scopes {text} NOT NULL,
      created_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX access_token_actor ON access_token (actor_id)",
    """
    CREATE TABLE invite (
      code_hash {bytes} NOT NULL PRIMARY KEY,
      created_at {integer} NOT NULL,
      used_by {integer} REFERENCES actor (id)
    )
    """,
    """
    CREATE TABLE erasure (
      actor_id {integer} NOT NULL PRIMARY KEY REFERENCES actor (id),
      created_at {integer} NOT NULL
    )
    """,
  ]

  private static let papers = [
    """
    CREATE TABLE venue (
      key {text} NOT NULL PRIMARY KEY,
      name {text} NOT NULL,
      papers {integer} NOT NULL DEFAULT 0,
      summaries {integer} NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX venue_rank ON venue (summaries, papers)",
    """
    CREATE TABLE paper (
      id {id},
      actor_id {integer} NOT NULL UNIQUE REFERENCES actor (id),
      title {text} NOT NULL,
      year {integer},
      venue_key {text} REFERENCES venue (key),
      abstract {text},
      source {text} NOT NULL,
      confirmed {integer} NOT NULL,
      learned_from {text},
      created_at {integer} NOT NULL,
      updated_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX paper_venue_year ON paper (venue_key, year, id)",
    "CREATE INDEX paper_learned ON paper (learned_from, created_at)",
    """
    CREATE TABLE paper_author (
      paper_id {integer} NOT NULL REFERENCES paper (id),
      position {integer} NOT NULL,
      name {text} NOT NULL,
      PRIMARY KEY (paper_id, position)
    )
    """,
    """
    CREATE TABLE paper_identifier (
      scheme {text} NOT NULL,
      value {text} NOT NULL,
      paper_id {integer} NOT NULL REFERENCES paper (id),
      position {integer} NOT NULL,
      PRIMARY KEY (scheme, value)
    )
    """,
    "CREATE INDEX paper_identifier_paper ON paper_identifier (paper_id, position)",
    """
    CREATE TABLE identifier_conflict (
      id {id},
      post_uri {text} NOT NULL UNIQUE,
      actor_uri {text} NOT NULL,
      identifiers {text} NOT NULL,
      created_at {integer} NOT NULL
    )
    """,
  ]

  private static let posts = [
    """
    CREATE TABLE post (
      id {id},
      uri {text} NOT NULL UNIQUE,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      local {integer} NOT NULL CHECK (local IN (0, 1)),
      kind {text} NOT NULL CHECK (kind IN ('summary', 'reply', 'note')),
      paper_id {integer} REFERENCES paper (id),
      in_reply_to_uri {text},
      parent_id {integer} REFERENCES post (id),
      root_id {integer} REFERENCES post (id),
      context_uri {text},
      title {text},
      tldr {text} NOT NULL DEFAULT '',
      source {text},
      html {text} NOT NULL,
      raw_html {text},
      sanitizer {integer} NOT NULL DEFAULT 0,
      url {text} NOT NULL,
      language {text},
      visibility {text} NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct')),
      audience_uri {text},
      sensitive {integer} NOT NULL DEFAULT 0,
      announced {integer} NOT NULL DEFAULT 0,
      likes {integer} NOT NULL DEFAULT 0,
      dislikes {integer} NOT NULL DEFAULT 0,
      shares {integer} NOT NULL DEFAULT 0,
      replies {integer} NOT NULL DEFAULT 0,
      published_at {integer} NOT NULL,
      updated_at {integer},
      stored_at {integer} NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX post_one_summary ON post (actor_id, paper_id) WHERE kind = 'summary' AND local = 1",
    "CREATE INDEX post_actor ON post (actor_id, id)",
    "CREATE INDEX post_paper ON post (paper_id, kind, visibility, id) WHERE paper_id IS NOT NULL",
    "CREATE INDEX post_root ON post (root_id, id) WHERE root_id IS NOT NULL",
    "CREATE INDEX post_parent ON post (parent_id, id) WHERE parent_id IS NOT NULL",
    "CREATE INDEX post_waiting_parent ON post (in_reply_to_uri) WHERE parent_id IS NULL",
    "CREATE INDEX post_recent ON post (visibility, id) WHERE kind = 'summary'",
    "CREATE INDEX post_timeline ON post (actor_id, id) WHERE kind <> 'reply'",
    "CREATE INDEX post_local ON post (kind, local, id, actor_id) WHERE local = 1",
    "CREATE INDEX post_loose ON post (id) WHERE local = 0 AND paper_id IS NULL",
    """
    CREATE TABLE revision (
      post_id {integer} NOT NULL REFERENCES post (id),
      number {integer} NOT NULL,
      title {text},
      tldr {text} NOT NULL,
      source {text} NOT NULL,
      created_at {integer} NOT NULL,
      PRIMARY KEY (post_id, number)
    )
    """,
    """
    CREATE TABLE post_recipient (
      post_id {integer} NOT NULL REFERENCES post (id),
      actor_id {integer} NOT NULL REFERENCES actor (id),
      PRIMARY KEY (post_id, actor_id)
    )
    """,
    "CREATE INDEX post_recipient_actor ON post_recipient (actor_id, post_id)",
    """
    CREATE TABLE citation (
      post_id {integer} NOT NULL REFERENCES post (id),
      scheme {text} NOT NULL,
      value {text} NOT NULL,
      PRIMARY KEY (post_id, scheme, value)
    )
    """,
    "CREATE INDEX citation_cited ON citation (scheme, value, post_id)",
    """
    CREATE TABLE hashtag (
      post_id {integer} NOT NULL REFERENCES post (id),
      name {text} NOT NULL,
      PRIMARY KEY (post_id, name)
    )
    """,
    "CREATE INDEX hashtag_name ON hashtag (name, post_id)",
    """
    CREATE TABLE tombstone (
      uri {text} NOT NULL,
      actor_uri {text} NOT NULL,
      former_type {text} NOT NULL,
      local {integer} NOT NULL CHECK (local IN (0, 1)),
      deleted_at {integer} NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX tombstone_key ON tombstone (uri, {short actor_uri})",
    "CREATE INDEX tombstone_remote ON tombstone (deleted_at) WHERE local = 0",
  ]
}
