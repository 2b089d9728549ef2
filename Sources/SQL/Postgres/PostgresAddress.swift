internal import CPostgres

/// Where a PostgreSQL database is: a URL as libpq reads it (PostgreSQL manual, 34.1.1.2), with or without a password.
///
/// Its description never holds the password.
package struct PostgresAddress: Sendable, Equatable, CustomStringConvertible {
  /// The whole URL, a secret.
  let url: String
  /// Host, port, database and user, for people.
  package let description: String
  /// Whether a password stands in it.
  package let holdsPassword: Bool

  /// Reads `postgres://…` or `postgresql://…`.
  ///
  /// Throws `.misuse` if libpq cannot read it; the message does not repeat it, since it may hold a password.
  package init(parsing url: String) throws(SQLError) {
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"), !url.utf8.contains(0),
      let options = PQconninfoParse(url, nil)
    else { throw SQLError(.misuse, "this is no address of a PostgreSQL database, as in postgres://user@host/name") }
    defer { PQconninfoFree(options) }
    var words: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { words[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    self.url = url
    holdsPassword = words["password"] != nil || words["sslpassword"] != nil
    let user = words["user"].map { "\($0)@" } ?? ""
    let port = words["port"].map { ":\($0)" } ?? ""
    description = "postgres://\(user)\(words["host"] ?? words["hostaddr"] ?? "")\(port)/\(words["dbname"] ?? "")"
  }
}
