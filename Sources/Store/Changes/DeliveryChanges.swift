package import Domain
internal import SQL

/// Activities of ours and their way out (DESIGN 5.9).
extension WriteTransaction {
  /// Stores the exact bytes of an activity under an id made by the caller.
  ///
  /// - Parameter isListed: whether it stands in the actor's outbox
  package func insertActivity(
    id: RowID, uri: String, actorID: RowID, type: String, objectURI: String, isListed: Bool, body: [UInt8]
  ) throws {
    _ = try sql.execute(
      """
      INSERT INTO activity (id, uri, actor_id, type, object_uri, listed, body, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, [id, uri, actorID, type, objectURI, isListed, body, now])
    stored.append(StoredActivity(uri: uri, type: type, objectURI: objectURI, id: id))
  }

  /// One delivery for each distinct inbox; blocked hosts get none.
  package func enqueue(activityID: RowID, signerID: RowID, objectURI: String, to targets: [DeliveryTarget]) throws {
    var hosts: [String: Bool] = [:]
    // One order for all writers: rows of hosts are locked in it, so that two of them never wait for each other.
    if !targets.isEmpty { sql.signal(WakeUp.delivery.rawValue) }
    for target in Set(targets).sorted(by: { ($0.host, $0.inbox) < ($1.host, $1.inbox) }) {
      let isOpen = try hosts[target.host] ?? queue(target.host)
      hosts[target.host] = isOpen
      guard isOpen else { continue }
      let changed = try sql.execute(
        """
        INSERT INTO delivery (id, activity_id, signer_id, inbox, host, object_uri, shared, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (activity_id, inbox) DO NOTHING
        """, [nextID(), activityID, signerID, target.inbox, target.host, objectURI, target.isShared, now])
      if let last = stored.indices.last, stored[last].id == activityID { stored[last].deliveries += changed }
    }
  }

  /// Leases due deliveries, for `Store.claim`: of each host the oldest few, of a failing host the oldest alone, and per inbox and object in order.
  ///
  /// Where more hosts are due than rows are asked for, they take turns. What is not due costs nothing.
  ///
  /// - Parameters:
  ///   - owner: who leases
  ///   - group: the hosts that are looked at
  ///   - lanes: how many of one host may be under way
  ///   - duration: of the lease, in milliseconds
  package func leaseDeliveries(
    owner: Int64, from group: HostGroup = .all, lanes: Int, limit: Int, duration: Int64
  ) throws -> [DeliveryRow] {
    guard limit > 0 else { return [] }
    let until = Timestamp(milliseconds: now.milliseconds + duration)
    let hosts = try dueHosts(of: group, limit: limit)
    // First one of each, so that many hosts do not each open as many connections as one may.
    let lanes = min(lanes, max(1, limit / max(1, hosts.count)))
    var leased: [DeliveryRow] = []
    for (host, failures) in hosts {
      // More hosts may be due than were asked for: who was looked at goes to the end of the queue.
      if hosts.count == limit {
        _ = try sql.execute("UPDATE peer SET turn_at = $2 WHERE host = $1", [host, now])
      }
      for (id, isRescued) in try openRows(of: host, lanes: failures == 0 ? lanes : 1) where leased.count < limit {
        _ = try sql.execute(
          "UPDATE delivery SET leased_until = $2, lease = $3, attempts = attempts + 1 WHERE id = $1", [id, until, owner])
        leased += try sql.query(
          "SELECT \(DeliveryRow.columns) FROM delivery d JOIN activity y ON y.id = d.activity_id WHERE d.id = $1", [id]
        ) { row in
          var delivery = try DeliveryRow(row)
          delivery.isRescued = isRescued
          return delivery
        }
      }
      if leased.count == limit { break }
    }
    return leased
  }

  /// The delivery arrived, or nobody will take it: the row goes.
  package func finishDelivery(_ id: RowID, host: String) throws {
    _ = try sql.execute("DELETE FROM delivery WHERE id = $1", [id])
    try unqueueIfIdle(host)
  }

  /// The delivery did not arrive: the lease ends, the host's back-off says when it is tried again.
  ///
  /// - Parameter owner: who leased it; if somebody else has leased it since, nothing changes
  package func releaseDelivery(_ id: RowID, error: String, owner: Int64? = nil) throws {
    guard let owner else {
      _ = try sql.execute("UPDATE delivery SET leased_until = 0, last_error = $2 WHERE id = $1", [id, error])
      return
    }
    _ = try sql.execute(
      "UPDATE delivery SET leased_until = 0, last_error = $2 WHERE id = $1 AND lease = $3", [id, error, owner])
  }

  /// Drops what could not be delivered since `limit`, and what is left for blocked hosts, in one piece; how many rows.
  package func dropDeliveries(olderThan limit: Timestamp, atMost piece: Int = 500) throws -> Int {
    var hosts = try sql.query(
      """
      DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE created_at < $1 ORDER BY created_at LIMIT $2)
      RETURNING host
      """, [limit, piece]
    ) { try $0.text(0) }
    for host in Set(hosts).sorted() { try unqueueIfIdle(host) }
    if hosts.count < piece {
      hosts += try sql.query(
        """
        DELETE FROM delivery WHERE id IN (
          SELECT d.id FROM peer h JOIN delivery d ON d.host = h.host WHERE h.blocked = 1 ORDER BY h.host, d.id LIMIT $1)
        RETURNING host
        """, [piece - hosts.count]
      ) { try $0.text(0) }
    }
    return hosts.count
  }

  /// Erases the stored bytes of every activity about an object, and what waits to be delivered of them.
  package func eraseActivities(about objectURI: String) throws {
    _ = try sql.execute(
      "DELETE FROM delivery WHERE activity_id IN (SELECT id FROM activity WHERE object_uri = $1)", [objectURI])
    _ = try sql.execute("DELETE FROM activity WHERE object_uri = $1", [objectURI])
  }

  /// Erases what an actor of ours said of an object since a time, and what waits to be delivered of it.
  package func eraseActivities(of actorID: RowID, about objectURI: String, since time: Timestamp) throws {
    let condition = "object_uri = $1 AND actor_id = $2 AND created_at >= $3"
    _ = try sql.execute(
      "DELETE FROM delivery WHERE activity_id IN (SELECT id FROM activity WHERE \(condition))", [objectURI, actorID, time])
    _ = try sql.execute("DELETE FROM activity WHERE \(condition)", [objectURI, actorID, time])
  }

  /// Hosts that something waits for and that may be tried now, with how often each failed in a row.
  private func dueHosts(of group: HostGroup, limit: Int) throws -> [(host: String, failures: Int)] {
    let lately = now.adding(seconds: -HostGroup.memory)
    // A host that does not fail is due at 0.
    let (condition, arguments): (String, [any SQLBindable]) =
      switch group {
      case .all: ("h.next_attempt_at <= $2", [limit, now])
      case .answering: ("h.next_attempt_at = 0 AND h.last_success_at > $2", [limit, lately])
      case .silent:
        (
          "h.next_attempt_at <= $2 AND (h.next_attempt_at > 0 OR h.last_success_at IS NULL OR h.last_success_at <= $3)",
          [limit, now, lately]
        )
      }
    return try sql.query(
      """
      SELECT h.host, h.failures FROM peer h WHERE h.queued = 1 AND \(condition) AND h.blocked = 0
      ORDER BY h.turn_at, h.host LIMIT $1\(sql.dialect.claimSuffix)
      """, arguments
    ) { (host: try $0.text(0), failures: try $0.count(1)) }
  }

  /// The rows of a host that may be leased: of the oldest `lanes` those that are free and the first about their object.
  ///
  /// All rows of an inbox belong to one host, so an older row about the same object stands before it in the window.
  private func openRows(of host: String, lanes: Int) throws -> [(id: RowID, isRescued: Bool)] {
    let window = try sql.query(
      "SELECT d.id, d.inbox, d.object_uri, d.leased_until FROM delivery d WHERE d.host = $1 ORDER BY d.id LIMIT $2",
      [host, lanes]
    ) { row in
      let subject = Array("\(try row.text(1)) \(try row.text(2))".utf8)
      return (id: RowID(try row.integer(0)), subject: subject, leasedUntil: try row.timestamp(3))
    }
    // The queue of a host can be emptied without a word, as by erasing an activity.
    if window.isEmpty { try unqueueIfIdle(host) }
    var taken: Set<[UInt8]> = []
    return window.compactMap { row in
      guard taken.insert(row.subject).inserted, row.leasedUntil <= now else { return nil }
      // Whoever finishes or fails ends the lease; one that ran out was left behind.
      return (row.id, row.leasedUntil.milliseconds > 0)
    }
  }

  /// Marks a host as one that something waits for; false if it is blocked.
  private func queue(_ host: String) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO peer (host, queued, first_seen_at) VALUES ($1, 1, $2)
      ON CONFLICT (host) DO UPDATE SET queued = 1 WHERE peer.blocked = 0
      """, [host, now]) == 1
  }

  /// Takes a host out of the queue when nothing waits for it.
  ///
  /// It looks again after the row is locked: another process may have stored a delivery in between.
  func unqueueIfIdle(_ host: String) throws {
    guard try !isAwaited(host) else { return }
    _ = try sql.execute("UPDATE peer SET queued = 0 WHERE host = $1", [host])
    if try isAwaited(host) { _ = try sql.execute("UPDATE peer SET queued = 1 WHERE host = $1 AND blocked = 0", [host]) }
  }

  private func isAwaited(_ host: String) throws -> Bool {
    try sql.first("SELECT 1 FROM delivery WHERE host = $1 LIMIT 1", [host]) { _ in true } ?? false
  }
}
