import JSON

@testable import ActivityStreams

extension FixtureDocuments {
  static func activities() throws -> [(String, JSONValue)] {
    try publishing() + relations() + votes() + announcements()
  }

  static func create() throws -> ActivityDocument {
    // Nobody has met it yet.
    var fresh = try article()
    fresh.replies = .embedded(try replies(to: fresh.id, []))
    fresh.likes = .embedded(CollectionDocument(id: try fresh.id.appending("/likes"), isOrdered: false, totalItems: 0))
    fresh.shares = .embedded(CollectionDocument(id: try fresh.id.appending("/shares"), isOrdered: false, totalItems: 0))
    var create = try published(10, .create, by: "/users/ada", .object(fresh), "2026-11-20T10:00:00Z")
    create.cc.append(try iri("/users/bob"))
    return try proven(create)
  }

  private static func publishing() throws -> [(String, JSONValue)] {
    var reply = try published(11, .create, by: "/users/bob", .object(try reply()), "2026-11-20T11:00:00Z")
    reply.cc.append(try iri("/users/ada"))
    reply = try proven(reply)
    var changed = try article()
    changed.updated = "2026-11-20T12:00:00Z"
    var gone = try tombstone()
    gone.formerType = nil
    gone.deleted = nil
    return [
      ("create", try create().encoded()), ("create_reply", reply.encoded()),
      ("update", try told(12, .update, .object(changed), "2026-11-20T12:00:00Z").encoded()),
      ("delete", try told(13, .delete, .object(gone), "2026-11-21T10:00:00Z").encoded()),
    ]
  }

  private static func relations() throws -> [(String, JSONValue)] {
    let group = try iri("https://lemmy.example/c/papers")
    let eve = try iri("https://mastodon.example/users/eve")
    let follow = try done(20, .follow, by: "/users/ada", .id(group), to: [group], at: "10:20:00")
    let undo = try done(23, .undo, by: "/users/ada", .activity(follow), to: [group], at: "10:23:00")
    let room = try iri("/papers/arxiv_1706_03762")
    let first = ActivityDocument(id: try eve.appending("#follows/1"), type: .follow, actor: eve, object: .id(room))
    let ada = try iri("/users/ada")
    let second = ActivityDocument(id: try eve.appending("#follows/2"), type: .follow, actor: eve, object: .id(ada))
    return [
      ("follow", follow.encoded()), ("undo_follow", undo.encoded()),
      ("accept", try done(21, .accept, by: room.text, .activity(first), to: [eve], at: "10:21:00").encoded()),
      ("reject", try done(22, .reject, by: "/users/ada", .activity(second), to: [eve], at: "10:22:00").encoded()),
    ]
  }

  private static func votes() throws -> [(String, JSONValue)] {
    let like = try vote(30, .like, .id(try iri("/s/\(summaryRow)")), "2026-11-20T10:30:00Z")
    let dislike = try vote(31, .dislike, .id(try iri("/s/\(summaryRow)")), "2026-11-20T10:31:00Z")
    let undo = try vote(32, .undo, .activity(like), "2026-11-20T10:32:00Z")
    return [
      ("like", try proven(like).encoded()), ("dislike", try proven(dislike).encoded()),
      ("undo_like", try proven(undo).encoded()),
    ]
  }

  private static func announcements() throws -> [(String, JSONValue)] {
    let summary = ActivityObject.id(try iri("/s/\(summaryRow)"))
    let room = try iri("/papers/arxiv_1706_03762")
    let mine = [try iri("/users/bob/followers"), try iri("/users/ada")]
    let boost = try done(40, .announce, by: "/users/bob", summary, to: [.publicCollection], cc: mine, at: "10:40:00")
    let undo = try done(
      41, .undo, by: "/users/bob", .activity(boost), to: [.publicCollection], cc: mine, at: "10:41:00")
    let theirs = [try room.appending("/followers")]
    let plain = try done(42, .announce, by: room.text, summary, to: [.publicCollection], cc: theirs, at: "10:00:01")
    var whole = try done(
      43, .announce, by: room.text, .verbatim(try create().encoded()), to: [.publicCollection], cc: theirs,
      at: "10:00:01")
    whole.audience = room
    return [
      ("announce_boost", try proven(boost).encoded()), ("undo_announce", try proven(undo).encoded()),
      ("announce_room", plain.encoded()),
      ("announce_1b12", whole.encoded()),
    ]
  }

  /// What an author tells of the summary to those who had it.
  private static func told(
    _ number: Int, _ type: ActivityType, _ object: ActivityObject, _ time: String
  ) throws -> ActivityDocument {
    var activity = try published(number, type, by: "/users/ada", object, time)
    activity.cc.append(try iri("/users/bob"))
    return try proven(activity)
  }

  /// The activity with a proof of the right shape; the value is that of no key.
  private static func proven(_ activity: ActivityDocument) throws -> ActivityDocument {
    var activity = activity
    let value = "z4sVqW7H1oPfzg4vJKjXyVf1dJmK3kqCkUVsb1m2rTgEwNnqZr3JcLJ5oHn8sTtTqDPqCyJ5Xo1hQ9GZ9h1nqk2yW"
    activity.proof = [
      "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": .string(activity.published ?? ""),
      "verificationMethod": .string(activity.actor.text + "#ed25519-key"), "proofPurpose": "assertionMethod",
      "@context": activity.context, "proofValue": .string(value),
    ]
    return activity
  }

  private static func published(
    _ number: Int, _ type: ActivityType, by actor: String, _ object: ActivityObject, _ time: String
  ) throws -> ActivityDocument {
    let room = try iri("/papers/arxiv_1706_03762")
    var activity = ActivityDocument(id: try activity(number), type: type, actor: try iri(actor), object: object)
    activity.published = time
    activity.to = [.publicCollection, room]
    activity.cc = [try iri(actor + "/followers")]
    activity.audience = room
    return activity
  }

  private static func vote(
    _ number: Int, _ type: ActivityType, _ object: ActivityObject, _ time: String
  ) throws -> ActivityDocument {
    var activity = try published(number, type, by: "/users/bob", object, time)
    activity.to = [try iri("/users/ada")]
    activity.cc = [try iri("/papers/arxiv_1706_03762")]
    return activity
  }

  static func done(
    _ number: Int, _ type: ActivityType, by actor: String, _ object: ActivityObject, to: [IRI], cc: [IRI] = [],
    at time: String? = nil
  ) throws -> ActivityDocument {
    var activity = ActivityDocument(id: try activity(number), type: type, actor: try iri(actor), object: object)
    activity.published = time.map { "2026-11-20T\($0)Z" }
    activity.to = to
    activity.cc = cc
    return activity
  }
}
