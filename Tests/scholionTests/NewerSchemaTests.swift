import SQL
import Testing

@testable import scholion

@Suite struct NewerSchemaTests {
  @Test(arguments: [["serve"], ["db", "migrate"], ["account", "list"]])
  func `A database of a newer version is refused in one clear line, and left as it is`(arguments: [String]) async throws {
    let program = Program(folder: try ScratchFolder(), environment: ["SCHOLION_ORIGIN": "https://papers.example"])
    #expect(try program.run("db", "migrate").status == 0)
    let database = try Database(opening: .sqlite(path: "\(program.folder.path)/data/scholion.db"))
    try await database.write { connection in
      try connection.execute(
        "INSERT INTO schema_migration (version, name, applied_at, checksum) VALUES (99, 'tomorrow', 0, 'x')")
    }
    await database.close()
    let process = program.process(arguments)
    let outcome = try program.ended(process)
    #expect(outcome.status == 1 && outcome.complaints.count == 1, "\(outcome.complaint)")
    #expect(outcome.complaint.contains("99 (tomorrow)") && outcome.complaint.contains("newer version"))
    let again = try Database(opening: .sqlite(path: "\(program.folder.path)/data/scholion.db"))
    #expect(try await again.schemaVersion() == 99)
    await again.close()
  }
}
