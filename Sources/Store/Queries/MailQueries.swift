package import Domain
internal import SQL

/// What mails are made of.
extension ReadTransaction {
  /// Whether a mail is due, or a digest to be asked for.
  package func isMailDue() throws -> (mail: Bool, digest: Bool) {
    let mail = try sql.first("SELECT 1 FROM mail WHERE next_attempt_at <= $1 AND leased_until <= $1 LIMIT 1", [now]) { _ in true }
    let digest = try sql.first(
      "SELECT digest_at FROM mail_choice WHERE digest_at <= $1 ORDER BY digest_at LIMIT 1", [now]
    ) { _ in true }
    return (mail ?? false, digest ?? false)
  }

  /// How many mails are due and not sent, 100,000 for all above.
  package func waitingMails() throws -> Int {
    try count("SELECT count(*) FROM (SELECT 1 FROM mail WHERE due_at <= $1 LIMIT 100000) due", [now])
  }

  /// When the oldest mail that is not sent was due.
  package func oldestWaitingMail() throws -> Timestamp? {
    try sql.first("SELECT due_at FROM mail WHERE due_at <= $1 ORDER BY due_at LIMIT 1", [now]) { try $0.timestamp(0) }
  }

  /// What a person wants to be told of.
  package func mailChoice(of actorID: RowID) throws -> MailChoice {
    try sql.first("SELECT replies, mentions, papers, digest FROM mail_choice WHERE actor_id = $1", [actorID]) {
      try MailChoice($0)
    } ?? MailChoice()
  }

  /// The link with that SHA-256, if it still works.
  package func mailToken(hash: [UInt8], _ kind: MailTokenKind) throws -> MailTokenRow? {
    try sql.first(
      "SELECT actor_id, address FROM mail_token WHERE token_hash = $1 AND kind = $2 AND expires_at > $3",
      [hash, kind.rawValue, now]
    ) { MailTokenRow(actorID: RowID(try $0.integer(0)), address: try $0.text(1)) }
  }

  /// What happened in a thread that its owner has not seen, oldest first.
  package func unseenNotices(of ownerID: RowID, in thread: RowID, after id: RowID, limit: Int) throws -> [NotificationRow] {
    try sql.query(
      """
      SELECT \(NotificationRow.columns) FROM notification n JOIN actor a ON a.id = n.actor_id JOIN post s ON s.id = n.post_id
      WHERE n.owner_id = $1 AND n.id > $2 AND n.kind IN ('reply', 'mention', 'paper') AND n.read_at IS NULL
        AND COALESCE(s.root_id, s.id) = $3 AND \(Sight.standing()) ORDER BY n.id LIMIT $4
      """, [ownerID, id, thread, limit]
    ) { try NotificationRow($0) }
  }

  /// The public summaries that came after an id, those with the surest likes first.
  ///
  /// Of the newest 2,000 alone.
  package func bestSummaries(after id: RowID, limit: Int) throws -> [AuthoredPost] {
    let found = try sql.query(
      """
      SELECT id, best FROM post WHERE kind = 'summary' AND visibility = 'public' AND paper_id IS NOT NULL AND id > $1
      ORDER BY id DESC LIMIT 2000
      """, [id]
    ) { (id: RowID(try $0.integer(0)), best: try $0.double(1)) }
    return try found.filter { $0.best > 0 }.sorted { ($0.best, $0.id) > ($1.best, $1.id) }.prefix(limit).compactMap {
      try post($0.id, seenBy: nil)
    }
  }
}
