package import Domain
internal import SQL

/// An activity of ours, with the exact bytes that were and are served.
package struct ActivityRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// The ActivityPub id.
  package var uri: String
  /// Who acts.
  package var actorID: RowID
  /// The type of the activity.
  package var type: String
  /// The id of what the activity is about.
  package var objectURI: String
  /// Whether it stands in the actor's outbox.
  package var isListed: Bool
  /// The exact bytes.
  package var body: [UInt8]
  /// When it was made.
  package var createdAt: Timestamp

  static let columns = "y.id, y.uri, y.actor_id, y.type, y.object_uri, y.listed, y.body, y.created_at"
  static let columnCount = 8

  init(_ row: SQLRow, at i: Int = 0) throws {
    id = RowID(try row.integer(i))
    uri = try row.text(i + 1)
    actorID = RowID(try row.integer(i + 2))
    type = try row.text(i + 3)
    objectURI = try row.text(i + 4)
    isListed = try row.bool(i + 5)
    body = try row.blob(i + 6)
    createdAt = try row.timestamp(i + 7)
  }
}

/// Hosts by how they fared, so that those which do not answer hold up nobody else.
package enum HostGroup: Sendable {
  case all
  /// Heard from lately, and not failing.
  case answering
  /// All others: those that fail, and those that nothing was heard of.
  case silent

  /// For how long a success counts, in seconds.
  package static let memory: Int64 = 86_400
}

/// A leased delivery with all that sending it needs.
package struct DeliveryRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// What is delivered.
  package var activityID: RowID
  /// Who signs.
  package var signerID: RowID
  /// Where activities are posted to.
  package var inbox: String
  /// The authority: lower-case name, port unless default.
  package var host: String
  /// What the activity is about; deliveries about one object go in order.
  package var objectURI: String
  /// Whether the inbox is a shared one.
  package var isShared: Bool
  /// How often it was leased, this lease included.
  package var attempts: Int
  /// When it was queued.
  package var createdAt: Timestamp
  /// The exact bytes.
  package var body: [UInt8]
  /// The id of the activity.
  package var activityURI: String
  /// Whether somebody had leased it before and never said what came of it.
  package var isRescued = false

  static let columns =
    "d.id, d.activity_id, d.signer_id, d.inbox, d.host, d.object_uri, d.shared, d.attempts, d.created_at, y.body, y.uri"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    activityID = RowID(try row.integer(1))
    signerID = RowID(try row.integer(2))
    inbox = try row.text(3)
    host = try row.text(4)
    objectURI = try row.text(5)
    isShared = try row.bool(6)
    attempts = try row.count(7)
    createdAt = try row.timestamp(8)
    body = try row.blob(9)
    activityURI = try row.text(10)
  }
}

/// What is known of another server.
package struct PeerRow: Sendable, Equatable {
  /// The authority: lower-case name, port unless default.
  package var host: String
  /// The name of its software, as NodeInfo tells it.
  package var software: String?
  /// The signature dialect that it took last: `cavage` or `rfc9421`.
  package var dialect: String
  /// Whether nothing comes from it, goes to it or is shown of it.
  package var isBlocked: Bool
  /// Failed tries since the last success.
  package var failures: Int
  /// Before this time nothing is tried.
  package var nextAttemptAt: Timestamp
  /// When it last took something or sent something verified.
  package var lastSuccessAt: Timestamp?
  /// When it last failed or refused.
  package var lastFailureAt: Timestamp?
  /// Why it last failed or refused.
  package var lastError: String?

  static let columns =
    "h.host, h.software, h.dialect, h.blocked, h.failures, h.next_attempt_at, h.last_success_at, h.last_failure_at, h.last_error"
  static let columnCount = 9

  init(_ row: SQLRow) throws {
    host = try row.text(0)
    software = try row.optionalText(1)
    dialect = try row.text(2)
    isBlocked = try row.bool(3)
    failures = try row.count(4)
    nextAttemptAt = try row.timestamp(5)
    lastSuccessAt = try row.optionalTimestamp(6)
    lastFailureAt = try row.optionalTimestamp(7)
    lastError = try row.optionalText(8)
  }
}

/// How an activity reached us.
package enum InboxChannel: String, Sendable {
  /// Signed by its own actor.
  case direct
  /// Signed by somebody else; only its ids are believed (DESIGN 3).
  case forwarded
}

/// Where an inbox item stands.
package enum InboxState: String, Sendable { case waiting, done, refused }

/// One received activity.
package struct InboxRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// The activity's id, or the SHA-256 of its body in hexadecimal.
  package var activityKey: String
  /// How it reached us.
  package var channel: InboxChannel
  /// The id of the activity's actor.
  package var actorURI: String
  /// The type of the activity.
  package var type: String
  /// The id of what the activity is about.
  package var objectURI: String?
  /// The bytes as received; nil once handled.
  package var body: [UInt8]?
  /// Where it stands.
  package var state: InboxState
  /// Why it was refused or is tried again.
  package var reason: String?
  /// How often it was leased before.
  package var attempts: Int
  /// Before this time nothing is tried.
  package var nextAttemptAt: Timestamp
  /// When it came.
  package var receivedAt: Timestamp
  /// When it was handled or refused; nil while it waits.
  package var finishedAt: Timestamp?
  /// Until when it was leased when it was read; 0 for an item that nobody holds.
  package var leasedUntil: Timestamp

  static let columns =
    "i.id, i.activity_key, i.channel, i.actor_uri, i.type, i.object_uri, "
    + "(SELECT b.bytes FROM inbox_body b WHERE b.item_id = i.id), i.state, i.reason, i.attempts, "
    + "i.next_attempt_at, i.received_at, i.finished_at, i.leased_until"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    activityKey = try row.text(1)
    channel = try row.word(2)
    actorURI = try row.text(3)
    type = try row.text(4)
    objectURI = try row.optionalText(5)
    body = try row.optionalBlob(6)
    state = try row.word(7)
    reason = try row.optionalText(8)
    attempts = try row.count(9)
    nextAttemptAt = try row.timestamp(10)
    receivedAt = try row.timestamp(11)
    finishedAt = try row.optionalTimestamp(12)
    leasedUntil = try row.timestamp(13)
  }
}
