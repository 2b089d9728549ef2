internal import ActivityStreams
internal import Domain
internal import Store

/// `Like`, `Dislike` and reactions: one vote of an actor on a post that it may see.
struct VoteVerb: Sendable {
  /// 1 or -1.
  let value: Int

  func gather(_ item: InboxItem) throws -> any PreparedChange {
    guard let object = item.activity.objectID, let uri = try? ResourceID(object) else { throw ItemRefusal.noObject }
    return CastVote(
      actorURI: item.actorURI, uri: uri, value: value, id: item.activity.id?.text ?? item.row.activityKey)
  }
}

private struct CastVote: PreparedChange {
  let actorURI: ResourceID
  let uri: ResourceID
  let value: Int
  let id: String

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let actor = try transaction.standing(actorURI)
    guard let post = try transaction.post(uri: uri), let seen = try transaction.post(post.id, seenBy: actor.id) else {
      return .ignored("unknown_object")
    }
    guard seen.author.id != actor.id else { return .ignored("own_vote") }
    guard try !transaction.isUndone(uri: id, by: actorURI) else { throw ItemRefusal.undone }
    try transaction.upsertVote(of: actor.id, on: post.id, value: value, uri: id)
    if seen.author.isLocal {
      if value > 0 {
        try transaction.notify(seen.author.id, of: .like, by: actor.id, about: post.id)
      } else {
        try transaction.deleteNotification(seen.author.id, of: .like, by: actor.id, about: post.id)
      }
    }
    return .done("voted")
  }
}
