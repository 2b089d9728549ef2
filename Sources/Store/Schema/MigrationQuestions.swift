/// Questions about papers: notes on a paper, of which one answer may be accepted.
enum MigrationQuestions {
  static let statements = [
    """
    CREATE TABLE question (
      post_id {integer} NOT NULL PRIMARY KEY REFERENCES post (id),
      accepted_id {integer} REFERENCES post (id)
    )
    """,
    "CREATE INDEX question_open ON question (post_id) WHERE accepted_id IS NULL",
    "CREATE INDEX question_accepted ON question (accepted_id) WHERE accepted_id IS NOT NULL",
  ]
}
