internal import SQL

/// Three migrations, the same on both engines, as a growing program has them: tables with rows, a column filled in, a table made anew.
enum SampleSchema {
  private static let migrations = [
    SQLMigration(
      version: 1, name: "notes",
      sql: """
        CREATE TABLE note (id BIGINT PRIMARY KEY, body TEXT NOT NULL);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO note SELECT i, CAST(i * 7919 AS TEXT) || ' of a text that fills some pages' FROM n;
        """),
    SQLMigration(
      version: 2, name: "lengths",
      sql: """
        ALTER TABLE note ADD COLUMN length BIGINT NOT NULL DEFAULT 0;
        UPDATE note SET length = length(body);
        CREATE INDEX note_length ON note (length, id);
        """),
    SQLMigration(
      version: 3, name: "notes anew",
      sql: """
        CREATE TABLE text (id BIGINT PRIMARY KEY, body TEXT NOT NULL, length BIGINT NOT NULL, half BIGINT NOT NULL);
        INSERT INTO text SELECT id, body, length, id / 2 FROM note;
        DROP TABLE note;
        CREATE INDEX text_half ON text (half);
        """),
  ]

  /// Where the copy of a version is kept.
  static func copy(of path: String, at version: Int) -> String { "\(path).before-upgrade-from-\(version)" }

  /// Brings a file, or the database of a URL, to a version; of a file that has one a copy is made before.
  static func upgrade(_ path: String, to version: Int) async throws {
    let database = try Database(opening: location(path))
    let before = try await database.schemaVersion()
    try await database.migrate(
      migrations.filter { $0.version <= version }, copyingBefore: isFile(path) ? copy(of: path, at: before) : nil)
    await database.close()
  }

  private static func isFile(_ path: String) -> Bool { !path.hasPrefix("postgres:") }

  private static func location(_ path: String) throws -> DatabaseLocation {
    isFile(path) ? .sqlite(path: path) : .postgres(try PostgresAddress(parsing: path))
  }

  /// What is in it, in a line; what is wrong with it begins with `damaged`.
  static func contents(_ path: String) async throws -> String {
    let database = try Database(opening: location(path))
    let problems = try await database.check()
    let version = try await database.schemaVersion()
    let (table, columns) = version < 3 ? ("note", "id, length(body)") : ("text", "id, length")
    let sums = try await database.read { connection in
      try connection.first(
        "SELECT count(*), CAST(sum(id) AS BIGINT), CAST(sum(l) AS BIGINT) FROM (SELECT \(columns) AS l FROM \(table)) AS s"
      ) { "\(try $0.integer(0)) rows, \(try $0.integer(1)), \(try $0.integer(2))" }
    }
    await database.close()
    return problems.isEmpty ? "version \(version): \(sums ?? "nothing")" : "damaged: \(problems.prefix(3))"
  }
}
