package import Domain
internal import SQL

/// A verified activity, as it is stored at the door.
package struct InboxDraft: Sendable {
  /// The activity's id, or the SHA-256 of the body in hexadecimal.
  package var activityKey: String
  /// How it reached us.
  package var channel: InboxChannel
  /// Tells a new signature of a repeatable activity apart, else empty (DESIGN 11.1).
  package var repeatKey: String
  /// The id of the activity's actor.
  package var actorURI: String
  /// The type of the activity.
  package var type: String
  /// The id of what the activity is about.
  package var objectURI: String?
  /// The bytes as received.
  package var body: [UInt8]

  /// An item with these fields.
  package init(
    activityKey: String, channel: InboxChannel, repeatKey: String, actorURI: String, type: String, objectURI: String?,
    body: [UInt8]
  ) {
    self.activityKey = activityKey
    self.channel = channel
    self.repeatKey = repeatKey
    self.actorURI = actorURI
    self.type = type
    self.objectURI = objectURI
    self.body = body
  }
}

/// What was received and waits to be handled.
extension WriteTransaction {
  /// Stores a received activity once; nil if it was there already.
  package func insertItem(_ draft: InboxDraft) throws -> RowID? {
    let id = nextID()
    let isNew =
      try sql.execute(
        """
        INSERT INTO inbox_item (id, activity_key, channel, repeat_key, actor_uri, type, object_uri, state, next_attempt_at,
          received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8) ON CONFLICT (activity_key, channel, repeat_key) DO NOTHING
        """,
        [
          id, draft.activityKey, draft.channel.rawValue, draft.repeatKey, draft.actorURI, draft.type, draft.objectURI, now,
        ]) == 1
    guard isNew else { return nil }
    _ = try sql.execute("INSERT INTO inbox_body (item_id, bytes) VALUES ($1, $2)", [id, draft.body])
    try queueSender(draft.actorURI, at: now)
    sql.signal(WakeUp.inbox.rawValue)
    return id
  }

  /// Leases due items, for `Store.claim`; while a batch holds an actor's items, no other batch gets any of that actor.
  ///
  /// Of one actor they come in order of arrival, those that are tried again by the time they are due. Actors take turns.
  ///
  /// - Parameter duration: of the lease, in milliseconds
  package func leaseItems(owner: Int64, limit: Int, duration: Int64) throws -> [InboxRow] {
    guard limit > 0 else { return [] }
    let senders = try sql.query(
      """
      SELECT s.actor_uri FROM inbox_sender s WHERE s.next_at <= $1 AND NOT EXISTS (
        SELECT 1 FROM inbox_item o WHERE o.actor_uri = s.actor_uri AND o.leased_until > 0 AND o.leased_until > $1)
      ORDER BY s.next_at, s.actor_uri LIMIT $2\(sql.dialect.claimSuffix)
      """, [now, limit]
    ) { try $0.text(0) }
    let until = Timestamp(milliseconds: now.milliseconds + duration)
    var leased: [InboxRow] = []
    for sender in senders where leased.count < limit {
      // Another process may have leased between the look at the senders and the claim of this one.
      guard try !isUnderWay(sender) else { continue }
      var rows = try sql.query(
        """
        SELECT \(InboxRow.columns) FROM inbox_item i WHERE i.actor_uri = $1 AND i.state = 'waiting' AND i.next_attempt_at <= $2
        ORDER BY i.next_attempt_at, i.id LIMIT $3\(sql.dialect.claimSuffix)
        """, [sender, now, limit - leased.count]
      ) { try InboxRow($0) }
      // What ran out behind another of its batch cannot have been begun (`unbegun`): its attempt is taken back.
      let behind = rows.indices.filter { rows[$0].leasedUntil.milliseconds > 0 && rows[$0].attempts > 0 }.dropFirst()
      for place in behind {
        rows[place].attempts -= 1
        _ = try sql.execute("UPDATE inbox_item SET attempts = attempts - 1 WHERE id = $1", [rows[place].id])
      }
      for row in rows {
        _ = try sql.execute(
          "UPDATE inbox_item SET leased_until = $2, lease = $3, attempts = attempts + 1 WHERE id = $1", [row.id, until, owner])
      }
      if rows.isEmpty {
        try settle(sender)
      } else {
        _ = try sql.execute("UPDATE inbox_sender SET next_at = $2 WHERE actor_uri = $1", [sender, now])
      }
      leased += rows
    }
    return leased
  }

  /// Whether the item waits and the lease on it is still the owner's, to be asked before anything is changed for it.
  package func holdsItem(_ id: RowID, owner: Int64) throws -> Bool {
    try sql.first(
      "SELECT 1 FROM inbox_item WHERE id = $1 AND state = 'waiting' AND lease = $2 AND leased_until > $3", [id, owner, now]
    ) { _ in true } ?? false
  }

  /// The item is handled in this transaction by the owner of its lease, whose first step this is.
  ///
  /// - Returns: whether it waited and the lease was still the owner's; if not, nothing may be changed for it
  package func finishItem(_ id: RowID, owner: Int64) throws -> Bool {
    try sql.execute(
      """
      UPDATE inbox_item SET state = 'done', reason = NULL, leased_until = 0, finished_at = $3
      WHERE id = $1 AND state = 'waiting' AND lease = $2 AND leased_until > $3
      """, [id, owner, now]) == 1
  }

  /// The bytes of a handled item go, in the transaction that handled it.
  package func dropBody(of id: RowID) throws {
    _ = try sql.execute("DELETE FROM inbox_body WHERE item_id = $1", [id])
  }

  /// The item will not be handled, or was handled by refusing it; its bytes stay for some days.
  package func refuseItem(_ id: RowID, reason: String) throws {
    _ = try sql.execute(
      "UPDATE inbox_item SET state = 'refused', reason = $2, leased_until = 0, finished_at = $3 WHERE id = $1",
      [id, reason, now])
  }

  /// The item is tried again at `next`.
  package func retryItem(_ id: RowID, reason: String, next: Timestamp) throws {
    _ = try sql.execute(
      "UPDATE inbox_item SET reason = $2, next_attempt_at = $3, leased_until = 0 WHERE id = $1 AND state = 'waiting'",
      [id, reason, next])
    // The queue of its actor may have been settled on a later time.
    let sender = try sql.first("SELECT actor_uri FROM inbox_item WHERE id = $1 AND state = 'waiting'", [id]) { try $0.text(0) }
    if let sender { try queueSender(sender, at: next) }
  }

  /// When the next item is due, or a lease on one runs out; nil when none waits.
  package func nextItemTime() throws -> Timestamp? {
    let due = try sql.first(
      """
      SELECT s.next_at FROM inbox_sender s WHERE NOT EXISTS (
        SELECT 1 FROM inbox_item o WHERE o.actor_uri = s.actor_uri AND o.leased_until > 0 AND o.leased_until > $1)
      ORDER BY s.next_at LIMIT 1
      """, [now]
    ) { try $0.timestamp(0) }
    let leaseEnd =
      try sql.first(
        "SELECT min(leased_until) FROM inbox_item WHERE leased_until > 0 AND leased_until > $1", [now]
      ) { try $0.optionalTimestamp(0) } ?? nil
    return [due, leaseEnd].compactMap(\.self).min()
  }

  private func isUnderWay(_ sender: String) throws -> Bool {
    try sql.first(
      "SELECT 1 FROM inbox_item WHERE actor_uri = $1 AND leased_until > 0 AND leased_until > $2 LIMIT 1", [sender, now]
    ) { _ in true } ?? false
  }

  private func queueSender(_ sender: String, at time: Timestamp) throws {
    _ = try sql.execute(
      """
      INSERT INTO inbox_sender (actor_uri, next_at) VALUES ($1, $2)
      ON CONFLICT (actor_uri) DO UPDATE SET next_at = excluded.next_at WHERE inbox_sender.next_at > excluded.next_at
      """, [sender, time])
  }

  /// Nothing of an actor is due: it comes back at the time of its next item, or not at all.
  private func settle(_ sender: String) throws {
    let next = try sql.first(
      """
      SELECT next_attempt_at FROM inbox_item WHERE actor_uri = $1 AND state = 'waiting'
      ORDER BY next_attempt_at LIMIT 1
      """, [sender]
    ) { try $0.timestamp(0) }
    if let next {
      _ = try sql.execute("UPDATE inbox_sender SET next_at = $2 WHERE actor_uri = $1", [sender, next])
    } else {
      _ = try sql.execute("DELETE FROM inbox_sender WHERE actor_uri = $1", [sender])
    }
  }
}
