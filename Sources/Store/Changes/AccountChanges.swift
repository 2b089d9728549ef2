package import Domain
internal import SQL

/// Sign-ins, sessions and tokens.
extension WriteTransaction {
  /// Stores the sign-in of a new person; throws `StoreError.emailTaken`.
  package func insertAccount(
    of actorID: RowID, email: String, passwordHash: String, role: AccountRole, state: AccountState, reason: String,
    isUnconfirmed: Bool = false
  ) throws {
    let approved: Timestamp? = state == .approved ? now : nil
    let changed = try sql.execute(
      """
      INSERT INTO account (actor_id, email, password_hash, role, state, reason, created_at, approved_at, unconfirmed)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email) DO NOTHING
      """, [actorID, email, passwordHash, role.rawValue, state.rawValue, reason, now, approved, isUnconfirmed])
    guard changed == 1 else { throw StoreError.emailTaken }
    // Whoever waits for approval is not shown to anybody yet.
    if state != .approved { try setState(of: actorID, .suspended) }
  }

  /// Approves or suspends a sign-in; a suspension ends sessions and tokens and hides the person.
  package func setAccountState(of actorID: RowID, _ state: AccountState) throws {
    let approved: Timestamp? = state == .approved ? now : nil
    _ = try sql.execute(
      "UPDATE account SET state = $2, approved_at = COALESCE($3, approved_at) WHERE actor_id = $1",
      [actorID, state.rawValue, approved])
    try setState(of: actorID, state == .suspended ? .suspended : .active)
    if state == .suspended { try endSessions(of: actorID) }
  }

  /// Sets what a person may do.
  package func setRole(of actorID: RowID, _ role: AccountRole) throws {
    _ = try sql.execute("UPDATE account SET role = $2 WHERE actor_id = $1", [actorID, role.rawValue])
  }

  /// Sets what a person's new summaries start with.
  package func setLicence(of actorID: RowID, _ licence: Licence) throws {
    _ = try sql.execute("UPDATE account SET licence = $2 WHERE actor_id = $1", [actorID, licence.rawValue])
  }

  /// Sets a password and ends every session and token.
  package func setPassword(of actorID: RowID, hash: String) throws {
    _ = try sql.execute("UPDATE account SET password_hash = $2 WHERE actor_id = $1", [actorID, hash])
    try endSessions(of: actorID)
  }

  /// Replaces a hash made with older parameters; sessions go on.
  package func renewPasswordHash(of actorID: RowID, hash: String) throws {
    _ = try sql.execute("UPDATE account SET password_hash = $2 WHERE actor_id = $1", [actorID, hash])
  }

  /// Stores a sign-in of a browser, and forgets some that have expired.
  ///
  /// - Parameters:
  ///   - tokenHash: SHA-256 of the cookie's value
  ///   - lifetime: in milliseconds
  package func insertSession(of actorID: RowID, tokenHash: [UInt8], lifetime: Int64) throws {
    _ = try sql.execute(
      "INSERT INTO session (token_hash, actor_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
      [tokenHash, actorID, now, Timestamp(milliseconds: now.milliseconds + lifetime)])
    _ = try sql.execute(
      "DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE expires_at <= $1 LIMIT 100)", [now])
  }

  /// Ends one session.
  package func deleteSession(tokenHash: [UInt8]) throws {
    _ = try sql.execute("DELETE FROM session WHERE token_hash = $1", [tokenHash])
  }

  /// Ends every session and token of a person.
  package func endSessions(of actorID: RowID) throws {
    _ = try sql.execute("DELETE FROM session WHERE actor_id = $1", [actorID])
    _ = try sql.execute("DELETE FROM access_token WHERE actor_id = $1", [actorID])
  }

  /// Stores a token by its SHA-256.
  ///
  /// - Parameter scopes: words with spaces between
  package func insertAccessToken(of actorID: RowID, hash: [UInt8], scopes: String) throws {
    _ = try sql.execute(
      "INSERT INTO access_token (token_hash, actor_id, scopes, created_at) VALUES ($1, $2, $3, $4)",
      [hash, actorID, scopes, now])
  }

  /// Stores an invitation by the SHA-256 of its code.
  package func insertInvite(codeHash: [UInt8]) throws {
    _ = try sql.execute("INSERT INTO invite (code_hash, created_at) VALUES ($1, $2)", [codeHash, now])
  }

  /// Uses an invitation once; false when there is none or it was used.
  package func useInvite(codeHash: [UInt8], by actorID: RowID) throws -> Bool {
    try sql.execute(
      "UPDATE invite SET used_by = $2 WHERE code_hash = $1 AND used_by IS NULL", [codeHash, actorID]) == 1
  }
}
