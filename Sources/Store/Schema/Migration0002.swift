/// Keys can be replaced: a former key keeps its row for two days.
enum Migration0002 {
  static let statements: [String] = [
    "ALTER TABLE actor_key ADD COLUMN retired_at {integer}",
    "CREATE INDEX actor_key_retired ON actor_key (retired_at) WHERE retired_at IS NOT NULL",
  ]
}
