import JSON
import Testing

@testable import ActivityStreams

@Suite("Fields of the wrong type")
struct TypeSwapTests {
  /// What every member is replaced by in turn.
  static let swaps: [JSONValue] = [
    .null, true, 7, .double(1e308), "text", [], [[]], .object(JSONObject()),
    [.null, 3, ["id": 5, "type": ["Nothing", "Note"]]],
  ]

  static let activities = [
    "scholion/create.json", "scholion/follow.json", "lemmy/announce_create_page.json", "lemmy/block.json",
    "mastodon/create_question.json", "mastodon/flag.json", "misskey/like_reaction.json",
  ]
  static let objects = ["scholion/tombstone.json", "gotosocial/note.json", "misskey/note.json"]
  static let actors = ["scholion/person.json", "scholion/paper_actor.json", "lemmy/group.json", "gotosocial/key_stub.json"]

  @Test("Any member of an activity replaced by anything gives an activity again, or a named error", arguments: activities)
  func swappedActivities(file: String) throws {
    try swap(file) { value throws(ActivityStreamsError) in try ActivityDocument(decoding: value) }
  }

  @Test("Any member of an object replaced by anything gives an object again, or a named error", arguments: objects)
  func swappedObjects(file: String) throws {
    try swap(file) { value throws(ActivityStreamsError) in try ObjectDocument(decoding: value) }
  }

  @Test("Any member of an actor replaced by anything gives an actor and its keys, or a named error", arguments: actors)
  func swappedActors(file: String) throws {
    try swap(file) { value throws(ActivityStreamsError) in try ActorDocument(decoding: value) }
    try swap(file) { value throws(ActivityStreamsError) in try KeyDocument(decoding: value) }
  }

  @Test("Any member of a collection replaced by anything gives a collection again, or a named error")
  func swappedCollections() throws {
    try swap("scholion/context_collection.json") { value throws(ActivityStreamsError) in
      try CollectionDocument(decoding: value)
    }
    try swap("scholion/followers_page.json") { value throws(ActivityStreamsError) in
      try CollectionPageDocument(decoding: value)
    }
  }

  /// Reads every variant; every fourth that could be read is written, and has to read the same again.
  private func swap<Document: WireDocument>(
    _ file: String, _ decode: (JSONValue) throws(ActivityStreamsError) -> Document
  ) throws {
    var sample = try SampleFiles.json("samples/\(file)").object ?? JSONObject()
    sample["@context"] = nil
    for swap in Self.swaps {
      for (index, variant) in variants(of: .object(sample), with: swap).enumerated() {
        guard let document = try? decode(variant), index.isMultiple(of: 4) else { continue }
        let written = document.encoded(withContext: false)
        let found = difference(written, try decode(written).encoded(withContext: false))
        #expect(found == nil, "\(found ?? "") of \(variant.serializedText())")
      }
    }
  }

  /// The sample with one member at a time replaced, at every depth.
  private func variants(of value: JSONValue, with swap: JSONValue) -> [JSONValue] {
    switch value {
    case .object(let object):
      object.members.flatMap { key, member in
        ([swap] + variants(of: member, with: swap)).map { replacement in
          var copy = object
          copy[key] = replacement
          return .object(copy)
        }
      }
    case .array(let items):
      items.indices.flatMap { index in
        ([swap] + variants(of: items[index], with: swap)).map { replacement in
          .array(items.enumerated().map { $0.offset == index ? replacement : $0.element })
        }
      }
    default: []
    }
  }

  /// A required field of a Follow, what it is replaced by, and the error.
  static let required: [(String, JSONValue, ActivityStreamsError)] = [
    ("actor", .null, .missing(field: "actor")), ("actor", 7, .wrongType(field: "actor")),
    ("actor", "eve", .wrongType(field: "actor")), ("actor", .object(JSONObject()), .wrongType(field: "actor")),
    ("actor", [[]], .wrongType(field: "actor")), ("type", [], .wrongType(field: "type")),
    ("type", .null, .missing(field: "type")), ("type", 3, .wrongType(field: "type")),
    ("id", 5, .wrongType(field: "id")), ("id", "not an id", .wrongType(field: "id")),
    ("object", true, .wrongType(field: "object")), ("object", [], .wrongType(field: "object")),
    ("object", .object(JSONObject()), .missing(field: "type")),
  ]

  @Test("What a document cannot do without is named in the error", arguments: required)
  func named(field: String, value: JSONValue, error: ActivityStreamsError) throws {
    var document = try SampleFiles.json("samples/scholion/follow.json").object ?? JSONObject()
    document[field] = value
    #expect(throws: error) { try ActivityDocument(decoding: .object(document)) }
  }

  @Test("An actor without inbox or id, and a note taken for an actor, are named errors")
  func incompleteActors() throws {
    let person = try SampleFiles.json("samples/scholion/person.json").object ?? JSONObject()
    let table: [(String, JSONValue, ActivityStreamsError)] = [
      ("inbox", .null, .missing(field: "inbox")), ("inbox", 3, .wrongType(field: "inbox")),
      ("id", .null, .missing(field: "id")), ("type", "Note", .unexpectedType("Note")),
      ("preferredUsername", 5, .wrongType(field: "preferredUsername")),
      ("preferredUsername", .string(String(repeating: "a", count: 600)), .tooLong(field: "preferredUsername", limit: 512)),
    ]
    for (field, value, error) in table {
      var changed = person
      changed[field] = value
      #expect(throws: error) { try ActorDocument(decoding: .object(changed)) }
    }
  }

  @Test("An absent or null id is an activity without one")
  func transient() throws {
    #expect(try ActivityDocument(decoding: ["type": "Add", "actor": "https://a.example/u", "id": .null]).id == nil)
    #expect(try ActivityDocument(decoding: ["type": "Add", "actor": "https://a.example/u"]).id == nil)
  }

  @Test("An embedded document without what its type needs counts as its id")
  func halfDocuments() throws {
    let follow: JSONValue = ["id": "https://a.example/f/1", "type": "Follow"]
    let accept: JSONValue = ["type": "Accept", "actor": "https://a.example/u", "object": follow]
    #expect(try ActivityDocument(decoding: accept).object == .id(try IRI(parsing: "https://a.example/f/1")))
    let stub: JSONValue = ["id": "https://a.example/p", "type": "Person"]
    let update: JSONValue = ["type": "Update", "actor": "https://a.example/p", "object": stub]
    #expect(try ActivityDocument(decoding: update).object == .id(try IRI(parsing: "https://a.example/p")))
  }

  @Test("Unknown types are kept by name, and of several types the first known one counts")
  func unknownTypes() throws {
    let listen: JSONValue = [
      "type": "Listen", "actor": "https://a.example/u", "object": ["type": "Song", "id": "https://a.example/s"],
    ]
    let activity = try ActivityDocument(decoding: listen)
    #expect(activity.type == .unknown("Listen"))
    #expect(activity.object == .unknown(type: "Song", id: try IRI(parsing: "https://a.example/s")))
    let review: JSONValue = ["type": ["Review", "Article"], "id": "https://a.example/r"]
    #expect(try ObjectDocument(decoding: review).type == .article)
    // The Kelvin sign is canonically a K, which must not make this a Key or a Block.
    #expect(ActivityType(name: "\u{212A}") == .unknown("\u{212A}"))
  }
}
