internal import Domain
internal import SQL

/// Inboxes that are gone.
extension WriteTransaction {
  /// A personal inbox is gone: what waits for it is dropped, and whoever had it follows nobody here any more.
  package func dropPersonalInbox(_ inbox: String, host: String) throws {
    try drop(inbox, host: host, "inbox")
  }

  /// A shared inbox is gone with everybody behind it.
  package func dropSharedInbox(_ inbox: String, host: String) throws {
    try drop(inbox, host: host, "shared_inbox")
  }

  private func drop(_ inbox: String, host: String, _ column: String) throws {
    // What a piece leaves of a long queue meets the same answer at its next attempt.
    _ = try sql.execute(
      """
      DELETE FROM delivery WHERE id IN (SELECT d.id FROM delivery d WHERE d.host = $1 AND d.inbox = $2 ORDER BY d.id LIMIT 500)
      """, [host, inbox])
    _ = try sql.execute(
      """
      DELETE FROM follow WHERE follower_id IN (SELECT a.id FROM actor a WHERE a.\(column) = $2 AND a.host = $1 AND a.local = 0)
      """, [host, inbox])
    try unqueueIfIdle(host)
  }
}

extension ReadTransaction {
  /// Whether a host for which something waits may be tried now.
  package func isDeliveryDue() throws -> Bool {
    try sql.first("SELECT 1 FROM peer WHERE queued = 1 AND next_attempt_at <= $1 AND blocked = 0 LIMIT 1", [now]) { _ in true }
      ?? false
  }

  /// Somebody behind a shared inbox, to ask whether all of them are gone.
  package func actor(behind sharedInbox: String, at host: String) throws -> ActorRow? {
    try sql.first(
      """
      SELECT \(ActorRow.columns("a")) FROM actor a
      WHERE a.host = $1 AND a.shared_inbox = $2 AND a.local = 0 ORDER BY a.id LIMIT 1
      """, [host, sharedInbox]
    ) { try ActorRow($0) }
  }
}
