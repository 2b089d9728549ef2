internal import Actors
internal import JSON
internal import Signatures

/// Why a request is not taken; one line of the answer table each (DESIGN 11.6).
enum DoorRefusal: Error, Equatable {
  /// Not a media type of ActivityStreams.
  case mediaType
  /// Over the limit, counted on the stream.
  case tooLarge
  /// Not JSON within our limits.
  case json(JSONError)
  /// JSON, and not an activity.
  case document
  /// The activity's id is on another host than its actor.
  case idElsewhere
  /// No signature that can be believed.
  case signature(SignatureError)
  /// The operator blocked the host.
  case blocked
  /// The key id is no address a key can be fetched from.
  case keyAddress
  /// The key is one of ours.
  case ownKey
  /// The key's host says there is no such key, or that it is gone.
  case keyGone
  /// What is there is no document with a key.
  case keyDocument
  /// The key's owner does not list it.
  case keyNotOwned
  /// The key cannot be fetched now.
  case keyAway
  /// The host sends too much, all of it verified; how long until the next is taken.
  case tooMany(seconds: Int)
  /// There is no such inbox.
  case noSuchInbox
  /// The inbox was that of somebody who is gone.
  case inboxGone
  /// The store does not take it now.
  case storeAway

  /// What a failed look for a key means.
  init(_ error: ActorError) {
    self =
      switch error {
      case .unreachable: .keyAway
      case .notFound, .gone: .keyGone
      case .blockedHost: .blocked
      case .keyNotOwned, .wrongID, .handleMismatch: .keyNotOwned
      case .notHere: .ownKey
      case .badAddress, .badOrigin: .keyAddress
      case .badDocument: .keyDocument
      }
  }

  /// The status of the answer.
  var status: Int {
    switch self {
    case .mediaType: 415
    case .tooLarge: 413
    case .json, .document, .idElsewhere, .signature(.digestMismatch), .signature(.digestMalformed): 400
    case .signature, .keyAddress, .ownKey, .keyGone, .keyDocument, .keyNotOwned: 401
    case .blocked: 403
    case .noSuchInbox: 404
    case .inboxGone: 410
    case .tooMany: 429
    case .keyAway, .storeAway: 503
    }
  }

  /// A stable word for logs and metrics.
  var name: String {
    switch self {
    case .mediaType: "media_type"
    case .tooLarge: "too_large"
    case .json: "json"
    case .document: "document"
    case .idElsewhere: "id_elsewhere"
    case .signature(let error): error.name
    case .blocked: "blocked"
    case .keyAddress: "key_address"
    case .ownKey: "own_key"
    case .keyGone: "key_gone"
    case .keyDocument: "key_document"
    case .keyNotOwned: "key_not_owned"
    case .keyAway: "key_away"
    case .tooMany: "too_many"
    case .noSuchInbox: "no_such_inbox"
    case .inboxGone: "inbox_gone"
    case .storeAway: "store_away"
    }
  }

  /// How many seconds the peer is asked to wait; nil where waiting does not help.
  var retryAfter: Int? {
    switch self {
    case .tooMany(let seconds): seconds
    case .keyAway, .storeAway: InboxLimits.retryAfter
    default: nil
    }
  }

  /// What the answer says to whoever runs the other server.
  var sentence: String {
    switch self {
    case .json(let error): "json: \(error)"
    default: name
    }
  }
}
