import Glibc

extension Database {
  /// The version of the last migration applied, 0 for an empty database.
  package func schemaVersion() async throws -> Int {
    try await read { connection in
      try connection.appliedMigrations().last.map { Int($0.version) } ?? 0
    }
  }

  /// Brings the schema up to date, each migration in a transaction of its own, and returns the versions it applied.
  ///
  /// If something is to be done to a database that already has a schema, it is first copied to `copy` (see `backup`); a name
  /// with `schemaVersion()` in it keeps the copies of different versions apart. Throws `.newerSchema` if the database knows a
  /// migration that is not in the list, `.editedMigration` if one was applied with another text, `.misuse` if the list is not
  /// rising or has grown in the middle. A failed migration leaves nothing behind, those before it stay.
  @discardableResult
  package func migrate(_ migrations: [SQLMigration], copyingBefore copy: String? = nil) async throws -> [Int] {
    let applied = try await read { connection in try connection.appliedMigrations() }
    let pending = try Self.pending(migrations, applied)
    if let copy, !pending.isEmpty, !applied.isEmpty { try await backup(to: copy) }
    var done: [Int] = []
    for migration in pending {
      let isOurs = try await writeAlone { connection in try connection.apply(migration, of: migrations) }
      if isOurs { done.append(migration.version) }
    }
    return done
  }

  fileprivate static func pending(
    _ migrations: [SQLMigration], _ applied: [AppliedMigration]
  ) throws(SQLError) -> [SQLMigration] {
    for (earlier, later) in zip(migrations, migrations.dropFirst()) where earlier.version >= later.version {
      throw SQLError(.misuse, "migration \(later.version) is listed after \(earlier.version)")
    }
    for row in applied {
      guard let ours = migrations.first(where: { Int64($0.version) == row.version }) else {
        throw SQLError(
          .newerSchema,
          "the database has migration \(row.version) (\(row.name)), which this program does not know: it was made by a newer "
            + "version; install that version, or restore the copy made before the upgrade")
      }
      guard SQLValue.text(ours.checksum) == .text(row.checksum) else {
        throw SQLError(
          .editedMigration, "migration \(row.version) (\(row.name)) was applied with another text than this program has")
      }
    }
    let last = applied.last?.version ?? 0
    let known = Set(applied.map(\.version))
    let pending = migrations.filter { !known.contains(Int64($0.version)) }
    if let late = pending.first(where: { Int64($0.version) <= last }) {
      throw SQLError(.misuse, "migration \(late.version) comes before \(last), which is applied already")
    }
    return pending
  }
}

/// A row of the table that remembers what was applied.
private struct AppliedMigration: Sendable {
  let version: Int64
  let name: String
  let checksum: String
}

extension SQLConnection {
  /// What was applied, in order; nothing if the table is not there yet.
  fileprivate func appliedMigrations() throws -> [AppliedMigration] {
    guard try tables().contains("schema_migration") else { return [] }
    return try query("SELECT version, name, checksum FROM schema_migration ORDER BY version") { row in
      AppliedMigration(version: try row.integer(0), name: try row.text(1), checksum: try row.text(2))
    }
  }

  /// Applies one migration; false if another process did so since the list was read.
  fileprivate func apply(_ migration: SQLMigration, of migrations: [SQLMigration]) throws -> Bool {
    guard try Database.pending(migrations, appliedMigrations()).contains(migration) else { return false }
    try execute(
      """
      CREATE TABLE IF NOT EXISTS schema_migration (
        version \(dialect.integerType) PRIMARY KEY, name \(dialect.textType) NOT NULL,
        applied_at \(dialect.integerType) NOT NULL, checksum \(dialect.textType) NOT NULL
      )\(dialect.tableSuffix)
      """)
    do throws(SQLError) {
      try script(migration.sql)
    } catch {
      throw SQLError(error.kind, "migration \(migration.version) (\(migration.name)): \(error.message)")
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    try execute(
      "INSERT INTO schema_migration (version, name, applied_at, checksum) VALUES ($1, $2, $3, $4)",
      [migration.version, migration.name, Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000, migration.checksum])
    return true
  }
}
