/// Papers keep what each source says of them and what people changed; they have topics and fields; summaries have ranks.
enum Migration0003 {
  static let statements: [String] = records + topics + ranks + notices

  /// Of a paper itself people are told, too: the list of kinds of a notification is longer, for which its table is made anew.
  private static let notices = [
    """
    CREATE TABLE paper_notice (
      paper_id {integer} NOT NULL REFERENCES paper (id),
      kind {text} NOT NULL CHECK (kind IN ('version', 'correction', 'concern', 'withdrawal', 'retraction')),
      number {integer} NOT NULL,
      source {text} NOT NULL,
      dated {text},
      noted_at {integer} NOT NULL,
      PRIMARY KEY (paper_id, kind, number, source)
    )
    """,
    "ALTER TABLE post ADD COLUMN written_for {integer}",
    """
    CREATE TABLE notification_anew (
      id {id},
      owner_id {integer} NOT NULL REFERENCES actor (id),
      kind {text} NOT NULL
        CHECK (kind IN ('follow', 'like', 'dislike', 'share', 'reply', 'mention', 'sign_up', 'paper')),
      actor_id {integer} NOT NULL REFERENCES actor (id),
      post_id {integer} REFERENCES post (id),
      created_at {integer} NOT NULL,
      read_at {integer}
    )
    """,
    "INSERT INTO notification_anew SELECT id, owner_id, kind, actor_id, post_id, created_at, read_at FROM notification",
    "DROP TABLE notification",
    "ALTER TABLE notification_anew RENAME TO notification",
    "CREATE INDEX notification_owner ON notification (owner_id, id)",
    "CREATE INDEX notification_unread ON notification (owner_id) WHERE read_at IS NULL",
    "CREATE INDEX notification_actor ON notification (actor_id)",
    "CREATE INDEX notification_post ON notification (post_id)",
    "CREATE UNIQUE INDEX notification_once ON notification (owner_id, kind, actor_id, (COALESCE(post_id, 0)))",
  ]

  private static let records = [
    """
    CREATE TABLE paper_record (
      paper_id {integer} NOT NULL REFERENCES paper (id),
      source {text} NOT NULL,
      record_key {text} NOT NULL,
      rank {integer} NOT NULL,
      title {text} NOT NULL,
      authors {text} NOT NULL,
      orcids {text} NOT NULL DEFAULT '',
      venue_key {text},
      venue_name {text},
      year {integer},
      abstract {text},
      raw {bytes},
      raw_type {text} NOT NULL,
      stored_at {integer} NOT NULL,
      PRIMARY KEY (paper_id, source, record_key)
    )
    """,
    """
    CREATE TABLE paper_change (
      id {id},
      paper_id {integer} NOT NULL REFERENCES paper (id),
      actor_id {integer} REFERENCES actor (id),
      source {text} NOT NULL,
      field {text} NOT NULL,
      former {text} NOT NULL,
      latter {text} NOT NULL,
      created_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX paper_change_paper ON paper_change (paper_id, id)",
    "CREATE INDEX paper_change_actor ON paper_change (actor_id) WHERE actor_id IS NOT NULL",
    """
    CREATE TABLE paper_wish (
      paper_id {integer} NOT NULL REFERENCES paper (id),
      actor_id {integer} NOT NULL REFERENCES actor (id),
      created_at {integer} NOT NULL,
      PRIMARY KEY (paper_id, actor_id)
    )
    """,
    "CREATE INDEX paper_wish_actor ON paper_wish (actor_id)",
    "ALTER TABLE paper ADD COLUMN wishes {integer} NOT NULL DEFAULT 0",
    "CREATE INDEX paper_wished ON paper (wishes, id) WHERE wishes > 0",
    "ALTER TABLE paper_author ADD COLUMN orcid {text}",
    "CREATE INDEX paper_author_name ON paper_author (lower(name), paper_id)",
  ]

  private static let topics = [
    """
    CREATE TABLE topic (
      key {text} NOT NULL PRIMARY KEY,
      slug {text} NOT NULL,
      name {text} NOT NULL,
      papers {integer} NOT NULL DEFAULT 0,
      summaries {integer} NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX topic_rank ON topic (summaries, papers)",
    """
    CREATE TABLE paper_topic (
      paper_id {integer} NOT NULL REFERENCES paper (id),
      topic_key {text} NOT NULL REFERENCES topic (key),
      position {integer} NOT NULL,
      PRIMARY KEY (paper_id, topic_key)
    )
    """,
    "CREATE INDEX paper_topic_topic ON paper_topic (topic_key, paper_id)",
    "ALTER TABLE paper ADD COLUMN field {text}",
    "ALTER TABLE post ADD COLUMN field {text}",
    // Of papers that are here already no class is known, only registries that belong to a field.
    """
    UPDATE paper SET field = (
      SELECT CASE WHEN i.scheme IN ('pmid', 'pmcid') THEN 'life' ELSE 'computing' END FROM paper_identifier i
      WHERE i.paper_id = paper.id AND i.scheme IN ('dblp', 'openreview', 'pmid', 'pmcid', 'acl')
      ORDER BY CASE i.scheme WHEN 'dblp' THEN 1 WHEN 'openreview' THEN 2 WHEN 'acl' THEN 5 ELSE 3 END LIMIT 1)
    """,
    "UPDATE post SET field = (SELECT p.field FROM paper p WHERE p.id = post.paper_id) WHERE kind = 'summary'",
  ]

  /// What `PostRank` computes, as near as plain SQL comes to it; the next vote makes it exact.
  private static let ranks = [
    "ALTER TABLE post ADD COLUMN best {real} NOT NULL DEFAULT 0",
    "ALTER TABLE post ADD COLUMN popular {real} NOT NULL DEFAULT 0",
    """
    UPDATE post SET
      best = CASE WHEN likes > 0 THEN likes / (likes + dislikes + 3.0) ELSE 0 END,
      popular = CASE WHEN likes > dislikes THEN ln(1.0 + likes - dislikes) / ln(2.0) ELSE 0 END + published_at / 259200000.0
    WHERE kind = 'summary'
    """,
    "CREATE INDEX post_best ON post (visibility, best, id) WHERE kind = 'summary' AND paper_id IS NOT NULL",
    "CREATE INDEX post_popular ON post (visibility, popular, id) WHERE kind = 'summary' AND paper_id IS NOT NULL",
    "CREATE INDEX post_field_recent ON post (visibility, field, id) WHERE kind = 'summary' AND paper_id IS NOT NULL",
    "CREATE INDEX post_field_best ON post (visibility, field, best, id) WHERE kind = 'summary' AND paper_id IS NOT NULL",
    "CREATE INDEX post_field_popular ON post (visibility, field, popular, id) WHERE kind = 'summary' AND paper_id IS NOT NULL",
  ]
}
