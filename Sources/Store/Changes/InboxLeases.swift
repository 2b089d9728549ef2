package import Domain
internal import SQL

extension ReadTransaction {
  /// Who has leased anything just now.
  package func leaseOwners() throws -> Set<RowID> {
    let items = try sql.query("SELECT DISTINCT lease FROM inbox_item WHERE leased_until > 0 AND leased_until > $1", [now]) {
      RowID(try $0.integer(0))
    }
    let deliveries = try sql.query("SELECT DISTINCT lease FROM delivery WHERE leased_until > 0 AND leased_until > $1", [now]) {
      RowID(try $0.integer(0))
    }
    let mails = try sql.query("SELECT DISTINCT lease FROM mail WHERE leased_until > 0 AND leased_until > $1", [now]) {
      RowID(try $0.integer(0))
    }
    return Set(items + deliveries + mails)
  }
}

/// Items that were leased and not looked at.
extension WriteTransaction {
  /// Ends all leases of an owner who will do nothing more; how many there were.
  package func releaseLeases(of owner: RowID) throws -> Int {
    _ = try sql.execute("\(Self.unbegun) AND lease = $1", [owner])
    let items = try sql.execute("UPDATE inbox_item SET leased_until = 0 WHERE lease = $1 AND leased_until > 0", [owner])
    let deliveries = try sql.execute("UPDATE delivery SET leased_until = 0 WHERE lease = $1 AND leased_until > 0", [owner])
    let mails = try sql.execute("UPDATE mail SET leased_until = 0 WHERE lease = $1 AND leased_until > 0", [owner])
    if mails > 0 { sql.signal(WakeUp.mail.rawValue) }
    if items > 0 { sql.signal(WakeUp.inbox.rawValue) }
    if deliveries > 0 { sql.signal(WakeUp.delivery.rawValue) }
    return items + deliveries + mails
  }

  /// Takes back the attempt of every leased item that stands behind another of its batch.
  ///
  /// The items of an actor are handled one after the other, so only the first can have been begun, and only that one may be what
  /// the server died of. Without this, five deaths in a row would have a whole batch refused as the cause of them.
  private static let unbegun = """
    UPDATE inbox_item SET attempts = attempts - 1 WHERE leased_until > 0 AND attempts > 0 AND EXISTS (
      SELECT 1 FROM inbox_item o WHERE o.actor_uri = inbox_item.actor_uri AND o.leased_until > 0 AND o.lease = inbox_item.lease
        AND (o.next_attempt_at < inbox_item.next_attempt_at
          OR (o.next_attempt_at = inbox_item.next_attempt_at AND o.id < inbox_item.id)))
    """

  /// Gives items back to the queue as if they had not been leased; only those the owner still holds.
  package func returnItems(_ ids: [RowID], owner: Int64) throws {
    for id in ids where try holdsItem(id, owner: owner) {
      _ = try sql.execute("UPDATE inbox_item SET leased_until = 0, attempts = attempts - 1 WHERE id = $1", [id])
    }
  }

  /// Ends the leases of a server that is gone, so that what it had under way need not wait for them to run out.
  ///
  /// Only for a process that knows that no other serves this database.
  ///
  /// - Parameter lanes: how many deliveries to one host are leased at most
  /// - Returns: how many leases there were
  package func endLeases(lanes: Int) throws -> (items: Int, deliveries: Int) {
    _ = try sql.execute(Self.unbegun)
    let items = try sql.execute("UPDATE inbox_item SET leased_until = 0 WHERE leased_until > 0")
    _ = try sql.execute("UPDATE mail SET leased_until = 0 WHERE leased_until > 0")
    // Leased are the oldest few of a host, so that a long queue is not read.
    let hosts = try sql.query("SELECT host FROM peer WHERE queued = 1 ORDER BY next_attempt_at") { try $0.text(0) }
    var deliveries = 0
    for host in hosts {
      deliveries += try sql.execute(
        """
        UPDATE delivery SET leased_until = 0
        WHERE leased_until > 0 AND id IN (SELECT d.id FROM delivery d WHERE d.host = $1 ORDER BY d.id LIMIT $2)
        """, [host, lanes])
    }
    return (items, deliveries)
  }
}
