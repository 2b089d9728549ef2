internal import CPostgres

extension SQLError {
  /// Translates what a failed statement left behind; the primary message only, since the detail holds values.
  init(postgres result: OpaquePointer?, on connection: OpaquePointer?) {
    guard let state = scholion_postgres_state(result).map({ String(cString: $0) }), !state.isEmpty else {
      // Without a code the words are libpq's own: the connection is gone.
      self.init(.away, PostgresWords.first(connection))
      return
    }
    let kind = Self.kind(postgres: state)
    // The messages of data errors quote the data.
    let words = state.hasPrefix("22") ? nil : scholion_postgres_message(result).map { String(cString: $0) }
    self.init(kind, "\(words ?? "a value does not fit its type") (PostgreSQL \(state))")
  }

  /// The kinds of SQLSTATE codes (PostgreSQL, appendix A).
  private static func kind(postgres state: String) -> Kind {
    switch state {
    case "23505": return .uniqueViolation
    case "23503": return .foreignKeyViolation
    case "23514": return .checkViolation
    case "23502": return .notNullViolation
    case "42804": return .typeViolation
    case "25006": return .readOnly
    case "25P02": return .aborted
    case "40001", "40P01": return .conflict
    case "55P03", "57014", "53300": return .busy
    case "53100": return .full
    case "53200": return .outOfMemory
    case "XX001", "XX002": return .corrupt
    case "25P03", "57P01", "57P02", "57P03", "57P05": return .away
    default: break
    }
    switch state.prefix(2) {
    case "22": return .typeViolation
    case "23": return .checkViolation
    case "42", "54", "0A", "26", "34", "3D", "3F", "28": return .misuse
    case "08": return .away
    case "58": return .io
    default: return .other
    }
  }
}

/// What libpq says about a connection.
enum PostgresWords {
  /// The first line of the last message; it names host and user, never the password.
  static func first(_ connection: OpaquePointer?) -> String {
    guard let words = PQerrorMessage(connection).map({ String(cString: $0) }) else { return "no connection" }
    let line = words.split(separator: "\n").first.map(String.init) ?? "the connection was lost"
    return line.isEmpty ? "the connection was lost" : line
  }
}
