internal import CSQLite

extension SQLError {
  /// Translates an extended result code.
  init(sqlite code: Int32, _ message: String) {
    self.init(Self.kind(sqlite: code), "\(message) (SQLite \(code))")
  }

  /// What went wrong on this connection just now.
  init(sqlite code: Int32, on handle: OpaquePointer?) {
    let words = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    self.init(sqlite: code, words.map { String(cString: $0) } ?? "unknown error")
  }

  /// The kinds of result codes; the low byte is the primary code, the rest says more (SQLite, "Result and Error Codes").
  private static func kind(sqlite code: Int32) -> Kind {
    switch code {
    // UNIQUE, PRIMARYKEY and ROWID; these are macros with arithmetic, which Swift does not import.
    case 2_067, 1_555, 2_579: return .uniqueViolation
    case 787: return .foreignKeyViolation
    case 1_299: return .notNullViolation
    case 3_091: return .typeViolation
    // CHECK, and RAISE in a trigger, which is a check written out.
    case 275, 1_811: return .checkViolation
    default: break
    }
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_FULL: return .full
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_PERM: return .io
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt
    case SQLITE_NOMEM: return .outOfMemory
    case SQLITE_READONLY: return .readOnly
    case SQLITE_MISMATCH: return .typeViolation
    case SQLITE_CONSTRAINT: return .checkViolation
    case SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE, SQLITE_TOOBIG: return .misuse
    default: return .other
    }
  }
}
