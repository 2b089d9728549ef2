internal import ActivityStreams
internal import Actors
internal import Domain
internal import Signatures
internal import Store

/// What a request says of itself, checked for contradictions and not yet believed.
struct Claim: Sendable {
  let actor: ResourceID
  let activityID: IRI?
  let type: ActivityType
  let objectID: IRI?
  let keyID: String
  let keyHost: String
  /// Whether an actor says that it is gone itself.
  let isSelfDelete: Bool
  /// Whether the key's address is that of the actor, with a fragment or without.
  let keyIsOfActor: Bool

  /// Throws ``DoorRefusal`` for a key id that is no address, an actor that can be none, and an id elsewhere than the actor's.
  init(_ activity: ActivityDocument, _ signature: ParsedSignature, _ checks: TrustChecks) throws {
    guard let key = IRI(signature.keyID), let host = key.authority else { throw DoorRefusal.keyAddress }
    guard let actor = try? ResourceID(activity.actor) else { throw DoorRefusal.document }
    if let id = activity.id, !id.sharesOrigin(with: activity.actor), checks.contains(.idHost) {
      throw DoorRefusal.idElsewhere
    }
    self.actor = actor
    activityID = activity.id
    type = activity.type
    objectID = activity.objectID
    keyID = signature.keyID
    keyHost = host
    isSelfDelete = activity.type == .delete && activity.objectID == activity.actor
    keyIsOfActor = key.withoutFragment == activity.actor
  }

  /// The row to store: direct when the actor signed it, else forwarded (DESIGN 11.1).
  func draft(_ channel: InboxChannel, signature: ParsedSignature, body: [UInt8]) -> InboxDraft {
    InboxDraft(
      activityKey: activityID?.text ?? Hex.encode(Digest.sha256(body)), channel: channel,
      repeatKey: isRepeatable ? Hex.encode(Digest.sha256(signature.signature)) : "", actorURI: actor.text, type: type.name,
      objectURI: objectID?.text, body: body)
  }

  /// Activities whose ids peers use again; a new signature makes a new item, and their effects are idempotent.
  ///
  /// BookWyrm gives a Delete the id of the Create.
  private var isRepeatable: Bool {
    switch type {
    case .follow, .undo, .accept, .reject, .block, .like, .dislike, .announce, .delete: true
    default: false
    }
  }
}
