/// Two papers become one and two again: what moved is written down row by row, and what may be one waits for moderators.
enum MigrationPaperMerges {
  static let statements: [String] =
    merges + proposals + [
      // A paper that was merged stays as it is, points to the other, and is on no page.
      "ALTER TABLE paper ADD COLUMN merged_into {integer} REFERENCES paper (id)",
      "CREATE INDEX paper_merged ON paper (merged_into) WHERE merged_into IS NOT NULL",
      // The merge that put a summary beside another by the same person, which alone falls under the rule of one.
      "ALTER TABLE post ADD COLUMN beside {integer}",
      "DROP INDEX post_one_summary",
      """
      CREATE UNIQUE INDEX post_one_summary ON post (actor_id, paper_id)
        WHERE kind = 'summary' AND local = 1 AND beside IS NULL
      """,
      "CREATE INDEX post_beside ON post (paper_id, actor_id) WHERE beside IS NOT NULL",
    ]

  private static let merges = [
    """
    CREATE TABLE paper_merge (
      id {id},
      kind {text} NOT NULL CHECK (kind IN ('merge', 'split')),
      from_id {integer} NOT NULL REFERENCES paper (id),
      to_id {integer} NOT NULL REFERENCES paper (id),
      actor_id {integer} REFERENCES actor (id),
      reason {text} NOT NULL,
      source {text},
      record_key {text},
      created_at {integer} NOT NULL,
      undone_at {integer},
      undone_by {integer} REFERENCES actor (id),
      undone_reason {text} NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX paper_merge_from ON paper_merge (from_id, id)",
    "CREATE INDEX paper_merge_to ON paper_merge (to_id, id)",
    "CREATE INDEX paper_merge_actor ON paper_merge (actor_id) WHERE actor_id IS NOT NULL",
    "CREATE INDEX paper_merge_undone ON paper_merge (undone_by) WHERE undone_by IS NOT NULL",
    """
    CREATE TABLE paper_move (
      merge_id {integer} NOT NULL REFERENCES paper_merge (id),
      part {text} NOT NULL,
      key1 {text} NOT NULL,
      key2 {text} NOT NULL,
      key3 {text} NOT NULL,
      former {integer},
      PRIMARY KEY (merge_id, part, key1, key2, key3)
    )
    """,
  ]

  private static let proposals = [
    """
    CREATE TABLE merge_proposal (
      id {id},
      first_id {integer} NOT NULL REFERENCES paper (id),
      second_id {integer} NOT NULL REFERENCES paper (id),
      source {text} NOT NULL,
      record_key {text} NOT NULL,
      record_title {text} NOT NULL,
      created_at {integer} NOT NULL,
      decision {text} CHECK (decision IN ('merged', 'apart')),
      decided_by {integer} REFERENCES actor (id),
      decided_at {integer},
      UNIQUE (first_id, second_id)
    )
    """,
    "CREATE INDEX merge_proposal_second ON merge_proposal (second_id)",
    "CREATE INDEX merge_proposal_open ON merge_proposal (id) WHERE decision IS NULL",
    "CREATE INDEX merge_proposal_decider ON merge_proposal (decided_by) WHERE decided_by IS NOT NULL",
  ]
}
