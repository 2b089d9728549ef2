package import Domain
internal import SQL

/// What a person may do on this instance.
package enum AccountRole: String, Sendable, CaseIterable { case member, moderator, admin }

/// Whether a person may sign in.
package enum AccountState: String, Sendable { case pending, approved, suspended }

/// The sign-in of a local person.
package struct AccountRow: Sendable, Equatable {
  /// Whose it is.
  package var actorID: RowID
  /// Lower-case.
  package var email: String
  /// scrypt with its parameters.
  package var passwordHash: String
  /// What the person may do.
  package var role: AccountRole
  /// Whether the person may sign in.
  package var state: AccountState
  /// Why the person asked to join.
  package var reason: String
  /// When it was made.
  package var createdAt: Timestamp
  /// When it was approved; nil if it never was.
  package var approvedAt: Timestamp?
  /// Whether the address waits for being confirmed.
  package var isUnconfirmed: Bool
  /// What a new summary of theirs starts with; nil until they chose.
  package var licence: Licence?

  static let columns =
    "c.actor_id, c.email, c.password_hash, c.role, c.state, c.reason, c.created_at, c.approved_at, c.unconfirmed, c.licence"
  static let columnCount = 10

  init(_ row: SQLRow, at i: Int = 0) throws {
    actorID = RowID(try row.integer(i))
    email = try row.text(i + 1)
    passwordHash = try row.text(i + 2)
    role = try row.word(i + 3)
    state = try row.word(i + 4)
    reason = try row.text(i + 5)
    createdAt = try row.timestamp(i + 6)
    approvedAt = try row.optionalTimestamp(i + 7)
    isUnconfirmed = try row.bool(i + 8)
    licence = try row.optionalText(i + 9).flatMap(Licence.init(rawValue:))
  }
}

/// A local person with the sign-in.
package struct Member: Sendable, Equatable {
  /// The person.
  package var actor: ActorRow
  /// The sign-in.
  package var account: AccountRow

  init(_ row: SQLRow) throws {
    actor = try ActorRow(row)
    account = try AccountRow(row, at: ActorRow.columnCount)
  }

  static let columns = "\(ActorRow.columns("a")), \(AccountRow.columns)"
}
