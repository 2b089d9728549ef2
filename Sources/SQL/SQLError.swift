/// Why a statement, a transaction or a database failed, in terms that mean the same on every engine.
package struct SQLError: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it was.
  package enum Kind: Sendable, Equatable {
    case uniqueViolation, foreignKeyViolation, checkViolation, notNullViolation, typeViolation
    /// Another process held the lock too long, or too many closures wait.
    case busy
    /// Another process changed the same at the same time; the work was undone and may be tried again.
    case conflict
    /// The database server cannot be reached, or went away; work whose commit was under way may or may not be kept.
    case away
    /// The disk is full.
    case full
    /// The disk or the file system failed.
    case io
    /// The file is damaged, or is no database.
    case corrupt
    case outOfMemory
    /// The SQL is wrong, or its arguments do not fit it: a mistake in the program.
    case misuse
    /// A write where only reading is allowed.
    case readOnly
    /// The database was made by a newer version of the program.
    case newerSchema
    /// A shipped migration differs from the one that was applied.
    case editedMigration
    /// A column is not of the type asked for, is NULL, or is not there.
    case decode
    /// The transaction had already ended by a fault when this statement came, or an earlier statement of it has failed.
    case aborted
    /// The database was closed.
    case closed
    case other
  }

  package let kind: Kind
  /// Words for the log; values of arguments are never in it.
  package let message: String

  /// Whether the same work may succeed a little later: nothing is wrong with it.
  package var isPassing: Bool {
    switch kind {
    case .busy, .conflict, .away, .full, .io, .outOfMemory, .aborted, .closed: true
    default: false
    }
  }

  /// An error of this kind.
  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The kind and the message in one line.
  package var description: String { "database: \(kind): \(message)" }
}
