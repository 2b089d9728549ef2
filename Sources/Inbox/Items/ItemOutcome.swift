/// What came of an item; each word is a label of `scholion_inbox_handled_total`.
enum ItemOutcome: Sendable, Equatable {
  /// It had its effect, or has it already.
  case done(String)
  /// It concerns nobody here, or is of a sort that is not acted upon.
  case ignored(String)
  /// It may not have its effect.
  case refused(ItemRefusal)

  /// A bounded word for metrics and logs.
  var name: String {
    switch self {
    case .done(let word): word
    case .ignored(let word): "ignored_" + word
    case .refused(let refusal): "refused_" + refusal.rawValue
    }
  }
}

/// Why an item is refused after it was answered 202; stored under the activity's id for the operator.
enum ItemRefusal: String, Error, Sendable {
  /// The host is blocked by now.
  case blocked
  /// The actor is suspended here.
  case suspended
  /// The actor deleted itself.
  case actorGone = "actor_gone"
  /// The body cannot be read as it could at the door.
  case undecodable
  /// It names no object, or none that can be used.
  case noObject = "no_object"
  /// The actor may not do this with that object.
  case notOwner = "not_owner"
  /// The object was deleted by its owner.
  case deleted
  /// The activity was undone before it came.
  case undone
  /// The identifiers of a claim belong to different papers here.
  case identifierConflict = "identifier_conflict"
  /// The host made too many papers known today.
  case paperLimit = "paper_limit"
  /// It is about an actor or follow of ours that is not there.
  case notHere = "not_here"
  /// Another server could not be reached within all tries.
  case unreachable
  /// Another server does not have the object, or no longer.
  case notFound = "not_found"
  /// What another server gave cannot be believed or read.
  case badDocument = "bad_document"
  /// Handling it ended in a crash again and again.
  case poison
  /// Handling it failed for a reason of our own within all tries.
  case failed
}
