package import Domain
internal import SQL

/// Addresses that are proven by a link that works once.
extension WriteTransaction {
  /// Stores a link by the SHA-256 of its token; those sent before go on working until one of them is used.
  ///
  /// - Parameters:
  ///   - address: where it is sent
  ///   - lifetime: in seconds
  package func insertMailToken(
    hash: [UInt8], of actorID: RowID, _ kind: MailTokenKind, address: String, lifetime: Int64
  ) throws {
    _ = try sql.execute(
      "INSERT INTO mail_token (token_hash, actor_id, kind, address, expires_at) VALUES ($1, $2, $3, $4, $5)",
      [hash, actorID, kind.rawValue, address, now.adding(seconds: lifetime)])
  }

  /// Uses a link up, and every other of its kind; nil where it does not work.
  package func useMailToken(hash: [UInt8], _ kinds: MailTokenKind...) throws -> (kind: MailTokenKind, token: MailTokenRow)? {
    for kind in kinds {
      guard let token = try mailToken(hash: hash, kind) else { continue }
      _ = try sql.execute("DELETE FROM mail_token WHERE actor_id = $1 AND kind = $2", [token.actorID, kind.rawValue])
      return (kind, token)
    }
    return nil
  }

  /// The address is the person's; false if the account has another by now.
  @discardableResult
  package func confirmAddress(_ address: String, of actorID: RowID) throws -> Bool {
    try sql.execute("UPDATE account SET unconfirmed = 0 WHERE actor_id = $1 AND email = $2", [actorID, address]) == 1
  }

  /// Gives an account a confirmed address; throws `StoreError.emailTaken`.
  ///
  /// Links sent to the former address work no longer.
  package func setAddress(_ address: String, of actorID: RowID) throws {
    let changed = try sql.execute(
      """
      UPDATE account SET email = $2, unconfirmed = 0
      WHERE actor_id = $1 AND NOT EXISTS (SELECT 1 FROM account o WHERE o.email = $2 AND o.actor_id <> $1)
      """, [actorID, address])
    guard changed == 1 else { throw StoreError.emailTaken }
    _ = try sql.execute("DELETE FROM mail_token WHERE actor_id = $1", [actorID])
  }
}
