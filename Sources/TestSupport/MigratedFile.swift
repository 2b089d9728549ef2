internal import Foundation
package import LocalPostgres
internal import SQL
internal import Store

/// A SQLite database with today's schema, made once in a process: each test begins with a copy of it.
package enum MigratedFile {
  /// Puts a copy where no file is yet.
  package static func copy(to path: String) async throws {
    try await made.value.write(to: URL(filePath: path), options: .withoutOverwriting)
  }

  private static let made = Task {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scholion-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "test.db")
    let database = try Database(opening: .sqlite(path: file.path))
    do {
      try await Store.migrate(database)
    } catch {
      await database.close()
      throw error
    }
    await database.close()
    return try Data(contentsOf: file)
  }

  /// The same on PostgreSQL.
  package static let onPostgres = TemplateDatabase { url in
    let database = try Database(opening: .postgres(try PostgresAddress(parsing: url)))
    try await Store.migrate(database)
    await database.close()
  }
}
