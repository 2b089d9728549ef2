internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Outbox
internal import Store

/// `Follow`: accepted at once unless the one followed wants to be asked; a repeated one is accepted again.
struct FollowVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) throws -> any PreparedChange {
    guard let object = item.activity.objectID, let target = try? ResourceID(object) else { throw ItemRefusal.noObject }
    return WantedFollow(
      context: context, followerURI: item.actorURI, targetURI: target, id: item.activity.id?.text ?? item.row.activityKey,
      activity: item.value)
  }
}

private struct WantedFollow: PreparedChange {
  let context: VerbContext
  let followerURI: ResourceID
  let targetURI: ResourceID
  let id: String
  let activity: JSONValue

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let follower = try transaction.standing(followerURI)
    guard let target = try transaction.actor(uri: targetURI), target.isLocal, target.state == .active, target.kind != .instance
    else { throw ItemRefusal.notHere }
    guard try !transaction.isUndone(uri: id, by: followerURI) else { throw ItemRefusal.undone }
    let state: FollowState = target.manuallyApproves ? .pending : .accepted
    let row = try transaction.upsertFollow(from: follower.id, to: target.id, uri: id, state: state)
    if target.kind == .person { try transaction.notify(target.id, of: .follow, by: follower.id) }
    guard row?.state == .accepted else { return .done("follow_waits") }
    try context.answerer.answer(activity, from: follower, to: target, accepting: true, in: transaction)
    return .done("followed")
  }
}
