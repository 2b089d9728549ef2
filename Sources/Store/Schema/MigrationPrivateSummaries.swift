/// Summaries that only their writer sees: apart from posts, so that nothing that shows posts can show one.
enum MigrationPrivateSummaries {
  static let statements = [
    """
    CREATE TABLE private_summary (
      actor_id {integer} NOT NULL REFERENCES actor (id),
      paper_id {integer} NOT NULL REFERENCES paper (id),
      title {text},
      tldr {text} NOT NULL,
      source {text} NOT NULL,
      html {text} NOT NULL,
      language {text},
      licence {text},
      link_hash {bytes},
      created_at {integer} NOT NULL,
      updated_at {integer} NOT NULL,
      PRIMARY KEY (actor_id, paper_id)
    )
    """,
    "CREATE INDEX private_summary_paper ON private_summary (paper_id)",
    "CREATE UNIQUE INDEX private_summary_link ON private_summary (link_hash) WHERE link_hash IS NOT NULL",
  ]
}
