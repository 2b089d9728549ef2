/// What an actor is (ActivityPub knows five sorts).
package enum ActorType: String, Sendable, Hashable, CaseIterable {
  case person = "Person"
  case group = "Group"
  case application = "Application"
  case service = "Service"
  case organization = "Organization"

  /// The type of that exact name.
  package init?(name: String) {
    guard let type = Self.allCases.first(where: { sameBytes($0.rawValue, name) }) else { return nil }
    self = type
  }
}

/// What an object is; names we do not know are kept.
package enum ObjectType: Sendable, Hashable {
  case article, note, page, question, tombstone, event, video, audio, image, document
  case unknown(String)

  static let known: [(name: String, type: ObjectType)] = [
    ("Article", .article), ("Note", .note), ("Page", .page), ("Question", .question), ("Tombstone", .tombstone),
    ("Event", .event), ("Video", .video), ("Audio", .audio), ("Image", .image), ("Document", .document),
  ]

  /// The type of that exact name, `unknown` for any other.
  package init(name: String) {
    self = Self.known.first { sameBytes($0.name, name) }?.type ?? .unknown(name)
  }

  /// The name on the wire.
  package var name: String {
    if case .unknown(let name) = self { return name }
    return Self.known.first { $0.type == self }?.name ?? ""
  }
}

/// What an activity does; names we do not know are kept.
package enum ActivityType: Sendable, Hashable {
  case create, update, delete, follow, accept, reject, undo, like, dislike, announce, add, remove, block, flag, move
  case emojiReact, lock, view, quoteRequest
  case unknown(String)

  static let known: [(name: String, type: ActivityType)] = [
    ("Create", .create), ("Update", .update), ("Delete", .delete), ("Follow", .follow), ("Accept", .accept),
    ("Reject", .reject), ("Undo", .undo), ("Like", .like), ("Dislike", .dislike), ("Announce", .announce),
    ("Add", .add), ("Remove", .remove), ("Block", .block), ("Flag", .flag), ("Move", .move),
    ("EmojiReact", .emojiReact), ("Lock", .lock), ("View", .view), ("QuoteRequest", .quoteRequest),
  ]

  /// The type of that exact name, `unknown` for any other.
  package init(name: String) {
    self = Self.known.first { sameBytes($0.name, name) }?.type ?? .unknown(name)
  }

  /// The name on the wire.
  package var name: String {
    if case .unknown(let name) = self { return name }
    return Self.known.first { $0.type == self }?.name ?? ""
  }
}

extension FieldReader {
  /// The first type of the document that we know, else its first.
  ///
  /// Throws `missing` or `wrongType` for `type`.
  func objectType() throws(ActivityStreamsError) -> ObjectType {
    let types = try requiredTypes().map { ObjectType(name: $0) }
    let known = types.first { if case .unknown = $0 { false } else { true } }
    return known ?? types.first ?? .unknown("")
  }

  /// The first type of the activity that we know, else its first.
  ///
  /// Throws `missing` or `wrongType` for `type`.
  func activityType() throws(ActivityStreamsError) -> ActivityType {
    let types = try requiredTypes().map { ActivityType(name: $0) }
    let known = types.first { if case .unknown = $0 { false } else { true } }
    return known ?? types.first ?? .unknown("")
  }

  /// The first of the names that is an actor's.
  ///
  /// Throws `missing`, `wrongType`, or `unexpectedType` for documents that are no actor.
  func actorType() throws(ActivityStreamsError) -> ActorType {
    let types = try requiredTypes()
    guard let type = types.lazy.compactMap({ ActorType(name: $0) }).first else {
      throw .unexpectedType(types.first ?? "")
    }
    return type
  }

  func requiredTypes() throws(ActivityStreamsError) -> [String] {
    guard self["type"] != nil else { throw .missing(field: "type") }
    let types = types
    guard !types.isEmpty else { throw .wrongType(field: "type") }
    return types
  }

  /// Whether one of the types has that exact name.
  func hasType(_ name: String) -> Bool {
    types.contains { sameBytes($0, name) }
  }
}
