internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Outbox
internal import Store

/// The room of the same paper on another server, which our room comes to follow (DESIGN 11.3).
struct RoomMeeting: Sendable {
  /// The other room, whose own document names an identifier of the claim.
  let remote: ActorRow

  /// Looks for the room that a summary names, unless ours follows it already; failing is no harm, the next summary tries again.
  static func of(_ post: ForeignPost, _ context: VerbContext, _ budget: ItemBudget) async -> RoomMeeting? {
    guard let claim = post.claim, let iri = claim.room, let uri = try? ResourceID(iri), !context.isOurs(iri),
      post.isOpen, uri.hasSameOrigin(as: post.author)
    else { return nil }
    let isKnown = try? await context.store.read { transaction in
      guard let remote = try transaction.actor(uri: uri), let paperID = try transaction.paperIDs(claim.identifiers).first,
        let paper = try transaction.paper(paperID)
      else { return false }
      return try transaction.follow(from: paper.actorID, to: remote.id) != nil
    }
    guard isKnown == false, let fetches = try? budget.next(),
      let value = try? await context.instance.fetch(iri, budget: fetches).value,
      let document = try? ActorDocument(decoding: value), document.type == .group, let paper = document.paper,
      !Set(PaperClaim.identifiers(in: paper)).isDisjoint(with: claim.identifiers),
      let remote = try? await context.remotes.store(document)
    else { return nil }
    return RoomMeeting(remote: remote)
  }

  /// Our room of the paper follows the other once, and its outbox is read once.
  func follow(from paperID: RowID, _ context: VerbContext, in transaction: WriteTransaction) throws {
    guard let paper = try transaction.paper(paperID), let room = try transaction.actor(paper.actorID), remote.state == .active,
      try transaction.follow(from: room.id, to: remote.id) == nil,
      try transaction.followingCount(of: room.id) < InboxLimits.meetings
    else { return }
    let id = try IRI(parsing: remote.uri.text)
    let activity = try context.composer.compose(
      .follow, by: room, keys: nil, about: remote.uri.text, object: .id(id), to: [id])
    _ = try transaction.upsertFollow(from: room.id, to: remote.id, uri: activity.uri.text, state: .pending)
    try transaction.send(activity, signer: room, to: [DeliveryTarget(personalOf: remote)])
    if let outbox = remote.outbox { try OwnTask.readOutbox(outbox).queue(for: remote, in: transaction) }
  }
}
