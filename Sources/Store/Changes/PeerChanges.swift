package import Domain
internal import SQL

/// How other servers fare, and who is blocked.
extension WriteTransaction {
  /// A success of a host, or a verified request from it, releases its queue; a blocked host stays as it is.
  package func hostSucceeded(_ host: String) throws {
    _ = try sql.execute(
      """
      INSERT INTO peer (host, last_success_at, first_seen_at) VALUES ($1, $2, $2)
      ON CONFLICT (host) DO UPDATE SET failures = 0, next_attempt_at = 0, last_success_at = excluded.last_success_at
      WHERE peer.blocked = 0
      """, [host, now])
  }

  /// A failure of a host; its deliveries wait until `next`.
  ///
  /// While the host is in back-off already, a failure is only noted: what was under way together fails together, and is one
  /// failure.
  package func hostFailed(_ host: String, error: String, next: Timestamp) throws {
    _ = try sql.execute(
      """
      INSERT INTO peer (host, failures, next_attempt_at, last_failure_at, last_error, first_seen_at)
      VALUES ($1, 1, $2, $3, $4, $3)
      ON CONFLICT (host) DO UPDATE SET
        failures = CASE WHEN peer.next_attempt_at > excluded.last_failure_at THEN peer.failures ELSE peer.failures + 1 END,
        next_attempt_at = CASE WHEN peer.next_attempt_at > excluded.last_failure_at THEN peer.next_attempt_at
          ELSE excluded.next_attempt_at END,
        last_failure_at = excluded.last_failure_at, last_error = excluded.last_error
      WHERE peer.blocked = 0
      """, [host, next, now, error])
  }

  /// The host answered, if only to refuse: what waits for it may go.
  package func hostAnswered(_ host: String) throws {
    _ = try sql.execute(
      "UPDATE peer SET failures = 0, next_attempt_at = 0 WHERE host = $1 AND failures > 0 AND blocked = 0", [host])
  }

  /// Notes why a peer refused something for good.
  package func noteRefusal(by host: String, error: String) throws {
    _ = try sql.execute(
      "UPDATE peer SET last_error = $2, last_failure_at = $3 WHERE host = $1", [host, error, now])
  }

  /// Remembers which signatures a host takes.
  ///
  /// - Parameter dialect: `cavage` or `rfc9421`
  package func setDialect(of host: String, _ dialect: String) throws {
    _ = try sql.execute("UPDATE peer SET dialect = $2 WHERE host = $1", [host, dialect])
  }

  /// Remembers the name of a host's software, as NodeInfo tells it.
  package func setSoftware(of host: String, _ software: String) throws {
    _ = try sql.execute(
      """
      INSERT INTO peer (host, software, first_seen_at) VALUES ($1, $2, $3)
      ON CONFLICT (host) DO UPDATE SET software = excluded.software
      """, [host, software, now])
  }

  /// Blocks a host at once: nothing in, nothing out, nothing shown; what waits for it is dropped.
  ///
  /// A long queue goes in pieces, with ``dropDeliveries(olderThan:atMost:)``; none of it is leased meanwhile.
  package func blockHost(_ host: String) throws {
    _ = try sql.execute(
      """
      INSERT INTO peer (host, blocked, first_seen_at) VALUES ($1, 1, $2)
      ON CONFLICT (host) DO UPDATE SET blocked = 1, queued = 0
      """, [host, now])
    try dropPiece(of: host)
  }

  /// Whether the host was blocked.
  package func unblockHost(_ host: String) throws -> Bool {
    guard try isBlocked(host: host) else { return false }
    try dropPiece(of: host)
    return try sql.execute(
      "UPDATE peer SET blocked = 0, failures = 0, next_attempt_at = 0 WHERE host = $1 AND blocked = 1", [host]) == 1
  }

  /// Makes the deliveries of a host, or of all, due now; how many hosts that touched.
  package func retryNow(host: String?) throws -> Int {
    sql.signal(WakeUp.delivery.rawValue)
    guard let host else {
      return try sql.execute("UPDATE peer SET next_attempt_at = 0, failures = 0 WHERE queued = 1 AND blocked = 0")
    }
    return try sql.execute(
      "UPDATE peer SET next_attempt_at = 0, failures = 0 WHERE host = $1 AND queued = 1 AND blocked = 0", [host])
  }

  /// When a queued host is due next; nil when nothing waits.
  package func nextDeliveryTime() throws -> Timestamp? {
    try sql.first("SELECT next_attempt_at FROM peer WHERE queued = 1 AND blocked = 0 ORDER BY next_attempt_at LIMIT 1") {
      try $0.timestamp(0)
    }
  }

  private func dropPiece(of host: String) throws {
    _ = try sql.execute(
      "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE host = $1 ORDER BY id LIMIT 500)", [host])
  }
}
