import JSON
import Testing

@testable import ActivityStreams

/// Reads a sample as what it is and writes it again, without a context.
private func rewritten(_ value: JSONValue, file: String) throws -> JSONValue {
  if file.contains("webfinger") { return try WebFingerDocument(decoding: value).encoded() }
  if file.contains("nodeinfo_wellknown") { return try NodeInfoIndexDocument(decoding: value).encoded() }
  if file.contains("nodeinfo") { return try NodeInfoDocument(decoding: value).encoded() }
  if file.contains("host_meta") { return try HostMetaDocument(decoding: value).encoded() }
  if file.contains("key_") { return try KeyDocument(decoding: value).encoded(withContext: false) }
  let type = value["type"]?.string ?? ""
  if ActorType(name: type) != nil { return try ActorDocument(decoding: value).encoded(withContext: false) }
  if type.hasSuffix("CollectionPage") { return try CollectionPageDocument(decoding: value).encoded(withContext: false) }
  if type.hasSuffix("Collection") { return try CollectionDocument(decoding: value).encoded(withContext: false) }
  if case .unknown = ObjectType(name: type) {
    return try ActivityDocument(decoding: value).encoded(withContext: false)
  }
  return try ObjectDocument(decoding: value).encoded(withContext: false)
}

@Suite("Documents as peers send them")
struct PeerSampleTests {
  @Test("Every sample is read, and what we write of it reads the same again", arguments: SampleFiles.all)
  func readsAndRepeats(file: String) throws {
    let once = try rewritten(try SampleFiles.json("samples/\(file)"), file: file)
    let twice = try rewritten(once, file: file)
    let found = difference(once, twice)
    #expect(found == nil, "\(found ?? "")")
  }

  @Test("Our own samples lose no key when read and written", arguments: SampleFiles.all.filter { $0.hasPrefix("scholion") })
  func losesNothing(file: String) throws {
    var sample = try SampleFiles.json("samples/\(file)").object ?? JSONObject()
    sample["@context"] = nil
    if var inner = sample["object"]?.object, inner["@context"] != nil {
      inner["@context"] = nil
      sample["object"] = .object(inner)
    }
    let found = difference(.object(sample), try rewritten(.object(sample), file: file))
    #expect(found == nil, "\(found ?? "")")
  }

  @Test("There are samples of every peer")
  func allPeers() {
    let peers = Set(SampleFiles.all.compactMap { $0.split(separator: "/").first })
    #expect(peers == ["mastodon", "gotosocial", "lemmy", "misskey", "bookwyrm", "piefed", "scholion", "scholion-peer"])
    #expect(SampleFiles.all.count > 150)
  }

  @Test(
    "The fields we act on come through",
    arguments: [
      ("mastodon/create.json", ["create", "https://mastodon.example/users/eve", "public", "Note"]),
      ("mastodon/create_unlisted.json", ["create", "https://mastodon.example/users/eve", "public", "Note"]),
      ("mastodon/create_direct.json", ["create", "https://mastodon.example/users/eve", "limited", "Note"]),
      ("mastodon/delete_note.json", ["delete", "https://mastodon.example/users/eve", "public", "Tombstone"]),
      ("mastodon/update_person.json", ["update", "https://mastodon.example/users/eve", "public", "Person"]),
      ("mastodon/undo_like.json", ["undo", "https://mastodon.example/users/eve", "limited", "Like"]),
      ("mastodon/create_question.json", ["create", "https://mastodon.example/users/eve", "public", "Question"]),
      ("mastodon/flag.json", ["flag", "https://mastodon.example/actor", "limited", "2 ids"]),
      ("gotosocial/create.json", ["create", "https://gotosocial.example/users/gil", "public", "Note"]),
      ("gotosocial/delete_note.json", ["delete", "https://gotosocial.example/users/gil", "public", "id"]),
      ("lemmy/announce_create_page.json", ["announce", "https://lemmy.example/c/papers", "public", "Create"]),
      ("lemmy/announce_undo_like.json", ["announce", "https://lemmy.example/c/papers", "public", "Undo"]),
      ("lemmy/dislike.json", ["dislike", "https://lemmy.example/u/lea", "limited", "id"]),
      ("lemmy/create_page.json", ["create", "https://lemmy.example/u/lea", "public", "Page"]),
      ("misskey/like_reaction.json", ["like", "https://misskey.example/users/9abcdefgh0", "limited", "id"]),
      ("scholion-peer/announce_1b12.json", ["announce", "https://scholia.example/papers/arxiv_1706_03762", "public", "Create"]),
    ])
  func fields(file: String, expected: [String]) throws {
    let activity = try ActivityDocument(decoding: try SampleFiles.json("samples/\(file)"))
    let object =
      switch activity.object {
      case .id: "id"
      case .object(let object): object.type.name
      case .activity(let activity): activity.type.name
      case .actor(let actor): actor.type.rawValue
      case .list(let ids): "\(ids.count) ids"
      case .unknown(let type, _): "unknown \(type)"
      case .verbatim, nil: "nothing"
      }
    let audience = activity.isPublic ? "public" : "limited"
    #expect([activity.type.name.lowercased(), activity.actor.text, audience, object] == expected)
  }

  @Test("A paper, its identifiers and venue are read from a peer's summary")
  func paper() throws {
    let article = try ObjectDocument(decoding: try SampleFiles.json("samples/scholion-peer/article.json"))
    #expect(article.paper?.arxivId == "1706.03762" && article.paper?.doi == "10.48550/arxiv.1706.03762")
    #expect(article.paper?.authors.map(\.name) == ["Ashish Vaswani", "Noam Shazeer"])
    #expect(article.paper?.venue?.name == "NeurIPS" && article.paper?.year == 2017)
    #expect(article.replies?.document?.first?.document?.items.count == 1)
    #expect(article.author?.text == "https://scholia.example/users/mo")
  }

  @Test("A public peer activity keeps its proof and its raw members, also inside an announcement")
  func proofs() throws {
    let create = try ActivityDocument(decoding: try SampleFiles.json("samples/scholion-peer/create.json"))
    #expect(create.proof?["cryptosuite"]?.string == "eddsa-jcs-2022")
    let file = try SampleFiles.json("samples/lemmy/announce_create_page.json")
    let inner = try ActivityDocument(decoding: file).object?.embeddedActivity
    #expect(inner?.raw == file["object"])
    #expect(inner?.object?.embeddedObject?.audience?.text == "https://lemmy.example/c/papers")
  }

  @Test("Reactions, quotes, policies and one-item lists of each peer are understood")
  func peculiarities() throws {
    #expect(try activity("misskey/like_reaction.json").reaction == ":blobcat:")
    #expect(try activity("misskey/like.json").reaction == "❤")
    #expect(try activity("mastodon/like.json").reaction == nil)
    let quote = try ObjectDocument(decoding: try SampleFiles.json("samples/misskey/note_quote.json"))
    #expect(quote.quote?.path == "/s/117648182476800001")
    let note = try ObjectDocument(decoding: try SampleFiles.json("samples/gotosocial/note.json"))
    #expect(note.interactionPolicy?.canReply?.automaticApproval.count == 2)
    #expect(note.interactionPolicy?.canReply?.manualApproval == [.publicCollection])
    #expect(note.isPublic && note.tag.count == 1)
    let block = try activity("lemmy/block.json")
    #expect(block.removeData == true && block.target?.path == "/c/papers" && block.endTime != nil)
  }

  @Test("Keys are found in a whole actor, a stub and a document of their own")
  func keys() throws {
    let keyID = try IRI(parsing: "https://gotosocial.example/users/gil/main-key")
    let stub = try KeyDocument(decoding: try SampleFiles.json("samples/gotosocial/key_stub.json"))
    let alone = try KeyDocument(decoding: try SampleFiles.json("samples/gotosocial/key_alone.json"))
    let whole = try KeyDocument(decoding: try SampleFiles.json("samples/gotosocial/person.json"))
    for document in [stub, alone, whole] {
      #expect(document.owner(of: keyID)?.text == "https://gotosocial.example/users/gil")
    }
    #expect(alone.standsAlone && !stub.standsAlone && !whole.standsAlone)
    #expect(throws: ActivityStreamsError.missing(field: "inbox")) {
      try ActorDocument(decoding: try SampleFiles.json("samples/gotosocial/key_stub.json"))
    }
    let two = try ActorDocument(decoding: try SampleFiles.json("samples/mastodon/person_4.7.json"))
    #expect(two.publicKeys.count == 2 && two.assertionMethod.count == 1)
  }

  private func activity(_ file: String) throws -> ActivityDocument {
    try ActivityDocument(decoding: try SampleFiles.json("samples/\(file)"))
  }
}
