package import Domain
internal import SQL

/// What was sent, what waits, and how other servers fare.
extension ReadTransaction {
  /// An activity of ours by its id.
  package func activity(uri: String) throws -> ActivityRow? {
    try sql.first("SELECT \(ActivityRow.columns) FROM activity y WHERE y.uri = $1", [uri]) { try ActivityRow($0) }
  }

  /// How many activities stand in an actor's outbox.
  package func outboxCount(of actorID: RowID) throws -> Int {
    try count("SELECT count(*) FROM activity WHERE actor_id = $1 AND listed = 1", [actorID])
  }

  /// The public activities of an actor, newest first.
  package func outbox(of actorID: RowID, offset: Int, limit: Int) throws -> [ActivityRow] {
    try sql.query(
      """
      SELECT \(ActivityRow.columns) FROM activity y WHERE y.actor_id = $1 AND y.listed = 1
      ORDER BY y.id DESC LIMIT $2 OFFSET $3
      """, [actorID, limit, offset]
    ) { try ActivityRow($0) }
  }

  /// What is known of a host.
  package func peer(_ host: String) throws -> PeerRow? {
    try sql.first("SELECT \(PeerRow.columns) FROM peer h WHERE h.host = $1", [host]) { try PeerRow($0) }
  }

  /// Whether a host is blocked.
  package func isBlocked(host: String) throws -> Bool {
    try sql.first("SELECT 1 FROM peer WHERE host = $1 AND blocked = 1", [host]) { _ in true } ?? false
  }

  /// Known hosts with the number of deliveries that wait for each, by name.
  package func peers(after host: String = "", limit: Int = 1_000) throws -> [(peer: PeerRow, waiting: Int)] {
    try sql.query(
      """
      SELECT \(PeerRow.columns), (SELECT count(*) FROM delivery d WHERE d.host = h.host) FROM peer h
      WHERE h.host > $1 ORDER BY h.host LIMIT $2
      """, [host, limit]
    ) { (try PeerRow($0), try $0.count(PeerRow.columnCount)) }
  }

  /// How many deliveries wait, 100,000 for all above.
  package func waitingDeliveries() throws -> Int {
    try count("SELECT count(*) FROM (SELECT 1 FROM delivery WHERE id > 0 LIMIT 100000) waiting", [])
  }

  /// How many received items wait, 100,000 for all above.
  package func waitingItems() throws -> Int {
    try count("SELECT count(*) FROM (SELECT 1 FROM inbox_item WHERE state = 'waiting' LIMIT 100000) waiting", [])
  }

  /// When the oldest waiting item came.
  package func oldestWaitingItem() throws -> Timestamp? {
    try sql.first(
      "SELECT received_at FROM inbox_item WHERE state = 'waiting' AND finished_at IS NULL ORDER BY id LIMIT 1"
    ) { try $0.timestamp(0) }
  }

  /// When the oldest waiting delivery was queued.
  package func oldestWaitingDelivery() throws -> Timestamp? {
    try sql.first("SELECT created_at FROM delivery WHERE created_at > $1 ORDER BY created_at LIMIT 1", [0]) {
      try $0.timestamp(0)
    }
  }

  /// How many hosts are waited with after a failure while something waits for them, 100,000 for all above.
  package func failingHosts() throws -> Int {
    try count(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM peer WHERE queued = 1 AND next_attempt_at > $1 AND failures > 0 AND blocked = 0 LIMIT 100000) waiting
      """, [now])
  }

  /// Everything received under an activity's id, newest first.
  package func items(activityKey: String) throws -> [InboxRow] {
    try sql.query(
      "SELECT \(InboxRow.columns) FROM inbox_item i WHERE i.activity_key = $1 ORDER BY i.id DESC LIMIT 50", [activityKey]
    ) { try InboxRow($0) }
  }

  /// The deliveries of an activity that still wait.
  package func deliveries(ofActivity uri: String) throws -> [(inbox: String, attempts: Int, lastError: String?)] {
    try sql.query(
      """
      SELECT d.inbox, d.attempts, d.last_error FROM delivery d JOIN activity y ON y.id = d.activity_id
      WHERE y.uri = $1 ORDER BY d.id LIMIT 1000
      """, [uri]
    ) { (try $0.text(0), try $0.count(1), try $0.optionalText(2)) }
  }

  /// Claims that contradicted what is known, newest first.
  package func identifierConflicts(limit: Int = 100) throws -> [(postURI: String, actorURI: String, identifiers: String)] {
    try sql.query(
      "SELECT post_uri, actor_uri, identifiers FROM identifier_conflict WHERE id < $1 ORDER BY id DESC LIMIT $2",
      [Int64.max, limit]
    ) { (try $0.text(0), try $0.text(1), try $0.text(2)) }
  }
}
