/// Pictures that people add to their texts, and the texts that show them.
enum MigrationMedia {
  static let statements: [String] = [
    """
    CREATE TABLE media (
      id {id},
      actor_id {integer} NOT NULL REFERENCES actor (id),
      name {text} NOT NULL,
      size {integer} NOT NULL,
      width {integer} NOT NULL,
      height {integer} NOT NULL,
      alt {text} NOT NULL,
      UNIQUE (name, actor_id)
    )
    """,
    "CREATE INDEX media_actor ON media (actor_id)",
    """
    CREATE TABLE post_media (
      name {text} NOT NULL,
      post_id {integer} NOT NULL REFERENCES post (id),
      PRIMARY KEY (name, post_id)
    )
    """,
    "CREATE INDEX post_media_post ON post_media (post_id)",
    """
    CREATE TABLE draft_media (
      name {text} NOT NULL,
      actor_id {integer} NOT NULL REFERENCES actor (id),
      paper_id {integer} NOT NULL REFERENCES paper (id),
      PRIMARY KEY (name, actor_id, paper_id)
    )
    """,
    "CREATE INDEX draft_media_draft ON draft_media (actor_id, paper_id)",
    "CREATE INDEX draft_media_paper ON draft_media (paper_id)",
  ]
}
