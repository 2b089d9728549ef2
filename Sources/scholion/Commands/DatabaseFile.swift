internal import Glibc
internal import SQL

/// The SQLite file of the settings, as a file.
struct DatabaseFile {
  let path: String
  /// What lies beside a database that is in use.
  private static let companions = ["-wal", "-shm"]

  /// Puts a checked copy of a file in the place of the database.
  ///
  /// Returns where the former database is now, if there was one. Throws ``Refusal``; then nothing has changed.
  /// - Parameter prepare: what is done when the copy is known to be sound and nothing is changed yet
  func restore(from file: String, prepare: () throws -> Void = {}) async throws -> String? {
    try Self.mustExist(file)
    try TextFile.makeFolder(TextFile.folder(of: path))
    let lock = try ServeLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let draft = path + ".restoring"
    Self.remove(draft)
    try await Self.copy(file, to: draft)
    do { try prepare() } catch {
      Self.remove(draft)
      throw error
    }
    let kept = path + ".before-restore"
    let hadOne = access(path, F_OK) == 0
    if hadOne {
      Self.remove(kept)
      for end in [""] + Self.companions where access(path + end, F_OK) == 0 { try Self.rename(path + end, kept + end) }
    }
    try Self.rename(draft, path)
    return hadOne ? kept : nil
  }

  /// One checked, durable copy, without companions.
  private static func copy(_ file: String, to draft: String) async throws {
    do {
      let source = try Database(opening: .sqlite(path: file))
      do {
        let problems = try await source.check()
        guard problems.isEmpty else { throw Refusal("\(file) is damaged: \(problems.first ?? "")") }
        guard try await source.schemaVersion() > 0 else { throw Refusal("\(file) is not a copy of a database of ours") }
        try await source.backup(to: draft)
        await source.close()
      } catch {
        await source.close()
        throw error
      }
    } catch let error as SQLError {
      throw Refusal("\(file) cannot be restored: \(error.message)")
    }
  }

  /// Throws ``Refusal`` when there is no such file.
  static func mustExist(_ path: String) throws {
    guard access(path, R_OK) == 0 else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
  }

  /// Whether two paths lead to one file.
  static func isSame(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(left, &first) == 0 && stat(right, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func rename(_ from: String, _ to: String) throws {
    guard Glibc.rename(from, to) == 0 else { throw Refusal("\(from): \(String(cString: strerror(errno)))") }
  }

  private static func remove(_ path: String) { for end in [""] + companions { unlink(path + end) } }
}
