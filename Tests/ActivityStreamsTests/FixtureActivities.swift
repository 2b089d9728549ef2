import JSON

@testable import ActivityStreams

extension FixtureDocuments {
  static func activities() throws -> [(String, JSONValue)] {
    try publishing() + relations() + votes() + announcements()
  }

  static func create() throws -> ActivityDocument {
    try published(10, .create, by: "/users/ada", .object(try article()), "2026-11-20T10:00:00Z")
  }

  private static func publishing() throws -> [(String, JSONValue)] {
    var reply = try published(11, .create, by: "/users/bob", .object(try reply()), "2026-11-20T11:00:00Z")
    reply.cc.append(try iri("/users/ada"))
    var changed = try article()
    changed.updated = "2026-11-20T12:00:00Z"
    var gone = try tombstone()
    gone.formerType = nil
    gone.deleted = nil
    return [
      ("create", try create().encoded()), ("create_reply", reply.encoded()),
      ("update", try published(12, .update, by: "/users/ada", .object(changed), "2026-11-20T12:00:00Z").encoded()),
      ("delete", try published(13, .delete, by: "/users/ada", .object(gone), "2026-11-21T10:00:00Z").encoded()),
    ]
  }

  private static func relations() throws -> [(String, JSONValue)] {
    let group = try iri("https://lemmy.example/c/papers")
    let eve = try iri("https://mastodon.example/users/eve")
    let follow = try done(20, .follow, by: "/users/ada", .id(group), to: [group])
    let undo = try done(23, .undo, by: "/users/ada", .activity(follow), to: [group])
    let room = try iri("/papers/arxiv_1706_03762")
    let first = ActivityDocument(id: try eve.appending("#follows/1"), type: .follow, actor: eve, object: .id(room))
    let ada = try iri("/users/ada")
    let second = ActivityDocument(id: try eve.appending("#follows/2"), type: .follow, actor: eve, object: .id(ada))
    return [
      ("follow", follow.encoded()), ("undo_follow", undo.encoded()),
      ("accept", try done(21, .accept, by: room.text, .activity(first), to: [eve]).encoded()),
      ("reject", try done(22, .reject, by: "/users/ada", .activity(second), to: [eve]).encoded()),
    ]
  }

  private static func votes() throws -> [(String, JSONValue)] {
    let like = try vote(30, .like, .id(try iri("/s/\(summaryRow)")), "2026-11-20T10:30:00Z")
    let dislike = try vote(31, .dislike, .id(try iri("/s/\(summaryRow)")), "2026-11-20T10:31:00Z")
    let undo = try vote(32, .undo, .activity(like), "2026-11-20T10:32:00Z")
    return [("like", like.encoded()), ("dislike", dislike.encoded()), ("undo_like", undo.encoded())]
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
      ("announce_boost", boost.encoded()), ("undo_announce", undo.encoded()), ("announce_room", plain.encoded()),
      ("announce_1b12", whole.encoded()),
    ]
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
