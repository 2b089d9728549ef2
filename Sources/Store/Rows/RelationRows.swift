package import Domain
internal import SQL

/// How far a follow has come.
package enum FollowState: String, Sendable { case pending, accepted, rejected }

/// One actor following another.
package struct FollowRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Who follows.
  package var followerID: RowID
  /// Who is followed.
  package var targetID: RowID
  /// The id of the Follow activity.
  package var uri: String
  /// How far it has come.
  package var state: FollowState

  static let columns = "f.id, f.follower_id, f.target_id, f.uri, f.state"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    followerID = RowID(try row.integer(1))
    targetID = RowID(try row.integer(2))
    uri = try row.text(3)
    state = try row.word(4)
  }
}

/// A like (+1) or dislike (-1).
package struct VoteRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Who voted.
  package var actorID: RowID
  /// The post it is about.
  package var postID: RowID
  /// +1 or -1.
  package var value: Int
  /// The id of the Like or Dislike activity.
  package var uri: String

  static let columns = "id, actor_id, post_id, value, uri"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    actorID = RowID(try row.integer(1))
    postID = RowID(try row.integer(2))
    value = try row.count(3)
    uri = try row.text(4)
  }
}

/// A boost.
package struct ShareRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Who shared.
  package var actorID: RowID
  /// The post it is about.
  package var postID: RowID
  /// The id of the Announce activity.
  package var uri: String

  static let columns = "id, actor_id, post_id, uri"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    actorID = RowID(try row.integer(1))
    postID = RowID(try row.integer(2))
    uri = try row.text(3)
  }
}

/// What a notification tells.
package enum NotificationKind: String, Sendable {
  case follow, like, dislike, share, reply, mention
  /// Somebody asked to join; for moderators.
  case signUp = "sign_up"
  /// A paper that one summarised has a new version, was corrected or taken back.
  case paper
}

/// One notification with who caused it and the post it is about.
package struct NotificationRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// What it tells.
  package var kind: NotificationKind
  /// Who caused it.
  package var actor: ActorRow
  /// The post it is about.
  package var postID: RowID?
  /// When it was made.
  package var createdAt: Timestamp
  /// Whether its owner has seen it.
  package var isRead: Bool

  static let columns = "n.id, n.kind, n.post_id, n.created_at, n.read_at, \(ActorRow.columns("a"))"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    kind = try row.word(1)
    postID = try row.optionalID(2)
    createdAt = try row.timestamp(3)
    isRead = try row.optionalTimestamp(4) != nil
    actor = try ActorRow(row, at: 5)
  }
}
