/// What somebody is writing about a paper is kept before it is published.
enum MigrationWritingDrafts {
  static let statements: [String] = [
    """
    CREATE TABLE draft (
      actor_id {integer} NOT NULL REFERENCES actor (id),
      paper_id {integer} NOT NULL REFERENCES paper (id),
      number {integer} NOT NULL,
      base {integer} NOT NULL,
      title {text} NOT NULL,
      tldr {text} NOT NULL,
      source {text} NOT NULL,
      choices {text} NOT NULL,
      saved {integer} NOT NULL,
      PRIMARY KEY (actor_id, paper_id)
    )
    """,
    "CREATE INDEX draft_paper ON draft (paper_id)",
    "CREATE UNIQUE INDEX draft_saved ON draft (actor_id, saved)",
  ]
}
