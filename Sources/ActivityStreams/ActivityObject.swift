import JSON

/// What an activity is done with, or an item of a collection.
package indirect enum ActivityObject: Sendable, Equatable {
  /// Only named.
  case id(IRI)
  /// An object, written out.
  case object(ObjectDocument)
  /// An activity, written out: what is undone, accepted, announced.
  case activity(ActivityDocument)
  /// An actor, written out.
  case actor(ActorDocument)
  /// Several, only named: what a Flag reports.
  case list([IRI])
  /// A document of a type we do not know.
  case unknown(type: String, id: IRI?)
  /// Written exactly so, key by key; how a room announces what it received (FEP-1b12). Never the outcome of reading.
  case verbatim(JSONValue)

  /// The identifier; of a list the first.
  package var id: IRI? {
    switch self {
    case .id(let id): id
    case .object(let object): object.id
    case .activity(let activity): activity.id
    case .actor(let actor): actor.id
    case .list(let ids): ids.first
    case .unknown(_, let id): id
    case .verbatim(let value): value["id"]?.string.flatMap { IRI($0) }
    }
  }

  /// All identifiers: those of a list, else the one.
  package var ids: [IRI] {
    if case .list(let ids) = self { return ids }
    return id.map { [$0] } ?? []
  }

  /// The object, if one was written out.
  package var embeddedObject: ObjectDocument? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The activity, if one was written out.
  package var embeddedActivity: ActivityDocument? {
    if case .activity(let activity) = self { activity } else { nil }
  }

  /// The actor, if one was written out.
  package var embeddedActor: ActorDocument? {
    if case .actor(let actor) = self { actor } else { nil }
  }
}

extension ActivityObject {
  /// Reads an id, a document, or a list; a list of one is that one.
  ///
  /// A document without what its type needs counts as a reference to its id. Throws `wrongType` for anything else, `tooMany`
  /// past `DocumentLimits.activityObjects`, and `tooDeep`.
  init(reading value: JSONValue, in fields: FieldReader) throws(ActivityStreamsError) {
    switch value {
    case .string:
      guard let id = FieldReader.iri(in: value) else { throw .wrongType(field: "object") }
      self = .id(id)
    case .object(let object):
      try self.init(document: fields.inside(object))
    case .array(let items):
      try self.init(items: items, in: fields)
    default:
      throw .wrongType(field: "object")
    }
  }

  private init(items: [JSONValue], in fields: FieldReader) throws(ActivityStreamsError) {
    if items.count == 1, let only = items.first, only.array == nil {
      try self.init(reading: only, in: fields)
      return
    }
    guard items.count <= DocumentLimits.activityObjects else {
      throw .tooMany(field: "object", limit: DocumentLimits.activityObjects)
    }
    let ids = items.compactMap { $0.array == nil ? FieldReader.iri(in: $0) : nil }
    guard let first = ids.first else { throw .wrongType(field: "object") }
    self = ids.count == 1 ? .id(first) : .list(ids)
  }

  private init(document fields: FieldReader) throws(ActivityStreamsError) {
    do {
      self = try Self.typed(fields)
    } catch {
      if case .tooDeep = error { throw error }
      guard let id = fields["id"]?.string.flatMap({ IRI($0) }) else { throw error }
      self = .id(id)
    }
  }

  private static func typed(_ fields: FieldReader) throws(ActivityStreamsError) -> ActivityObject {
    let types = fields.types
    if types.contains(where: { ActorType(name: $0) != nil }) {
      return .actor(try ActorDocument(reading: fields))
    }
    if types.contains(where: { name in ObjectType.known.contains { sameBytes($0.name, name) } }) {
      return .object(try ObjectDocument(reading: fields))
    }
    let isActivity = types.contains { name in ActivityType.known.contains { sameBytes($0.name, name) } }
    if isActivity || (!types.isEmpty && fields["actor"] != nil) {
      return .activity(try ActivityDocument(reading: fields))
    }
    guard let id = try fields.optionalID() else {
      guard let type = types.first else { throw .missing(field: "type") }
      return .unknown(type: type, id: nil)
    }
    return types.first.map { .unknown(type: $0, id: id) } ?? .id(id)
  }

  /// The id as a string, a document without a context, a list of strings, or what was given verbatim.
  var value: JSONValue {
    switch self {
    case .id(let id): .string(id.text)
    case .object(let object): .object(object.members)
    case .activity(let activity): .object(activity.members)
    case .actor(let actor): .object(actor.members)
    case .list(let ids): .array(ids.map { .string($0.text) })
    case .unknown(let type, let id):
      .object(JSONObject([id.map { ("id", .string($0.text)) }, ("type", .string(type))].compactMap(\.self)))
    case .verbatim(let value): value
    }
  }
}
