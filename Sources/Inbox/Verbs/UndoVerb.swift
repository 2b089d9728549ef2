internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// `Undo` of a follow, a vote or a share, written out or named; one that comes before its activity is remembered.
struct UndoVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) throws -> any PreparedChange {
    guard let object = item.activity.object else { throw ItemRefusal.noObject }
    guard let inner = object.embeddedActivity else {
      guard let id = object.id else { throw ItemRefusal.noObject }
      return TakenBack(actorURI: item.actorURI, id: id, what: .named)
    }
    guard inner.actor == item.activity.actor else { throw ItemRefusal.notOwner }
    let about = inner.objectID.flatMap { try? ResourceID($0) }
    switch inner.type {
    case .follow: return TakenBack(actorURI: item.actorURI, id: inner.id, what: .follow(about))
    case .like, .emojiReact: return TakenBack(actorURI: item.actorURI, id: inner.id, what: .vote(about, 1))
    case .dislike: return TakenBack(actorURI: item.actorURI, id: inner.id, what: .vote(about, -1))
    case .announce: return TakenBack(actorURI: item.actorURI, id: inner.id, what: .share(about))
    default: return NoChange.ignored("undo_of_other")
    }
  }
}

private struct TakenBack: PreparedChange {
  enum What: Sendable {
    case follow(ResourceID?)
    case vote(ResourceID?, Int)
    case share(ResourceID?)
    /// Only the id of the activity is known.
    case named
  }

  let actorURI: ResourceID
  let id: IRI?
  let what: What

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let actor = try transaction.standing(actorURI)
    let isFound =
      switch what {
      case .follow(let target): try undoFollow(of: target, actor, transaction)
      case .vote(let post, let value): try undoVote(on: post, value, actor, transaction)
      case .share(let post): try undoShare(of: post, actor, transaction)
      case .named: try undoNamed(actor, transaction)
      }
    return isFound ? .done("undone") : try remember(transaction)
  }

  private func undoFollow(of target: ResourceID?, _ actor: ActorRow, _ transaction: WriteTransaction) throws -> Bool {
    guard let target, let row = try transaction.actor(uri: target), row.isLocal else { return false }
    return try end(of: actor, row.id, transaction)
  }

  private func undoVote(on uri: ResourceID?, _ value: Int, _ actor: ActorRow, _ transaction: WriteTransaction) throws -> Bool {
    // By the post, since Lemmy names another id than that of the vote; a vote changed meanwhile stays.
    guard let uri, let post = try transaction.post(uri: uri), let vote = try transaction.vote(of: actor.id, on: post.id) else {
      return false
    }
    return try vote.value == value && end(vote, transaction)
  }

  private func undoShare(of uri: ResourceID?, _ actor: ActorRow, _ transaction: WriteTransaction) throws -> Bool {
    guard let uri, let post = try transaction.post(uri: uri), let share = try transaction.share(of: actor.id, of: post.id) else {
      return try undoNamed(actor, transaction)
    }
    return try end(share, transaction)
  }

  private func undoNamed(_ actor: ActorRow, _ transaction: WriteTransaction) throws -> Bool {
    guard let id else { return false }
    if let follow = try transaction.follow(uri: id.text) {
      guard follow.followerID == actor.id else { throw ItemRefusal.notOwner }
      return try end(of: actor, follow.targetID, transaction)
    }
    if let vote = try transaction.vote(uri: id.text) {
      guard vote.actorID == actor.id else { throw ItemRefusal.notOwner }
      return try end(vote, transaction)
    }
    if let share = try transaction.share(uri: id.text) {
      guard share.actorID == actor.id else { throw ItemRefusal.notOwner }
      return try end(share, transaction)
    }
    return false
  }

  private func end(of follower: ActorRow, _ targetID: RowID, _ transaction: WriteTransaction) throws -> Bool {
    guard try transaction.deleteFollow(from: follower.id, to: targetID) else { return false }
    try transaction.deleteNotification(targetID, of: .follow, by: follower.id, about: nil)
    return true
  }

  private func end(_ vote: VoteRow, _ transaction: WriteTransaction) throws -> Bool {
    guard try transaction.deleteVote(of: vote.actorID, on: vote.postID) else { return false }
    if let post = try transaction.post(vote.postID) {
      try transaction.deleteNotification(post.actorID, of: .like, by: vote.actorID, about: post.id)
    }
    return true
  }

  private func end(_ share: ShareRow, _ transaction: WriteTransaction) throws -> Bool {
    guard try transaction.deleteShare(of: share.actorID, of: share.postID) else { return false }
    if let post = try transaction.post(share.postID) {
      try transaction.deleteNotification(post.actorID, of: .share, by: share.actorID, about: post.id)
    }
    return true
  }

  /// What is not there may still come, unless it came and went: then its id may be used again (Misskey).
  private func remember(_ transaction: WriteTransaction) throws -> ItemOutcome {
    guard let id, let uri = try? ResourceID(id) else { return .ignored("undo_of_nothing") }
    guard uri.hasSameOrigin(as: actorURI) else { throw ItemRefusal.notOwner }
    let hasCome = try transaction.items(activityKey: id.text).contains { $0.state == .done }
    guard !hasCome else { return .done("undone_before") }
    try transaction.insertUndone(uri: id.text, by: actorURI)
    return .done("undone_early")
  }
}
