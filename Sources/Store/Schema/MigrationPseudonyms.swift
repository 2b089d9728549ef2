/// Who is behind a pseudonym: nothing here says it without the master key (`Documentation/decisions/pseudonyms.md`).
///
/// Ids are made from the master key and from whom they are about, so that neither a number nor the order of rows tells a time.
enum MigrationPseudonyms {
  static let statements = [
    """
    CREATE TABLE pseudonym (
      id {id},
      place {bytes} NOT NULL UNIQUE,
      voice {bytes} UNIQUE,
      link {text} NOT NULL,
      waiting {text},
      due_at {integer}
    )
    """,
    "CREATE INDEX pseudonym_due ON pseudonym (due_at) WHERE due_at IS NOT NULL",
  ]
}
