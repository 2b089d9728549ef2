/// Summaries say what readers may do with them; what was here before states nothing.
enum MigrationLicences {
  static let statements: [String] = [
    "ALTER TABLE post ADD COLUMN licence {text}",
    "ALTER TABLE revision ADD COLUMN licence {text}",
    "ALTER TABLE account ADD COLUMN licence {text}",
  ]
}
