/// The second half of the first schema: what binds people and posts, and the work tables.
extension Migration0001 {
  static let relations = [
    """
    CREATE TABLE follow (
      id {id},
      follower_id {integer} NOT NULL REFERENCES actor (id),
      target_id {integer} NOT NULL REFERENCES actor (id),
      uri {text} NOT NULL,
      state {text} NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected')),
      created_at {integer} NOT NULL,
      UNIQUE (follower_id, target_id)
    )
    """,
    "CREATE INDEX follow_target ON follow (target_id, state, id)",
    "CREATE INDEX follow_follower ON follow (follower_id, state, id)",
    "CREATE INDEX follow_uri ON follow (uri)",
    """
    CREATE TABLE vote (
      id {id},
      actor_id {integer} NOT NULL REFERENCES actor (id),
      post_id {integer} NOT NULL REFERENCES post (id),
      value {integer} NOT NULL CHECK (value IN (-1, 1)),
      uri {text} NOT NULL,
      created_at {integer} NOT NULL,
      UNIQUE (actor_id, post_id)
    )
    """,
    "CREATE INDEX vote_post ON vote (post_id, value, id)",
    "CREATE INDEX vote_uri ON vote (uri)",
    """
    CREATE TABLE share (
      id {id},
      actor_id {integer} NOT NULL REFERENCES actor (id),
      post_id {integer} NOT NULL REFERENCES post (id),
      uri {text} NOT NULL,
      created_at {integer} NOT NULL,
      UNIQUE (actor_id, post_id)
    )
    """,
    "CREATE INDEX share_post ON share (post_id, id)",
    "CREATE INDEX share_actor ON share (actor_id, id)",
    "CREATE INDEX share_uri ON share (uri)",
    """
    CREATE TABLE undone (
      uri {text} NOT NULL,
      actor_uri {text} NOT NULL,
      at {integer} NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX undone_key ON undone (uri, {short actor_uri})",
    "CREATE INDEX undone_at ON undone (at)",
    """
    CREATE TABLE notification (
      id {id},
      owner_id {integer} NOT NULL REFERENCES actor (id),
      kind {text} NOT NULL CHECK (kind IN ('follow', 'like', 'dislike', 'share', 'reply', 'mention', 'sign_up')),
      actor_id {integer} NOT NULL REFERENCES actor (id),
      post_id {integer} REFERENCES post (id),
      created_at {integer} NOT NULL,
      read_at {integer}
    )
    """,
    "CREATE INDEX notification_owner ON notification (owner_id, id)",
    "CREATE INDEX notification_unread ON notification (owner_id) WHERE read_at IS NULL",
    "CREATE INDEX notification_actor ON notification (actor_id)",
    "CREATE INDEX notification_post ON notification (post_id)",
    "CREATE UNIQUE INDEX notification_once ON notification (owner_id, kind, actor_id, (COALESCE(post_id, 0)))",
  ]

  static let queues = [
    """
    CREATE TABLE activity (
      id {id},
      uri {text} NOT NULL UNIQUE,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      type {text} NOT NULL,
      object_uri {text} NOT NULL,
      listed {integer} NOT NULL,
      body {bytes} NOT NULL,
      created_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX activity_outbox ON activity (actor_id, listed, id)",
    "CREATE INDEX activity_object ON activity (object_uri)",
    """
    CREATE TABLE peer (
      host {text} NOT NULL PRIMARY KEY,
      software {text},
      dialect {text} NOT NULL DEFAULT 'cavage' CHECK (dialect IN ('cavage', 'rfc9421')),
      blocked {integer} NOT NULL DEFAULT 0,
      failures {integer} NOT NULL DEFAULT 0,
      queued {integer} NOT NULL DEFAULT 0,
      next_attempt_at {integer} NOT NULL DEFAULT 0,
      turn_at {integer} NOT NULL DEFAULT 0,
      last_success_at {integer},
      last_failure_at {integer},
      last_error {text},
      first_seen_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX peer_queued ON peer (queued, next_attempt_at)",
    "CREATE INDEX peer_software ON peer (software, host)",
    "CREATE INDEX peer_blocked ON peer (blocked, host) WHERE blocked = 1",
    """
    CREATE TABLE delivery (
      id {id},
      activity_id {integer} NOT NULL REFERENCES activity (id),
      signer_id {integer} NOT NULL REFERENCES actor (id),
      inbox {text} NOT NULL,
      host {text} NOT NULL,
      object_uri {text} NOT NULL,
      shared {integer} NOT NULL,
      attempts {integer} NOT NULL DEFAULT 0,
      leased_until {integer} NOT NULL DEFAULT 0,
      lease {integer} NOT NULL DEFAULT 0,
      last_error {text},
      created_at {integer} NOT NULL,
      UNIQUE (activity_id, inbox)
    )
    """,
    "CREATE INDEX delivery_host ON delivery (host, id)",
    "CREATE INDEX delivery_created ON delivery (created_at)",
    "CREATE INDEX delivery_leased ON delivery (lease) WHERE leased_until > 0",
    """
    CREATE TABLE inbox_item (
      id {id},
      activity_key {text} NOT NULL,
      channel {text} NOT NULL CHECK (channel IN ('direct', 'forwarded')),
      repeat_key {text} NOT NULL DEFAULT '',
      actor_uri {text} NOT NULL,
      type {text} NOT NULL,
      object_uri {text},
      state {text} NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
      reason {text},
      attempts {integer} NOT NULL DEFAULT 0,
      next_attempt_at {integer} NOT NULL,
      leased_until {integer} NOT NULL DEFAULT 0,
      lease {integer} NOT NULL DEFAULT 0,
      received_at {integer} NOT NULL,
      finished_at {integer},
      UNIQUE (activity_key, channel, repeat_key)
    )
    """,
    // Apart from the item, which outlives it: the pages of erased bytes are used again at once.
    """
    CREATE TABLE inbox_body (
      item_id {id} REFERENCES inbox_item (id) ON DELETE CASCADE,
      bytes {bytes} NOT NULL
    )
    """,
    "CREATE INDEX inbox_item_due ON inbox_item (actor_uri, next_attempt_at, id) WHERE state = 'waiting'",
    "CREATE INDEX inbox_item_leased ON inbox_item (actor_uri, leased_until) WHERE leased_until > 0",
    "CREATE INDEX inbox_item_finished ON inbox_item (state, finished_at, id)",
    """
    CREATE TABLE inbox_sender (
      actor_uri {text} NOT NULL PRIMARY KEY,
      next_at {integer} NOT NULL
    )
    """,
    "CREATE INDEX inbox_sender_next ON inbox_sender (next_at, actor_uri)",
  ]
}
