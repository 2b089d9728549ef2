/// How often pages of papers and summaries are looked at in a day, and which ORCID people say is theirs.
enum MigrationPageViews {
  static let statements = [
    """
    CREATE TABLE page_view (
      kind {text} NOT NULL CHECK (kind IN ('paper', 'summary')),
      subject_id {integer} NOT NULL,
      day {integer} NOT NULL,
      views {integer} NOT NULL,
      PRIMARY KEY (kind, subject_id, day)
    )
    """,
    "CREATE INDEX page_view_day ON page_view (day)",
    """
    CREATE TABLE person_orcid (
      actor_id {integer} NOT NULL PRIMARY KEY REFERENCES actor (id),
      orcid {text} NOT NULL
    )
    """,
    "CREATE INDEX paper_author_orcid ON paper_author (orcid, paper_id) WHERE orcid IS NOT NULL",
  ]
}
