package import Domain
internal import SQL

/// Who is known here.
extension ReadTransaction {
  /// A word that belongs to the instance.
  package func setting(_ name: String) throws -> String? {
    try sql.first("SELECT value FROM setting WHERE name = $1", [name]) { try $0.text(0) }
  }

  /// An actor by its row.
  package func actor(_ id: RowID) throws -> ActorRow? {
    try sql.first("SELECT \(ActorRow.columns("a")) FROM actor a WHERE a.id = $1", [id]) { try ActorRow($0) }
  }

  /// The actor with that ActivityPub id, byte for byte.
  package func actor(uri: ResourceID) throws -> ActorRow? {
    try sql.first("SELECT \(ActorRow.columns("a")) FROM actor a WHERE a.uri = $1", [uri]) { try ActorRow($0) }
  }

  /// The same with whether its host is blocked.
  package func actorWithHost(uri: ResourceID) throws -> (actor: ActorRow, isBlocked: Bool)? {
    try sql.first(
      """
      SELECT \(ActorRow.columns("a")), COALESCE((SELECT h.blocked FROM peer h WHERE h.host = a.host), 0)
      FROM actor a WHERE a.uri = $1
      """, [uri]
    ) { (try ActorRow($0), try $0.bool(ActorRow.columnCount)) }
  }

  /// The actor of ours that has a handle, also one that is suspended or deleted.
  package func localActor(named name: String) throws -> ActorRow? {
    try sql.first(
      "SELECT \(ActorRow.columns("a")) FROM actor a WHERE a.name = $1 AND a.local = 1", [name]
    ) { try ActorRow($0) }
  }

  /// A remote actor by handle, as last seen; the newest when a host has given a name twice.
  package func remoteActor(named name: String, at host: String) throws -> ActorRow? {
    try sql.first(
      """
      SELECT \(ActorRow.columns("a")) FROM actor a
      WHERE a.host = $1 AND a.name = $2 AND a.local = 0 ORDER BY a.fetched_at DESC LIMIT 1
      """, [host, name]
    ) { try ActorRow($0) }
  }

  /// The keys of an actor, oldest first.
  package func keys(of actorID: RowID) throws -> [KeyRow] {
    try sql.query("SELECT \(KeyRow.columns) FROM actor_key k WHERE k.actor_id = $1 ORDER BY k.id", [actorID]) {
      try KeyRow($0)
    }
  }

  /// A key with its owner, by key id.
  package func key(uri: String) throws -> (key: KeyRow, owner: ActorRow)? {
    try sql.first(
      """
      SELECT \(KeyRow.columns), \(ActorRow.columns("a"))
      FROM actor_key k JOIN actor a ON a.id = k.actor_id WHERE k.key_uri = $1
      """, [uri]
    ) { (try KeyRow($0), try ActorRow($0, at: KeyRow.columnCount)) }
  }

  /// What is stored of who knocks with a key, in one look; nil for a key that is not known.
  ///
  /// - Parameter host: the authority of the key's id
  package func knocker(keyURI: String, host: String) throws -> KnockerRow? {
    try sql.first(
      """
      SELECT k.public_key, a.uri, a.local, COALESCE(h.blocked, 0), COALESCE(h.failures, 0), h.last_success_at
      FROM actor_key k JOIN actor a ON a.id = k.actor_id LEFT JOIN peer h ON h.host = $2 WHERE k.key_uri = $1
      """, [keyURI, host]
    ) { try KnockerRow($0) }
  }

  /// Whether any sealed private key is stored.
  package func holdsSealedKeys() throws -> Bool {
    try sql.first("SELECT 1 FROM actor_key WHERE sealed_private IS NOT NULL LIMIT 1") { _ in true } ?? false
  }

  /// A person of ours with the sign-in.
  package func member(_ actorID: RowID) throws -> Member? { try member(where: "c.actor_id = $1", actorID) }

  /// A person of ours by handle.
  package func member(named name: String) throws -> Member? {
    try member(where: "a.name = $1 AND a.local = 1", name)
  }

  /// A person of ours by address.
  ///
  /// - Parameter email: lower-case
  package func member(email: String) throws -> Member? { try member(where: "c.email = $1", email) }

  private func member(where condition: String, _ argument: any SQLBindable) throws -> Member? {
    try sql.first(
      "SELECT \(Member.columns) FROM account c JOIN actor a ON a.id = c.actor_id WHERE \(condition)", [argument]
    ) { try Member($0) }
  }

  /// All accounts, or those in one state, oldest first, from after a row on.
  package func members(
    in state: AccountState? = nil, after last: RowID? = nil, limit: Int = 1_000
  ) throws -> [Member] {
    func query(_ condition: String, _ arguments: [any SQLBindable]) throws -> [Member] {
      try sql.query(
        """
        SELECT \(Member.columns) FROM account c JOIN actor a ON a.id = c.actor_id
        WHERE c.actor_id > $1 \(condition) ORDER BY c.actor_id LIMIT $2
        """, arguments
      ) { try Member($0) }
    }
    guard let state else { return try query("", [last?.value ?? 0, limit]) }
    return try query("AND c.state = $3", [last?.value ?? 0, limit, state.rawValue])
  }

  /// Local people who may moderate.
  package func moderators() throws -> [RowID] {
    try [AccountRole.moderator, .admin].flatMap { role in
      try sql.query("SELECT actor_id FROM account WHERE role = $1 AND state = 'approved' LIMIT 100", [role.rawValue]) {
        RowID(try $0.integer(0))
      }
    }.sorted()
  }

  /// The person a session belongs to, if it has not expired.
  package func session(tokenHash: [UInt8]) throws -> Member? {
    try sql.first(
      """
      SELECT \(Member.columns) FROM session n JOIN account c ON c.actor_id = n.actor_id JOIN actor a ON a.id = n.actor_id
      WHERE n.token_hash = $1 AND n.expires_at > $2
      """, [tokenHash, now]
    ) { try Member($0) }
  }

  /// The person an access token belongs to, with the token's scopes.
  package func accessToken(hash: [UInt8]) throws -> (member: Member, scopes: String)? {
    try sql.first(
      """
      SELECT \(Member.columns), t.scopes
      FROM access_token t JOIN account c ON c.actor_id = t.actor_id JOIN actor a ON a.id = t.actor_id WHERE t.token_hash = $1
      """, [hash]
    ) { (try Member($0), try $0.text(ActorRow.columnCount + AccountRow.columnCount)) }
  }

  /// Numbers for NodeInfo; index entries of what was written here are counted, so the answer should be kept for some minutes.
  package func usage() throws -> (people: Int, summaries: Int, comments: Int, activeMonth: Int, activeHalfYear: Int) {
    let people = try count("SELECT count(*) FROM account WHERE state = 'approved'", [])
    let summaries = try count("SELECT count(*) FROM post WHERE kind = 'summary' AND local = 1", [])
    let comments = try count("SELECT count(*) FROM post WHERE kind = 'reply' AND local = 1", [])
    func active(since days: Int64) throws -> Int {
      try count(
        "SELECT count(DISTINCT actor_id) FROM post WHERE local = 1 AND kind IN ('summary', 'reply') AND id > $1",
        [RowID(at: Timestamp(milliseconds: now.milliseconds - days * 86_400_000))])
    }
    return (people, summaries, comments, try active(since: 30), try active(since: 180))
  }

  /// The largest row id in use, after which a `RowIDSource` goes on when the clock was set back over a restart.
  package func largestID() throws -> RowID? {
    let tables = [
      "actor", "actor_key", "paper", "identifier_conflict", "post", "follow", "vote", "share", "notification", "activity",
      "delivery", "inbox_item", "mail",
    ]
    return try tables.compactMap { table in
      try sql.first("SELECT max(id) FROM \(table)") { try $0.optionalID(0) } ?? nil
    }.max()
  }

  func count(_ statement: String, _ arguments: [any SQLBindable]) throws -> Int {
    try sql.first(statement, arguments) { try $0.count(0) } ?? 0
  }
}

extension ReadTransaction {
  /// The actor of the instance itself, once it was made.
  package func instanceActor() throws -> ActorRow? {
    try sql.first(
      "SELECT \(ActorRow.columns("a")) FROM actor a WHERE a.kind = 'instance' AND a.local = 1 LIMIT 1"
    ) { try ActorRow($0) }
  }
}
