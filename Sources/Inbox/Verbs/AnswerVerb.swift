internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// `Accept` and `Reject` of a follow of ours, by the one who is followed and nobody else.
struct AnswerVerb: Sendable {
  let isAccept: Bool

  func gather(_ item: InboxItem) throws -> any PreparedChange {
    guard let object = item.activity.object else { throw ItemRefusal.noObject }
    let inner = object.embeddedActivity
    if let inner, inner.type != .follow {
      return NoChange.ignored("answer_to_\(inner.type == .quoteRequest ? "quote" : "other")")
    }
    return AnsweredFollow(
      isAccept: isAccept, actorURI: item.actorURI, id: object.id?.text, follower: inner.flatMap { try? ResourceID($0.actor) },
      target: inner?.objectID.flatMap { try? ResourceID($0) })
  }
}

private struct AnsweredFollow: PreparedChange {
  let isAccept: Bool
  let actorURI: ResourceID
  let id: String?
  let follower: ResourceID?
  let target: ResourceID?

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let actor = try transaction.standing(actorURI)
    guard let follow = try follow(of: actor, in: transaction) else { throw ItemRefusal.notHere }
    guard follow.targetID == actor.id else { throw ItemRefusal.notOwner }
    guard let follower = try transaction.actor(follow.followerID), follower.isLocal else { throw ItemRefusal.notOwner }
    try transaction.setFollow(follow.id, isAccept ? .accepted : .rejected)
    return .done(isAccept ? "accepted" : "rejected")
  }

  /// By the activity's id, else by who wanted to follow whom.
  private func follow(of actor: ActorRow, in transaction: ReadTransaction) throws -> FollowRow? {
    if let id, let follow = try transaction.follow(uri: id) { return follow }
    guard let follower, target == actor.uri, let row = try transaction.actor(uri: follower), row.isLocal else { return nil }
    return try transaction.follow(from: row.id, to: actor.id)
  }
}
