extension Database {
  /// Copies the database as it is now to a file, readable by its owner only, while reading and writing go on.
  ///
  /// The copy is one consistent snapshot, checked, durable, and appears under its name only when whole; an older file of that
  /// name is replaced. Opening it as a database is restoring it. Throws `.io` or `.full` if it cannot be written, `.corrupt` if
  /// the copy does not pass its check.
  package func backup(to path: String) async throws {
    let engine = self.engine
    try refuseIfClosed()
    try await onThread { () throws(SQLError) in try engine.backup(to: path) }
  }

  /// Looks for damage and dangling references; returns one line for each problem, none if all is well.
  package func check() async throws -> [String] {
    let engine = self.engine
    try refuseIfClosed()
    return try await onThread { () throws(SQLError) in try engine.check() }
  }

  private func refuseIfClosed() throws(SQLError) {
    if writer.queue.isClosed { throw SQLError(.closed, "the database was closed") }
  }
}
