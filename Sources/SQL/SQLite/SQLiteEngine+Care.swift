internal import CSQLite
import Glibc

extension SQLiteEngine {
  /// Copies the database to a file beside the wanted one, checks it, makes it durable and gives it its name.
  func backup(to path: String) throws(SQLError) {
    guard !Self.isSameFile(path, self.path) else { throw SQLError(.misuse, "a database is not its own copy: \(path)") }
    // A log left beside the old file would be taken for the new one's.
    for suffix in ["-wal", "-journal"] where access(path + suffix, F_OK) == 0 {
      throw SQLError(.misuse, "\(path) is a database in use, as \(path + suffix) shows: a copy cannot take its place")
    }
    let partial = path + ".partial"
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
    do throws(SQLError) {
      try createFile(partial)
      try copy(to: partial)
      try flush(partial)
      guard rename(partial, path) == 0 else { throw Self.systemError(path) }
    } catch {
      for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
      throw error
    }
    try flush(Self.folder(of: path))
  }

  /// One line for each problem found; damage so bad that looking fails is a problem, too.
  func check() throws(SQLError) -> [String] {
    let handle = try Self.openHandle(path, options)
    defer { sqlite3_close_v2(handle) }
    do throws(SQLError) {
      try Self.pragma(handle, "query_only = ON")
      let damage = try Self.lines(handle, "integrity_check").filter { $0 != "ok" }
      let dangling = try Self.lines(handle, "foreign_key_check").map { "foreign key (table, row, parent, key): \($0)" }
      return damage + dangling
    } catch {
      guard error.kind == .corrupt else { throw error }
      return [error.message]
    }
  }

  private func copy(to partial: String) throws(SQLError) {
    let source = try Self.openHandle(path, options)
    defer { sqlite3_close_v2(source) }
    let target = try Self.openHandle(partial, options)
    defer { sqlite3_close_v2(target) }
    // Durable in the end, by one flush; until then the file does not count.
    try Self.pragma(target, "synchronous = OFF")
    guard let backup = sqlite3_backup_init(target, "main", source, "main") else {
      throw SQLError(sqlite: sqlite3_extended_errcode(target), on: target)
    }
    // All in one step, which reads one snapshot: in pieces, each write of ours would make it begin anew.
    let stepCode = sqlite3_backup_step(backup, -1)
    let finishCode = sqlite3_backup_finish(backup)
    guard stepCode == SQLITE_DONE, finishCode == SQLITE_OK else {
      throw SQLError(sqlite: stepCode == SQLITE_DONE ? finishCode : stepCode, "the copy failed")
    }
    // A copy is one file without a log.
    _ = try Self.lines(target, "journal_mode = DELETE")
    let problems = try Self.lines(target, "quick_check").filter { $0 != "ok" }
    if let first = problems.first { throw SQLError(.corrupt, "the copy is damaged: \(first)") }
  }

  private func flush(_ path: String) throws(SQLError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.systemError(path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Self.systemError(path) }
  }

  private static func isSameFile(_ left: String, _ right: String) -> Bool {
    var one = stat()
    var other = stat()
    return stat(left, &one) == 0 && stat(right, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func systemError(_ path: String) -> SQLError {
    let code = errno
    return SQLError(code == ENOSPC || code == EDQUOT ? .full : .io, "\(path): \(String(cString: strerror(code)))")
  }
}
