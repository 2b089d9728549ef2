internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// `Delete`: a post goes, or its author with all that is theirs.
struct DeleteVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) throws -> any PreparedChange {
    guard let id = item.activity.objectID, let uri = try? ResourceID(id) else { throw ItemRefusal.noObject }
    guard id != item.activity.actor else { return ActorEnd(actorURI: item.actorURI) }
    return PostEnd(
      context: context, actorURI: item.actorURI, uri: uri,
      formerType: item.activity.object?.embeddedObject.map { $0.formerType ?? $0.type } ?? .note, arrival: .direct(item))
  }
}

/// The end of a post by its owner's word; of an unknown post it is remembered (DESIGN 11.2).
private struct PostEnd: PreparedChange {
  let context: VerbContext
  let actorURI: ResourceID
  let uri: ResourceID
  let formerType: ObjectType
  let arrival: Arrival

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    let actor = try transaction.standing(actorURI)
    let known = try transaction.post(uri: uri)
    guard known.map({ $0.actorID == actor.id }) ?? uri.hasSameOrigin(as: actorURI) else { throw ItemRefusal.notOwner }
    try transaction.insertTombstone(
      uri: uri.text, actorURI: actorURI, formerType: (formerType == .tombstone ? .note : formerType).name)
    guard let known else { return .done("deleted_unknown") }
    try RoomPassing(context: context, transaction: transaction).passOn(changeOf: known, arrival)
    try transaction.erasePost(known.id)
    return .done("deleted")
  }
}

/// The end of an actor by its own word.
private struct ActorEnd: PreparedChange {
  let actorURI: ResourceID

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    // Also who is suspended may go.
    guard let actor = try transaction.actor(uri: actorURI), !actor.isLocal, actor.state != .deleted else {
      throw ItemRefusal.actorGone
    }
    try transaction.eraseRemoteActor(actor.id)
    return .done("actor_deleted")
  }
}

/// The end of a post by its origin's word, asked because somebody else said so.
struct ConfirmedEnd: PreparedChange {
  let uri: ResourceID
  /// Whether the origin said that it is gone, rather than that it has none.
  let isGone: Bool

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    guard let known = try transaction.post(uri: uri), !known.isLocal, let author = try transaction.actor(known.actorID) else {
      return .ignored("unknown_object")
    }
    // Who may not see a post is told as well that there is none.
    guard isGone || known.visibility.isOpen else { return .ignored("not_confirmed") }
    try transaction.insertTombstone(uri: uri.text, actorURI: author.uri, formerType: "Note")
    try transaction.erasePost(known.id)
    return .done("deleted")
  }
}
