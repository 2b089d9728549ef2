package import Domain
internal import SQL

/// The queue of mails: asked for in the transaction of what they tell of, leased and retried like deliveries.
extension WriteTransaction {
  /// Between two mails about one thread, in seconds.
  package static let threadPause: Int64 = 900
  /// How long the first one about a thread waits for more, in seconds.
  package static let threadDelay: Int64 = 60

  /// Asks for a mail; one about the same thread that waits already is enough.
  ///
  /// - Parameters:
  ///   - actorID: nil for a mail to nobody, which costs as much as one to somebody
  ///   - address: where it goes, if not to the address of the account
  package func queueMail(
    _ kind: MailKind, to actorID: RowID?, address: String? = nil, thread: RowID? = nil, since: RowID? = nil, delay: Int64 = 0
  ) throws {
    let time = now.adding(seconds: delay)
    _ = try sql.execute(
      """
      INSERT INTO mail (id, actor_id, kind, address, thread_id, since, due_at, next_attempt_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING
      """, [nextID(), actorID, kind.rawValue, address, thread?.value ?? 0, since?.value ?? 0, time])
    sql.signal(WakeUp.mail.rawValue)
  }

  /// Asks for the mail that tells of a notification, if its owner wants it.
  func queueMail(of kind: NotificationKind, _ id: RowID, to ownerID: RowID, about postID: RowID) throws {
    guard try mailChoice(of: ownerID).takes(kind), try member(ownerID) != nil, let post = try post(postID) else { return }
    try queueMail(
      .notices, to: ownerID, thread: post.rootID ?? post.id, since: RowID(id.value - 1), delay: Self.threadDelay)
  }

  /// Leases due mails, the longest waiting first, for `Store.claim`.
  ///
  /// - Parameter duration: of the lease, in milliseconds
  package func leaseMails(owner: Int64, limit: Int, duration: Int64) throws -> [MailRow] {
    let rows = try sql.query(
      """
      SELECT \(MailRow.columns) FROM mail WHERE next_attempt_at <= $1 AND leased_until <= $1
      ORDER BY next_attempt_at, id LIMIT $2\(sql.dialect.claimSuffix)
      """, [now, limit]
    ) { try MailRow($0) }
    let until = Timestamp(milliseconds: now.milliseconds + duration)
    for row in rows {
      _ = try sql.execute(
        "UPDATE mail SET leased_until = $2, lease = $3, attempts = attempts + 1 WHERE id = $1", [row.id, until, owner])
    }
    return rows
  }

  /// The mail was sent, or nobody is to have it: the row goes.
  package func finishMail(_ id: RowID, owner: Int64) throws {
    _ = try sql.execute("DELETE FROM mail WHERE id = $1 AND lease = $2", [id, owner])
  }

  /// The mail about a thread was sent: the next one may follow after a pause, of what is younger.
  package func pauseMail(_ id: RowID, owner: Int64, since: RowID) throws {
    _ = try sql.execute(
      """
      UPDATE mail SET since = $3, attempts = 0, leased_until = 0, last_error = NULL, due_at = $4, next_attempt_at = $4
      WHERE id = $1 AND lease = $2
      """, [id, owner, since, now.adding(seconds: Self.threadPause)])
  }

  /// The mail did not go out: it is tried again later.
  package func retryMail(_ id: RowID, owner: Int64, error: String, delay: Int64) throws {
    _ = try sql.execute(
      "UPDATE mail SET leased_until = 0, last_error = $3, next_attempt_at = $4 WHERE id = $1 AND lease = $2",
      [id, owner, error, now.adding(seconds: delay)])
  }

  /// Gives mails back as if they had not been leased.
  package func returnMails(_ ids: [RowID], owner: Int64) throws {
    for id in ids {
      _ = try sql.execute(
        "UPDATE mail SET leased_until = 0, attempts = attempts - 1 WHERE id = $1 AND lease = $2", [id, owner])
    }
  }

  /// Drops mails that were due before a time, and links that work no longer, in one piece; how many rows.
  package func sweepMails(dueBefore limit: Timestamp, atMost piece: Int) throws -> Int {
    let mails = try sql.execute(
      "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE due_at < $1 ORDER BY due_at LIMIT $2)", [limit, piece])
    let tokens = try sql.execute(
      """
      DELETE FROM mail_token WHERE token_hash IN (
        SELECT token_hash FROM mail_token WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
      """, [now, piece])
    return mails + tokens
  }

  /// Asks for every digest whose time has come, in one piece; how many.
  package func queueDigests(limit: Int = 100) throws -> Int {
    let due = try sql.query(
      "SELECT actor_id, digest, digest_at FROM mail_choice WHERE digest_at <= $1 ORDER BY digest_at LIMIT $2", [now, limit]
    ) { row -> (RowID, DigestRhythm, Timestamp) in (RowID(try row.integer(0)), try row.word(1), try row.timestamp(2)) }
    for (person, rhythm, time) in due {
      guard let period = rhythm.seconds else { continue }
      try queueMail(.digest, to: person, since: RowID(at: time.adding(seconds: -period)))
      // After a standstill the next one comes at the usual hour, not all that were missed.
      let missed = now.milliseconds(since: time) / (period * 1_000)
      _ = try sql.execute(
        "UPDATE mail_choice SET digest_at = $2 WHERE actor_id = $1", [person, time.adding(seconds: (missed + 1) * period)])
    }
    return due.count
  }

  /// Sets what a person wants to be told of; the first digest comes after one period.
  package func setMailChoice(_ choice: MailChoice, of actorID: RowID) throws {
    let rhythm = try mailChoice(of: actorID).digest
    let first = choice.digest.seconds.map { now.adding(seconds: $0) }
    _ = try sql.execute(
      """
      INSERT INTO mail_choice (actor_id, replies, mentions, papers, digest, digest_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (actor_id) DO UPDATE SET replies = $2, mentions = $3, papers = $4, digest = $5
      """, [actorID, choice.replies, choice.mentions, choice.papers, choice.digest.rawValue, first])
    guard choice.digest != rhythm else { return }
    _ = try sql.execute("UPDATE mail_choice SET digest_at = $2 WHERE actor_id = $1", [actorID, first])
  }

  /// Nothing more is sent to somebody, and no link sent before works.
  func forgetMail(of actorID: RowID) throws {
    for table in ["mail", "mail_token", "mail_choice"] {
      _ = try sql.execute("DELETE FROM \(table) WHERE actor_id = $1", [actorID])
    }
  }
}
