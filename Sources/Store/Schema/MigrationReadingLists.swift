/// Bookmarks of posts, and lists of papers that people keep.
enum MigrationReadingLists {
  static let statements = [
    """
    CREATE TABLE bookmark (
      id {id},
      actor_id {integer} NOT NULL REFERENCES actor (id),
      post_id {integer} NOT NULL REFERENCES post (id),
      UNIQUE (actor_id, post_id)
    )
    """,
    "CREATE INDEX bookmark_actor ON bookmark (actor_id, id)",
    "CREATE INDEX bookmark_post ON bookmark (post_id)",
    """
    CREATE TABLE reading_list (
      id {id},
      owner_id {integer} NOT NULL REFERENCES actor (id),
      slug {text} NOT NULL,
      title {text} NOT NULL,
      description {text} NOT NULL DEFAULT '',
      listed {integer} NOT NULL CHECK (listed IN (0, 1)),
      papers {integer} NOT NULL DEFAULT 0,
      created_at {integer} NOT NULL,
      updated_at {integer} NOT NULL,
      UNIQUE (owner_id, slug)
    )
    """,
    "CREATE INDEX reading_list_owner ON reading_list (owner_id, id)",
    """
    CREATE TABLE reading_list_paper (
      list_id {integer} NOT NULL REFERENCES reading_list (id),
      paper_id {integer} NOT NULL REFERENCES paper (id),
      position {integer} NOT NULL,
      note {text} NOT NULL DEFAULT '',
      added_at {integer} NOT NULL,
      PRIMARY KEY (list_id, paper_id)
    )
    """,
    "CREATE INDEX reading_list_paper_position ON reading_list_paper (list_id, position)",
    "CREATE INDEX reading_list_paper_paper ON reading_list_paper (paper_id)",
  ]
}
