internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// `Announce`: somebody shares a post, or a room passes on what came to it (FEP-1b12).
///
/// An announcement carries no authority: whatever is inside is fetched from its own origin.
struct AnnounceVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) async throws -> any PreparedChange {
    guard let object = item.activity.object else { throw ItemRefusal.noObject }
    guard let inner = object.embeddedActivity else {
      guard let id = object.id else { throw ItemRefusal.noObject }
      return try await shared(id, item, isNew: true)
    }
    guard let id = inner.objectID else { throw ItemRefusal.noObject }
    switch inner.type {
    case .create: return try await shared(id, item, isNew: true)
    case .update: return try await shared(id, item, isNew: false)
    case .delete: return try await ForwardedVerb(context).ended(id, item.budget)
    case .announce: return NoChange.ignored("announce_of_announce")
    default: return NoChange.ignored("announce_of_other")
    }
  }

  /// - Parameter isNew: whether the post is shared rather than changed
  private func shared(_ id: IRI, _ item: InboxItem, isNew: Bool) async throws -> any PreparedChange {
    guard let uri = try? ResourceID(id) else { throw ItemRefusal.noObject }
    let (actor, known, isFollowed) = try await context.store.read { transaction in
      let actor = try transaction.standing(item.actorURI)
      let known = try transaction.post(uri: uri)
      return (actor, known, try transaction.isFollowedHere(actor.id))
    }
    let share = isNew ? NewShare(actorURI: item.actorURI, uri: uri, id: item.activity.id?.text ?? item.row.activityKey) : nil
    if context.isOurs(id) || known != nil && isNew { return Announced(post: nil, share: share) }
    guard isFollowed || known != nil else { return NoChange.ignored("unrelated") }
    let fetcher = PostFetcher(context: context, budget: item.budget)
    let post = try await fetcher.post(id)
    guard post.isOpen else { return NoChange.ignored("not_public") }
    let kept = KeptPost(
      context: context, post: post, ancestors: try await fetcher.ancestors(of: post),
      // What a paper's room announced is not announced again (DESIGN 11.3).
      arrival: .fetched(isWanted: isFollowed, mayPassOn: actor.kind != .paper),
      meeting: await RoomMeeting.of(post, context, item.budget))
    let actual = share.map { NewShare(actorURI: $0.actorURI, uri: post.uri, id: $0.id) }
    return Announced(post: kept, share: actual)
  }
}

private struct Announced: PreparedChange {
  /// What was fetched, if it was.
  let post: KeptPost?
  let share: NewShare?

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    var outcome = ItemOutcome.done("known")
    if let post {
      outcome = try post.apply(in: transaction)
      guard case .done = outcome else { return outcome }
    }
    return try share?.apply(in: transaction) ?? outcome
  }
}

/// A share of a post that is known by now.
private struct NewShare: PreparedChange {
  let actorURI: ResourceID
  let uri: ResourceID
  let id: String

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let actor = try transaction.standing(actorURI)
    guard let post = try transaction.post(uri: uri), post.visibility.isOpen else { return .ignored("unknown_object") }
    // A room announces every comment of its threads; those who follow it want the threads.
    guard !actor.kind.isRoom || post.kind != .reply else { return .done("room_reply") }
    guard try !transaction.isUndone(uri: id, by: actorURI) else { throw ItemRefusal.undone }
    try transaction.insertShare(of: actor.id, of: post.id, uri: id)
    if let author = try transaction.actor(post.actorID), author.isLocal, !actor.kind.isRoom {
      try transaction.notify(author.id, of: .share, by: actor.id, about: post.id)
    }
    return .done("shared")
  }
}
